// For tests: what is compared with what.
#pragma once

#include "harness/compare/lines.h"

namespace heapdyno {

inline CompareOptions all_against_baseline() {
  CompareOptions options;
  options.a = Selection::parse("variant:baseline");
  options.b = Selection::parse("variant:all");
  return options;
}

}  // namespace heapdyno

// What is wrong with trials on purpose, for the selftest alone. A plain value.
#pragma once

#include "harness/base/gate_checks.h"
#include "scenarios/plant.h"

namespace heapdyno {

struct Planted {
  Plant plant = Plant::kNone;  // what their stores do wrong
  SkippedChecks skipped =
      {};  // kAllocator: that of --alloc is not proved; kSelection: may be empty
};

}  // namespace heapdyno

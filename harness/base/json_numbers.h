// Numbers of JSON that somebody else may have written. The library converts one with a fraction or an
// exponent to whatever is asked for, and what a whole number cannot hold is undefined then.
#pragma once

#include <cstdint>
#include <limits>

#include "harness/base/error.h"

namespace heapdyno {

// Throws Error where one that is no whole number is below 0 or does not fit into an int, anywhere in
// `json`. What records have of them, factors and nanoseconds, is small.
template <typename Json>
void check_fractions(const Json& json) {
  if (json.is_structured()) {
    for (const Json& part : json) check_fractions(part);
    return;
  }
  if (!json.is_number_float()) return;
  const double value = json.template get<double>();
  if (!(value >= 0 && value <= std::numeric_limits<int32_t>::max()))
    throw Error("the number " + json.dump() + " is out of range");
}

}  // namespace heapdyno

// For tests: records of sets of the toggles a, b, c, ...
#pragma once

#include "harness/attribute/sets.h"
#include "harness/record/record.h"

namespace heapdyno {

// The record with so many of them in its policy, on where the set has them.
Record record_of_set(Set set, int toggles, Record record);

}  // namespace heapdyno

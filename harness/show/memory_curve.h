// Memory over the operations of each phase: what was alive (live mode) and what was held (memory
// mode) at the same moments, a row for each. As CSV it is what a plot wants. Pure; any thread.
#pragma once

#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

// Empty where no record has samples.
std::vector<Table> curve_tables(const std::vector<Record>& records);

}  // namespace heapdyno

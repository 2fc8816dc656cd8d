// Every figure of every trial, a row each, for one's own analysis: of successful trials and measured
// phases, those of the A/A control among them. Pure.
#pragma once

#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

// Columns: the configuration keys, layout and plan, block and place, metric, unit and value.
Table raw_values(const std::vector<Record>& records);

}  // namespace heapdyno

// Tables of what one mode found, a row for each phase of each configuration: where memory went, how
// many instructions it took, and what latencies an open loop had. Noisy figures are medians over the rounds. Pure; any thread.
#pragma once

#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

// Empty where there is no record of the mode.
std::vector<Table> memory_tables(const std::vector<Record>& records);
std::vector<Table> instruction_tables(const std::vector<Record>& records);
std::vector<Table> latency_tables(const std::vector<Record>& records);

}  // namespace heapdyno

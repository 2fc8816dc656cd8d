// Which counted figures never moved: of every scenario, over all trials of a configuration, whatever
// the allocator and the repetition. A figure of a phase in which several threads work is exact only
// if it was never seen to move. Pure; any thread.
#pragma once

#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

// A table of all scenarios, and one of the phases in which threads work or a figure moved. Empty
// where nothing was counted.
std::vector<Table> repeatability_tables(const std::vector<Record>& records);

}  // namespace heapdyno

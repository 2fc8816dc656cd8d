// Is the time that an optimization saves the time of the allocations that it saves?
//
// Predicted: the allocations of side a times the cost of an allocation and its free under a's
// allocator, less the same of side b; where both have the allocator, the allocations saved times that
// cost. Measured: side a's time times 1 - ratio, with the ratio's interval. An optimization that saves
// far more time than its allocations cost does so by something else (fewer copies, better locality);
// one that saves far less pays with something else. Pure.
#pragma once

#include <optional>

#include "harness/base/table.h"
#include "harness/compare/grid.h"

namespace heapdyno {

// A line for each one that has allocations and time of both sides and the cost of an allocation,
// absent where there are none. "more than 2 x apart": the whole interval of the time saved lies
// outside of half to twice what was predicted, and one of the two is above the margin.
std::optional<Table> prediction_table(const std::vector<Pair>& lines,
                                      const CompareOptions& options);

}  // namespace heapdyno

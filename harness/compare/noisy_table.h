// A grid of noisy metrics as a table: each line judged, all lines of a metric corrected together. Pure.
#pragma once

#include <optional>
#include <string>

#include "harness/compare/grid.h"
#include "harness/figures/noisy_cells.h"

namespace heapdyno {

// One line of a metric; absent where a side does not have it or has no logarithm of it.
std::optional<NoisyResult> noisy_line(const Pair& line, const Metric& metric);

// Where that is so because a side came to 0.
ZeroRounds zero_rounds(const Pair& line, const Metric& metric);

// "2,310 -> 2,150, 0.931 [0.912, 0.948] improvement". `sides` begin the title, which says how wide
// the intervals are; the last row of several is their geometric mean.
Table noisy_table(const Grid& grid, const std::string& sides, const CompareOptions& options);

}  // namespace heapdyno

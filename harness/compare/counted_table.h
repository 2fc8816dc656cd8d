// A grid of counted metrics as a table: figures as they are, compared without statistics. Pure.
#pragma once

#include <string>

#include "harness/compare/grid.h"

namespace heapdyno {

// "41 -> 38 (-3, exact)", or "n/a" where a store does not have what the phase is about.
TableCell counted_cell(const Pair& line, const Metric& metric);

// The last row of several is the geometric mean of the ratios: "ratio 0.312".
Table counted_table(const Grid& grid, const std::string& title);

}  // namespace heapdyno

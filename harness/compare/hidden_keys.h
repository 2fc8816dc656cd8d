// Keys that hide in a comparison: recorded, in neither side's selection, row nor column, and of
// several values within one side of a line. What such a side says is then of a mixture. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/lines.h"

namespace heapdyno {

// One sentence for each such key: "commit varies inside a cell: a1b2c3, d4e5f6; ...".
std::vector<std::string> hidden_key_notes(const std::vector<Pair>& lines,
                                          const CompareOptions& options);

}  // namespace heapdyno

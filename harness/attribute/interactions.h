// What groups of toggles do to each other, the largest of each phase first, in figures and words.
// Pure; any thread.
#pragma once

#include <vector>

#include "harness/attribute/counted_phases.h"
#include "harness/base/table.h"

namespace heapdyno {

// Of each phase so many groups of two and more toggles at most. Of a full factorial those with the
// largest dividends: "overlap: together they save 2.1 allocs/op less than apart". Of a fraction
// pairs alone: "the one saves 1.0 allocs/op less where the other is on". most 0: a few, and none
// that is below a hundredth of what the baseline counts.
Table interactions_table(const std::vector<PhaseOfSets>& phases, const Design& design,
                         const std::vector<Factor>& factors, const Measure& measure, int most);

}  // namespace heapdyno

// Whether the machine was quiet while trials were timed, by what their records say of its noise. Pure.
#pragma once

#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// Measured on a shared machine with two processors, quiet and beside a compiler: taken 0.6 to 0.7 % and
// 78 to 83 %, waiting 1.7 to 1.9 % and 98 to 100 %. The limits lie between.

// Of the processors' time, taken by other processes or by the hypervisor: with more, minima of blocks
// are still of undisturbed trials by luck alone.
inline constexpr double kMostTaken = 0.05;

// Of the trials' time, in which some task waited for a processor: the system's own figure for too much
// work, and also that of a scenario with more threads than there are processors.
inline constexpr double kMostWaiting = 0.05;

// Of an idle process between two reads of the clock: a gap as long as what tables call a pause.
inline constexpr uint64_t kLongestGapNs = 1'000'000;

// Throws Error with Exit::kNotComparable that has the figures: more than the above, a processor that
// was slowed down, a governor other than performance where there is one, or records that say nothing.
void check_quiet(const std::vector<const Record*>& timed);

}  // namespace heapdyno

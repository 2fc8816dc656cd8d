// Records of a timed run whose block times are not measured: those of an A/A, recorded once, given to
// the runner by an Executor in place of processes. Side a is the variant baseline, side b the variant
// all, as many times slower as is asked for. Pure; any thread.
#pragma once

#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// `slower`: 1.05 is 5 % slower, 1 as recorded.
std::vector<Record> recorded_times(double slower);

}  // namespace heapdyno

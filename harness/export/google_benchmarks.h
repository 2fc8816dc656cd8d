// Timed trials as Google Benchmark's JSON, which its tools/compare.py reads: each trial and phase is a
// run of the benchmark SCENARIO/PHASE, and of what else varies, /key:value.
//
// Format: as harness/record/google_benchmark.h says, which reads it again. Times are of one operation.
// What was counted of the same cell stands with each of its runs (allocs_per_iter, max_bytes_used);
// the trial's other figures are counters by their names here, and so are its block and place. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// Throws a usage error where nothing was timed, or on several machines: the format has one context.
std::string google_benchmarks(const std::vector<Record>& records);

}  // namespace heapdyno

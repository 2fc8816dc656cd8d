// Records in Go's benchmark format, which benchstat reads: a line for each trial and phase, so that
// trials are benchstat's samples.
//
//   compiler: gcc 12.2.0
//   Unit allocs/op assume=exact
//   BenchmarkFill-random/phase=fill/variant=all-2 100000 812.4 ns/op 1.003 allocs/op
//
// Source: go.googlesource.com/proposal, design/14313-benchmark-format.md, and benchfmt of
// golang.org/x/perf, which adds the lines "Unit". Configuration lines are of what makes figures
// comparable (compiler, flags, machine, seed), because benchstat makes a table of each; what else
// varies is in the name, key=value. The number behind the last dash is that of the processors. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

std::string go_benchmarks(const std::vector<Record>& records);

}  // namespace heapdyno

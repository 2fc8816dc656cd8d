// Reads what Google Benchmark writes with --benchmark_out_format=json as records, so that its
// benchmarks are compared as ours are.
//
// Format: docs/user_guide.md of github.com/google/benchmark and its json_reporter.cc: an object of
// "context" and "benchmarks", a list of runs. Its numbers may be NaN and Infinity, which JSON has not:
// refused where they would be used. Each run that is no aggregate becomes a record in time mode: the
// scenario is the benchmark's name, the phase is "benchmark", the block its repetition (of our own
// export its counter "block"), times are of one iteration. What its memory manager counted becomes one
// in count mode (allocs_per_iter, total_allocated_bytes) and one in live mode (max_bytes_used,
// net_heap_growth). An error is a record of a trial that failed; a benchmark that was skipped does not
// apply. What our records have and these have not (digests, seeds, compilers) is absent. Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

struct GoogleBenchmark {
  std::vector<Record> records;
  std::vector<std::string> warnings;  // of how it was measured
};

// What our own export says is the executable, in its context.
inline constexpr const char* kExporter = "heapdyno";

// Does a file of this text begin as one?
bool is_google_benchmark(std::string_view text);

// `path` is for messages. Throws Error that names file and benchmark and says what is wrong.
GoogleBenchmark parse_google_benchmark(std::string_view text, const std::string& path);

}  // namespace heapdyno

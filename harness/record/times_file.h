// Timed trials without their latencies, a twentieth of their records, so that a long campaign can be
// kept and committed: JSON lines, "heapdyno.times/1", written by `export times` and read where records
// are.
//
// What trials share is a line of an object, and each of them one of an array behind it:
//
//   {"schema": "heapdyno.times/1", "keys": {...}, "policy": {...}, "scenario_digest": ...,
//    "plan_digest": (where no key is "plan": other tools' benchmarks),
//    "phases": [{"name": ..., "operations": N, "digests": [of operations, of answers]}, ...]}
//   [time of its end, block, place, allocation_pair_ns, then of each phase wall_ns, cpu_ns, rss_anon]
//
// Keys are those of selection.h; a phase that a store did not run says "not_applicable" and why
// instead, and has no figures; "per_operation": true where sums over all operations say nothing. null:
// not measured. Figures are raw, as in records (results/README.md), and what is not here is not known.
// Any thread.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// Does a file of this text begin as one?
bool is_times_file(std::string_view text);

// `path` is for messages. Throws Error that names file and line and says what is wrong.
std::vector<Record> parse_times_file(std::string_view text, const std::string& path);

// Of these records the timed trials that succeeded, with their measured phases. Throws a usage error
// where there is none.
void write_times(std::ostream& out, const std::vector<Record>& records);

}  // namespace heapdyno

// A campaign: a plan that is carried out into a record file, from its beginning or from where an
// earlier one was stopped.
//
// Thread contract: one thread, one at a time in a process.
#pragma once

#include <string>
#include <vector>

#include "harness/base/streams.h"
#include "harness/run/execute.h"
#include "harness/run/prepare.h"

namespace heapdyno {

struct Campaign {
  std::string path;  // of its records
  ExecuteResult result;
};

// --out, or a new file named after the time, another one for each run of a second. Throws a usage error when there is nothing to resume.
std::string record_path(const RunOptions& options, const BuildFolder& folder);

// How many of these trials have a result.
size_t successes(const std::vector<Record>& records);

// Says which of the caller's settings of allocators the trials run without.
void warn_of_dropped_variables(Streams streams);

// Carries the plan out, and records it at `path`. Throws Error, and leaves the file as it is, when the
// run to be resumed is another one (Exit::kNotComparable), or the file is not that of a run.
Campaign carry_out(const RunOptions& options, const PreparedRun& run, const std::string& path,
                   Streams streams);

}  // namespace heapdyno

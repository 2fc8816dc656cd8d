// Which commit of a line first changed a count: both ends are counted, then what first_changed.h
// asks. A count is exact, so a commit is built and counted once. Any count that is not that of the
// first commit is a changed one, also where it is not that of the last.
//
// Thread contract: as what counts.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/bisect/checkout.h"
#include "harness/bisect/counts.h"
#include "harness/bisect/first_changed.h"

namespace heapdyno {

struct CommitCount {
  std::optional<Counts> counts;  // absent: the commit is skipped
  std::string why_skipped;       // "does not build: ..."
  double counting_seconds = 0;
};

struct CommitStep {
  size_t commit = 0;  // of the line
  StepAnswer answer = StepAnswer::kSkipped;
  CommitCount count;
  double seconds = 0;  // with building
};

struct CommitSearch {
  std::vector<GitCommit> line;        // the oldest first
  std::vector<CommitStep> steps;      // in order: the ends, then the others
  std::optional<ChangedRange> range;  // absent: both ends have one count

  const CommitStep& step_of(size_t commit) const;  // REQUIRES: there was one
};

using CountCommit = std::function<CommitCount(const GitCommit&)>;

// Says on `log` what each step found. Throws Error where an end cannot be counted, and what `count`
// throws. REQUIRES: a line of two commits at least.
CommitSearch search_commits(std::vector<GitCommit> line, const CountCommit& count,
                            std::ostream& log);

}  // namespace heapdyno

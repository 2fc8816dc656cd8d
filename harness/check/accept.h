// Accepting: what was counted becomes the baseline, for a reason.
//
// A figure that is not the same in all runs is no baseline: it is left out and said, and stays out
// of every check until it holds still. A cell whose figures and sites are what they were keeps its
// entry, so that the difference of a baseline shows what was accepted and nothing else.
#pragma once

#include <string>
#include <vector>

#include "harness/check/baseline.h"
#include "harness/check/check_report.h"
#include "harness/check/gate_cells.h"

namespace heapdyno {

// A cell is run so often before it is accepted, at least.
inline constexpr int kRunsToAccept = 5;

struct Accepted {
  int cells = 0;                      // that were written
  int kept = 0;                       // that were what they are
  std::vector<Finding> changes;       // of those that were written, against what they were
  std::vector<std::string> left_out;  // "fill-random all: fill put bytes": figures that moved
};

// Writes the files. Throws Error, before anything is written, where a trial failed or its work is
// not the same in all runs.
Accepted accept(const std::vector<CountedTrial>& trials, const BaselineFolder& baselines,
                const Acceptance& acceptance);

// A date that there is, 2027-01-31, after `today`. Throws a usage error.
void check_expiry(const std::string& date, const std::string& today);

}  // namespace heapdyno

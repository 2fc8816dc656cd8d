// Accepting: what was counted becomes the baseline, for a reason.
//
// A figure that is not the same in all runs is no baseline: it is left out and said, and stays out
// of every check until it holds still. A bounded one is left out where its runs differ by more than
// its tolerance. Allocations are what the gate is there for: those that move are left out only where
// that is asked for.
//
// Bounded figures that are not asked for stay as they were accepted, while the work is the same: who
// accepts other counts has not accepted more instructions. Of other work they are dropped, and that
// is said.
//
// A cell whose figures and sites are what they were keeps its entry, so that the difference of a
// baseline shows what was accepted and nothing else. So does a bounded figure within its tolerance,
// which cannot creep away by being accepted often.
#pragma once

#include <string>
#include <vector>

#include "harness/check/baseline.h"
#include "harness/check/check_report.h"
#include "harness/check/gate_cells.h"

namespace heapdyno {

// A cell is run so often before it is accepted, at least.
inline constexpr int kRunsToAccept = 5;

enum class MovingAllocations { kRefused, kLeftOut };

struct Accepted {
  int cells = 0;                      // that were written
  int kept = 0;                       // that were what they are
  std::vector<Finding> changes;       // of those that were written, against what they were
  std::vector<std::string> left_out;  // "fill-random all: fill put bytes (3, and 4 under jemalloc)"
  std::vector<std::string> dropped;   // "fill-random all: instructions": of work that is gone
};

// Writes the files. `bounded`: those that were asked for. Throws Error, before anything is written,
// where a trial failed, its work is not the same in all runs, or its allocations are not and these
// are refused.
Accepted accept(const std::vector<CountedTrial>& trials, const BaselineFolder& baselines,
                const Acceptance& acceptance, const BoundedMetrics& bounded = {},
                MovingAllocations moving = MovingAllocations::kRefused);

// A date that there is, 2027-01-31, after `today`. Throws a usage error.
void check_expiry(const std::string& date, const std::string& today);

}  // namespace heapdyno

// The rounds in which the 16 runs of a design were measured under each allocator, phase by phase,
// from records. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/attribute/factors.h"
#include "harness/figures/metrics.h"

namespace heapdyno {

struct TimedPhase {
  std::string scenario;
  std::string phase;
  std::vector<std::string> allocators;
  // By allocator, round and run: logarithms of what was measured in whole rounds, those in which
  // each run was measured under each allocator.
  std::vector<std::vector<std::vector<double>>> logarithms;

  // The contrast of a set in each round under one allocator: ln of a factor.
  std::vector<double> contrasts(const Design& design, Set set, size_t allocator) const;
};

// In the order of the records. `allocators`: those to look at, in this order; empty: all that are
// there, glibc's before the others. Throws Error with Exit::kNotComparable where runs are missing, no
// round is whole or the machine changed.
std::vector<TimedPhase> timed_phases(const std::vector<Record>& records,
                                     const std::vector<Factor>& factors, const Metric& metric,
                                     const std::vector<std::string>& allocators);

}  // namespace heapdyno

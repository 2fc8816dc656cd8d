// What each toggle and each chain of pairs does to a noisy metric, from rounds of the 16 runs under
// several allocators: ratios in per cent, with the signed-rank interval over the rounds' contrasts
// of the logarithms (figures/stats.h). Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

struct TimeTableOptions {
  std::string toggles;                  // as factors_in() says; at most kMostScreenedToggles
  std::vector<std::string> metrics;     // noisy
  std::vector<std::string> allocators;  // the first is what others are set against; empty: all
};

// For each metric a table of effects and, where there are several allocators, one of how the
// effects differ under them; Benjamini and Hochberg's adjustment over each. At the end which
// effects cannot be told apart. Throws a usage error, or Error with Exit::kNotComparable where runs
// are missing.
std::vector<Table> time_tables(const std::vector<Record>& records, const TimeTableOptions& options);

}  // namespace heapdyno

// What toggles save, phase by phase, from the counts of sets of them: together, each, and what
// groups of them do to each other (full_factorial.h says what the columns are; positive: saved).
// Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

struct CountTableOptions {
  std::string toggles;               // as factors_in() says
  std::vector<std::string> metrics;  // as find_measure() says; tables of each
  std::string alloc;                 // whose counts; empty: of the one that has the most sets
  int interactions = 0;              // so many of each phase; 0: those that matter most
};

// Of more than 8 toggles there are main effects and pairs alone. Throws a usage error, or Error
// with Exit::kNotComparable where sets are missing.
std::vector<Table> count_tables(const std::vector<Record>& records,
                                const CountTableOptions& options);

}  // namespace heapdyno

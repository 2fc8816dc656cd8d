// compare A B: two sides of a matrix of records, cell by cell.
//
// A side is a selection. Cells of the two sides are paired by every key that
// neither selection names: `variant:baseline` against `variant:all` gives one
// line for each scenario, phase, store and allocator. Where an exact metric is
// the same under every allocator, as it should be, the lines fall into one.
//
// Refused (exit 5) rather than answered: what comparable.h says. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/compare/comparable.h"
#include "harness/figures/cells.h"

namespace heapdyno {

struct CompareOptions {
  Selection a;
  Selection b;
  Selection filter;                  // on both sides
  Selection row;                     // empty: scenario, phase, and what else varies
  Selection col;                     // empty: one column for each metric
  std::vector<std::string> metrics;  // empty: those of kDefaultMetrics that are there
  Rules rules;                       // of what may differ
};

inline const std::vector<std::string> kDefaultMetrics = {"allocations", "allocs/op", "bytes/op",
                                                         "ns/op", "rss_anon"};

// Throws a usage error when a side selects nothing or several configurations in
// one cell, and Error with Exit::kNotComparable as said above.
std::vector<Table> compare(const std::vector<Record>& records, const CompareOptions& options);

}  // namespace heapdyno

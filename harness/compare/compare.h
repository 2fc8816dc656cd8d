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

#include "harness/base/table.h"
#include "harness/compare/lines.h"

namespace heapdyno {

struct CompareResult {
  std::vector<Table> tables;
  // What the A/A control says against the whole of it (control.h); a note under the tables, too.
  std::vector<std::string> alarms;
};

// Throws a usage error when a side selects nothing or several configurations in
// one cell, and Error with Exit::kNotComparable as said above.
CompareResult compare(const std::vector<Record>& records, const CompareOptions& options);

}  // namespace heapdyno

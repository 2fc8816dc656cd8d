// One cell against its baseline: the rules of the gate. Pure; any thread.
//
// 1. Other work is not compared: another content of the scenario, another list of phases, another
//    digest of operations or answers, another number of operations.
// 2. A figure of which more is worse: more is an increase, fewer a decrease. One that is not (what a
//    cache found) is a decrease either way: it has changed and has to be accepted.
// 3. Call sites say where, and never whether. Where a sum is what it was and its sites are not, the
//    allocations have moved.
#pragma once

#include <vector>

#include "harness/check/baseline.h"
#include "harness/check/check_report.h"

namespace heapdyno {

struct CellCheck {
  std::vector<Finding> findings;
  uint64_t figures = 0;  // that were compared
};

CellCheck check_cell(const CountedCell& now, const BaselineCell& baseline);

}  // namespace heapdyno

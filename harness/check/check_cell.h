// One cell against its baseline: the rules of the gate. Pure; any thread.
//
// 1. Other work is not compared: another content of the scenario, another list of phases, another
//    digest of operations or answers, another number of operations.
// 2. A figure of which more is worse: more is an increase, fewer a decrease. One that is not (what a
//    cache found) is a decrease either way: it has changed and has to be accepted.
// 3. Blocks left alive, over all operations of a phase: those that were made less those that were
//    freed. More is an increase, also where the figures that they are made of say nothing worse: a
//    free that is missing is fewer frees.
// 4. Bounded metrics that are asked for are compared within their tolerance, the others not at all.
// 5. Call sites say where, and never whether. Where a sum is what it was and its sites are not, the
//    allocations have moved.
// 6. Allocations that are left out, since they moved from run to run, are a note.
#pragma once

#include <string>
#include <vector>

#include "harness/base/gate_checks.h"
#include "harness/check/baseline.h"
#include "harness/check/bounded.h"
#include "harness/check/check_report.h"

namespace heapdyno {

struct CellCheck {
  std::vector<Finding> findings;
  uint64_t figures = 0;  // that were compared
  bool same_work = true;
  // Bounded metrics that were asked for and measured, and that the baseline does not have.
  BoundedMetrics missing;
};

struct CellRules {
  BoundedMetrics bounded = {};  // those that were asked for
  SkippedChecks skipped = {};
  std::string accept_arguments = {};  // what accepts the same cells (advice.h)
};

CellCheck check_cell(const CountedCell& now, const BaselineCell& baseline,
                     const CellRules& rules = {});

}  // namespace heapdyno

// The check: what was counted now, against the baselines.
//
// Nothing passes by accident: a cell without a baseline, a baseline whose cell was not run though
// everything was to be, and a trial that failed are findings of their own.
// Reads the baselines' files; else pure.
#pragma once

#include <string>
#include <vector>

#include "harness/check/baseline.h"
#include "harness/check/check_cell.h"
#include "harness/check/check_report.h"
#include "harness/check/gate_cells.h"

namespace heapdyno {

struct CheckContext {
  std::string
      date;  // of the commit that is checked, so that an old one checks as it did: 2026-11-26
  bool all = false;  // everything that has a baseline was to be run
  CellRules rules = {};
};

CheckReport check(const std::vector<CountedTrial>& trials, const BaselineFolder& baselines,
                  const CheckContext& context);

}  // namespace heapdyno

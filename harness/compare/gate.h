// compare --gate: are lines worse than they may be? For whoever builds on every change.
//
// Counted metrics: side b above side a, beyond what the metric may move by. Noisy ones, where larger
// is worse: regression when the signed-rank test of the differences less the margin says that they
// are above it, corrected (Holm) over all gated noisy lines, so that one of many lines does not fail by
// chance; passed when the whole interval lies below the margin, or side b is 0 in every round; else
// inconclusive. A metric that one
// side of a cell has and the other has not is missing, and inconclusive: the cell was not run there, the
// phase did not apply, or no trial of it succeeded. Where the A/A control says that intervals are not
// to be trusted (control.h), nothing noisy is certain. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/gate_checks.h"
#include "harness/compare/lines.h"

namespace heapdyno {

struct GateResult {
  int lines = 0;                          // that were judged
  std::vector<std::string> regressions;   // one sentence each: metric, cell and figures
  std::vector<std::string> inconclusive;  // likewise, with what is missing

  // What is not known comes before what is worse; there is no baseline for an improvement.
  Exit exit() const;
};

// `metrics` by name. Throws as compare(), and a usage error on a metric of which more is not worse.
GateResult gate(const std::vector<Record>& records, const CompareOptions& options,
                const std::vector<std::string>& metrics, const SkippedChecks& skipped = {});

}  // namespace heapdyno

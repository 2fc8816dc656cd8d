// What a bisection counts: one exact figure of the measured phases of one scenario. Plain values
// and pure functions; any thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/figures/metrics.h"
#include "harness/record/record.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

struct WhatIsCounted {
  std::string scenario;  // as scenario_choice.h says; one workload
  ScenarioSettings settings;
  std::string phase;  // empty: all that are measured
  const Metric* metric = nullptr;
};

struct PhaseCount {
  std::string phase;
  double value = 0;
  bool operator==(const PhaseCount&) const = default;
};

// In the scenario's order.
using Counts = std::vector<PhaseCount>;

// Throws a usage error for a metric that nobody knows, or that is not the same on every run.
const Metric& exact_metric(const std::string& name);

// Throws Error where the trial failed, and a usage error where no such phase has a count that is
// the same on every run: those in which several threads work are left out.
Counts counts_of(const Record& record, const WhatIsCounted& counted);

// A phase whose count is not the same, before and after; a count that is missing is 0.
struct ChangedCount {
  std::string phase;
  double before = 0;
  double after = 0;
};

std::vector<ChangedCount> changed_counts(const Counts& before, const Counts& after);

// "fill 1,234, get 12"
std::string text_of(const Counts& counts);

}  // namespace heapdyno

#include "harness/bisect/counts.h"

#include <algorithm>
#include <optional>

#include "harness/base/error.h"
#include "harness/base/table.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

const PhaseCount* find_phase(const Counts& counts, const std::string& phase) {
  const auto found = std::find_if(counts.begin(), counts.end(),
                                  [&](const PhaseCount& count) { return count.phase == phase; });
  return found == counts.end() ? nullptr : &*found;
}

double value_in(const Counts& counts, const std::string& phase) {
  const PhaseCount* const found = find_phase(counts, phase);
  return found == nullptr ? 0 : found->value;
}

Error nothing_counted(const WhatIsCounted& counted) {
  return usage_error(std::string(counted.metric->name) + " of " + counted.scenario +
                     (counted.phase.empty() ? "" : ", phase " + counted.phase) +
                     ": there is none that is the same on every run: name another --metric, or a "
                     "scenario whose phases have one thread");
}

}  // namespace

const Metric& exact_metric(const std::string& name) {
  const Metric& metric = find_metric(name);
  if (metric.metric_class == MetricClass::kExact) return metric;
  throw usage_error("--metric " + name + " is " + std::string(name_of(metric.metric_class)) +
                    ": a bisection counts once, so it needs an exact one, such as allocations, "
                    "bytes or bytes_copied");
}

Counts counts_of(const Record& record, const WhatIsCounted& counted) {
  if (!record.ok()) throw Error(record.trial_id + ": " + record.state + ": " + record.reason);
  Counts counts;
  for (const PhaseRecord& phase : record.phases) {
    if (!phase.measured || phase.by_chance) continue;
    if (!counted.phase.empty() && phase.name != counted.phase) continue;
    const std::optional<double> value = counted.metric->of(phase);
    if (value) counts.push_back({phase.name, *value});
  }
  if (counts.empty()) throw nothing_counted(counted);
  return counts;
}

std::vector<ChangedCount> changed_counts(const Counts& before, const Counts& after) {
  std::vector<ChangedCount> changed;
  for (const PhaseCount& count : before) {
    const double now = value_in(after, count.phase);
    if (now != count.value) changed.push_back({count.phase, count.value, now});
  }
  for (const PhaseCount& count : after) {
    if (find_phase(before, count.phase) == nullptr)
      changed.push_back({count.phase, 0, count.value});
  }
  return changed;
}

std::string text_of(const Counts& counts) {
  std::vector<std::string> parts;
  for (const PhaseCount& count : counts) parts.push_back(count.phase + " " + figure(count.value));
  return join(parts, ", ");
}

}  // namespace heapdyno

#include "harness/check/bounded.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr std::string_view kPerOperation = "/op";

std::vector<std::string> bounded_names() {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) {
    if (metric.metric_class == MetricClass::kBounded) names.emplace_back(metric.name);
  }
  return names;
}

const Metric& bounded_metric(const std::string& name) {
  const Metric& metric = find_metric(name);
  if (metric.metric_class == MetricClass::kBounded) return metric;
  const std::string why = metric.metric_class == MetricClass::kExact
                              ? "it is exact: what the gate has of it, it always compares"
                              : "it is noisy: run and `compare --gate " + name + "` judge it";
  throw usage_error("--metric " + name + ": " + why + "; bounded are " +
                    join(bounded_names(), ", "));
}

std::optional<uint64_t> sum_of(const PhaseRecord& phase, const Metric& metric) {
  const std::optional<double> value = metric.of(phase);
  if (!value) return std::nullopt;
  const double times = is_per_operation(metric) ? static_cast<double>(phase.operations()) : 1;
  return static_cast<uint64_t>(std::llround(*value * times));
}

const Metric& metric_of(const FigureKey& key, const BoundedMetrics& metrics) {
  return **std::find_if(metrics.begin(), metrics.end(),
                        [&](const Metric* metric) { return figure_name(*metric) == key.metric; });
}

uint64_t settled(const std::vector<uint64_t>& runs, const Metric& metric) {
  if (metric.block_value == BlockValue::kMinimum)
    return *std::min_element(runs.begin(), runs.end());
  const uint64_t sum = std::accumulate(runs.begin(), runs.end(), uint64_t{0});
  return (sum + runs.size() / 2) / runs.size();
}

}  // namespace

BoundedMetrics parse_bounded(const std::vector<std::string>& names) {
  BoundedMetrics metrics;
  for (const std::string& name : names) {
    const Metric* const metric = &bounded_metric(name);
    if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end())
      metrics.push_back(metric);
  }
  return metrics;
}

bool is_per_operation(const Metric& metric) { return metric.name.ends_with(kPerOperation); }

std::string figure_name(const Metric& metric) {
  std::string name(metric.name);
  if (is_per_operation(metric)) name.resize(name.size() - kPerOperation.size());
  return name;
}

double bounded_tolerance(const Metric& metric) { return tolerance_of(metric, {}); }

void take_bounded(const Record& record, const BoundedMetrics& metrics, BoundedRuns& runs) {
  for (const Metric* metric : metrics) {
    if (value_of(record.keys, "mode") != name_of(metric->mode)) continue;
    for (const PhaseRecord& phase : record.phases) {
      if (!phase.measured || !phase.applies()) continue;
      if (const std::optional<uint64_t> sum = sum_of(phase, *metric))
        runs[{phase.name, "", figure_name(*metric)}].push_back(*sum);
    }
  }
}

BoundedCounts settled(const BoundedRuns& runs, const BoundedMetrics& metrics) {
  BoundedCounts counts;
  for (const auto& [key, values] : runs)
    counts[key.phase][key.metric] = settled(values, metric_of(key, metrics));
  return counts;
}

std::vector<FigureKey> moved_figures(const BoundedRuns& runs, const BoundedMetrics& metrics) {
  std::vector<FigureKey> moved;
  for (const auto& [key, values] : runs) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double tolerance = bounded_tolerance(metric_of(key, metrics));
    if (!agree(static_cast<double>(*least), static_cast<double>(*most), tolerance))
      moved.push_back(key);
  }
  return moved;
}

}  // namespace heapdyno

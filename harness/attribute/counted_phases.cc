#include "harness/attribute/counted_phases.h"

#include <algorithm>
#include <cmath>

#include "harness/attribute/set_samples.h"
#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr std::string_view kPerOperation = "/op";

// A metric is a sum for each operation, or a sum; shares are neither.
int64_t count_of(const Sample& sample, const Measure& measure) {
  const std::optional<double> counted = measure.metric->of(*sample.phase);
  if (!counted)
    throw Error(
        sample.record->origin + ": " + measure.name + " is not recorded, as it is of others",
        Exit::kNotComparable);
  const double value = *counted;
  const bool divided = measure.metric->name.ends_with(kPerOperation);
  const double operations = static_cast<double>(sample.phase->operations());
  return std::llround(divided ? value * operations : value);
}

int64_t count_of(const std::vector<Sample>& samples, const Measure& measure) {
  int64_t least = count_of(samples.front(), measure);
  for (const Sample& sample : samples) least = std::min(least, count_of(sample, measure));
  return least;
}

bool may_move(const std::vector<Sample>& samples, const Measure& measure) {
  return std::any_of(samples.begin(), samples.end(), [&](const Sample& sample) {
    return sample.phase->by_chance || count_of(sample, measure) != count_of(samples, measure);
  });
}

// Of several allocators the one that has the most sets, or the one that was named.
const SetSamples* choose(const std::vector<SetSamples>& all, const SetSamples& of,
                         const std::string& alloc) {
  const SetSamples* chosen = nullptr;
  for (const SetSamples& samples : all) {
    if (samples.scenario != of.scenario || samples.phase != of.phase) continue;
    if (!alloc.empty() && samples.alloc != alloc) continue;
    if (chosen == nullptr || samples.of.size() > chosen->of.size()) chosen = &samples;
  }
  return chosen;
}

bool counted_the_same(const SetSamples& a, const SetSamples& b, const Measure& measure) {
  return std::all_of(b.of.begin(), b.of.end(), [&](const auto& of_set) {
    const auto other = a.of.find(of_set.first);
    return other == a.of.end() ||
           count_of(other->second, measure) == count_of(of_set.second, measure);
  });
}

PhaseOfSets count(const SetSamples& samples, const std::vector<SetSamples>& all,
                  const Design& design, const Measure& measure) {
  PhaseOfSets phase{samples.scenario, samples.phase, samples.alloc, {}, 1, false, {}, {}};
  for (const Set set : design.runs()) {
    const std::vector<Sample>& of_set = samples.of.at(set);
    phase.counts.push_back(count_of(of_set, measure));
    phase.moves |= may_move(of_set, measure);
  }
  if (measure.per_operation)
    phase.unit = static_cast<double>(samples.of.at(0).front().phase->operations());
  for (const SetSamples& other : all) {
    if (other.scenario != samples.scenario || other.phase != samples.phase) continue;
    if (other.alloc == samples.alloc) continue;
    (counted_the_same(samples, other, measure) ? phase.equal_under : phase.other_under)
        .push_back(other.alloc);
  }
  return phase;
}

bool is_measured(const SetSamples& samples, const Measure& measure) {
  const auto measured = [&](const Sample& sample) {
    return measure.metric->of(*sample.phase).has_value() && sample.phase->operations() > 0;
  };
  return std::any_of(samples.of.begin(), samples.of.end(), [&](const auto& of_set) {
    return std::any_of(of_set.second.begin(), of_set.second.end(), measured);
  });
}

}  // namespace

std::vector<double> PhaseOfSets::saved() const {
  std::vector<double> saved;
  for (const int64_t count : counts)
    saved.push_back(static_cast<double>(counts.front() - count) / unit);
  return saved;
}

Measure find_measure(const std::string& name) {
  const Metric* metric = known_metric(name);
  bool per_operation = name.ends_with(kPerOperation);
  if (metric == nullptr && per_operation)
    metric = known_metric(name.substr(0, name.size() - kPerOperation.size()));
  if (metric == nullptr) metric = &find_metric(name);
  if (metric->metric_class != MetricClass::kExact || metric->unit == "share") {
    throw usage_error("--metric " + name + ": what sets of toggles save is counted in whole " +
                      "numbers: name an exact metric that is a sum, such as allocs/op, bytes/op " +
                      "or bytes_copied/op");
  }
  return {name, metric, per_operation};
}

std::vector<PhaseOfSets> counted_phases(const std::vector<Record>& records,
                                        const std::vector<Factor>& factors, const Measure& measure,
                                        const std::string& alloc) {
  const Design design = counting_design(factors);
  const std::vector<SetSamples> all = samples_by_set(records, measure.metric->mode, factors);
  std::vector<PhaseOfSets> phases;
  for (const SetSamples& samples : all) {
    if (choose(all, samples, alloc) != &samples || !is_measured(samples, measure)) continue;
    if (!missing_sets(samples, design.runs()).empty())
      throw missing_error(samples, design.runs(), factors,
                          measure.name == "allocs/op" ? "" : " --metric " + measure.name);
    phases.push_back(count(samples, all, design, measure));
  }
  if (phases.empty()) {
    throw Error("in these records no trial counted " + measure.name + " of sets of " +
                    text_of(factors) + (alloc.empty() ? "" : " under " + alloc),
                Exit::kNotComparable);
  }
  return phases;
}

}  // namespace heapdyno

#include "harness/attribute/timed_phases.h"

#include <algorithm>

#include "harness/attribute/set_samples.h"
#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/figures/conditions.h"
#include "harness/figures/noisy.h"

namespace heapdyno {
namespace {

// The system's first, which others are held against. Plans shuffle them, so records have no order.
bool is_before(const SetSamples* a, const SetSamples* b) {
  const auto rank = [](const SetSamples* samples) {
    return std::pair(samples->alloc != "glibc", samples->alloc);
  };
  return rank(a) < rank(b);
}

// The allocators of one phase, in the order asked for.
std::vector<const SetSamples*> of_phase(const std::vector<SetSamples>& all, const SetSamples& phase,
                                        const std::vector<std::string>& allocators) {
  std::vector<const SetSamples*> chosen;
  for (const SetSamples& samples : all) {
    if (samples.scenario == phase.scenario && samples.phase == phase.phase)
      chosen.push_back(&samples);
  }
  if (allocators.empty()) {
    std::sort(chosen.begin(), chosen.end(), is_before);
    return chosen;
  }
  const auto place = [&](const SetSamples* samples) {
    return std::find(allocators.begin(), allocators.end(), samples->alloc);
  };
  std::erase_if(chosen, [&](const SetSamples* s) { return place(s) == allocators.end(); });
  std::sort(chosen.begin(), chosen.end(),
            [&](const SetSamples* a, const SetSamples* b) { return place(a) < place(b); });
  return chosen;
}

bool is_first(const std::vector<SetSamples>& all, const SetSamples& samples) {
  const auto first = std::find_if(all.begin(), all.end(), [&](const SetSamples& other) {
    return other.scenario == samples.scenario && other.phase == samples.phase;
  });
  return &*first == &samples;
}

// By run; empty where the metric was not measured.
std::vector<BlockValues> blocks_of_runs(const SetSamples& samples, const Design& design,
                                        const Metric& metric) {
  std::vector<BlockValues> runs;
  for (const Set set : design.runs()) runs.push_back(block_values(samples.of.at(set), metric));
  return runs;
}

void check_one_machine(const std::vector<const SetSamples*>& allocators) {
  std::vector<Sample> all;
  for (const SetSamples* samples : allocators) {
    const std::vector<Sample> of_allocator = of_all_sets(*samples);
    all.insert(all.end(), of_allocator.begin(), of_allocator.end());
  }
  Conditions().check_host(where(*allocators.front()), all);
}

std::vector<BlockKey> whole_rounds(const std::vector<std::vector<BlockValues>>& by_allocator) {
  std::vector<BlockKey> whole;
  for (const auto& [block, value] : by_allocator.front().front()) {
    const BlockKey& key = block;
    const bool everywhere =
        std::all_of(by_allocator.begin(), by_allocator.end(), [&](const auto& runs) {
          return std::all_of(runs.begin(), runs.end(),
                             [&](const BlockValues& run) { return run.contains(key); });
        });
    if (everywhere) whole.push_back(key);
  }
  return whole;
}

// False: the metric was not measured in this phase.
bool fill(TimedPhase& phase, const std::vector<const SetSamples*>& allocators, const Design& design,
          const Metric& metric) {
  std::vector<std::vector<BlockValues>> by_allocator;
  for (const SetSamples* samples : allocators) {
    phase.allocators.push_back(samples->alloc);
    by_allocator.push_back(blocks_of_runs(*samples, design, metric));
  }
  if (by_allocator.front().front().empty()) return false;
  const std::vector<BlockKey> rounds = whole_rounds(by_allocator);
  if (rounds.empty()) {
    throw Error(phase.scenario + ": there is no round in which every one of " +
                    std::to_string(design.runs().size()) + " sets was measured under each of " +
                    join(phase.allocators, ", "),
                Exit::kNotComparable);
  }
  for (const std::vector<BlockValues>& runs : by_allocator) {
    phase.logarithms.emplace_back();
    for (const BlockKey& round : rounds) {
      std::vector<double> values;
      for (const BlockValues& run : runs) values.push_back(run.at(round));
      phase.logarithms.back().push_back(std::move(values));
    }
  }
  return true;
}

}  // namespace

std::vector<double> TimedPhase::contrasts(const Design& design, Set set, size_t allocator) const {
  std::vector<double> contrasts;
  for (const std::vector<double>& round : logarithms[allocator])
    contrasts.push_back(design.contrast(set, round));
  return contrasts;
}

std::vector<TimedPhase> timed_phases(const std::vector<Record>& records,
                                     const std::vector<Factor>& factors, const Metric& metric,
                                     const std::vector<std::string>& allocators) {
  const Design design = Design::of_16_runs(static_cast<int>(factors.size()));
  const std::vector<SetSamples> all = samples_by_set(records, metric.mode, factors);
  std::vector<TimedPhase> phases;
  for (const SetSamples& samples : all) {
    if (!is_first(all, samples)) continue;
    const std::vector<const SetSamples*> chosen = of_phase(all, samples, allocators);
    if (chosen.empty()) continue;
    for (const SetSamples* of_allocator : chosen) {
      if (!missing_sets(*of_allocator, design.runs()).empty())
        throw missing_error(*of_allocator, design.runs(), factors,
                            " --rounds 12 --metric " + std::string(metric.name));
    }
    check_one_machine(chosen);
    TimedPhase phase{samples.scenario, samples.phase, {}, {}};
    if (fill(phase, chosen, design, metric)) phases.push_back(std::move(phase));
  }
  if (phases.empty()) {
    throw Error("in these records no trial measured " + std::string(metric.name) + " of sets of " +
                    text_of(factors),
                Exit::kNotComparable);
  }
  return phases;
}

}  // namespace heapdyno

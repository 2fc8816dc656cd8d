#include "harness/compare/comparable.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/compare/quiet_machine.h"
#include "harness/figures/conditions.h"

namespace heapdyno {
namespace {

using Samples = std::vector<Sample>;

Samples both(const Pair& pair) {
  Samples samples = pair.a;
  samples.insert(samples.end(), pair.b.begin(), pair.b.end());
  return samples;
}

bool is_measured_in(Mode mode, const std::vector<const Metric*>& metrics) {
  return std::any_of(metrics.begin(), metrics.end(), [&](const Metric* metric) {
    return !is_counted(*metric) && metric->mode == mode;
  });
}

// Not the simulated cache's misses, noisy as they are: it is the same cache on every host.
void check_machine(Conditions& conditions, const Pair& pair,
                   const std::vector<const Metric*>& metrics) {
  for (const Mode mode : {Mode::kTime, Mode::kMemory, Mode::kOpenLoop}) {
    if (is_measured_in(mode, metrics))
      conditions.check_host(spell(pair.keys), of_mode(both(pair), mode));
  }
}

// Of all pairs, each once.
std::vector<const Record*> timed_records(const std::vector<Pair>& pairs,
                                         const std::vector<const Metric*>& metrics) {
  std::set<const Record*> seen;
  std::vector<const Record*> records;
  for (const Pair& pair : pairs) {
    for (const Sample& sample : both(pair)) {
      for (const Mode mode : {Mode::kTime, Mode::kOpenLoop}) {
        const bool is_of_mode = value_of(sample, "mode") == name_of(mode);
        if (!is_of_mode || !is_measured_in(mode, metrics)) continue;
        if (seen.insert(sample.record).second) records.push_back(sample.record);
      }
    }
  }
  return records;
}

}  // namespace

std::set<std::string> parse_accepted(const std::vector<std::string>& lists) {
  std::set<std::string> accepted;
  for (const std::string& list : lists) {
    for (const std::string& name : split_outside_braces(list, ',')) {
      if (std::find(Conditions::kKinds.begin(), Conditions::kKinds.end(), name) ==
          Conditions::kKinds.end())
        throw usage_error(unknown_name("difference to accept", name, Conditions::kKinds));
      accepted.insert(name);
    }
  }
  return accepted;
}

std::vector<std::string> check_comparable(const std::vector<Pair>& pairs,
                                          const std::vector<const Metric*>& metrics,
                                          const Rules& rules) {
  Conditions conditions(rules.accepted);
  for (const Pair& pair : pairs) {
    const std::string where = spell(pair.keys);
    conditions.check_alike(where, both(pair));
    conditions.check_build(where, pair.a);
    conditions.check_build(where, pair.b);
    check_machine(conditions, pair, metrics);
  }
  if (rules.strict) check_quiet(timed_records(pairs, metrics));
  return conditions.notes();
}

}  // namespace heapdyno

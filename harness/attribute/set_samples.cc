#include "harness/attribute/set_samples.h"

#include <algorithm>

#include "harness/base/words.h"
#include "harness/figures/conditions.h"

namespace heapdyno {
namespace {

SetSamples& find_or_add(std::vector<SetSamples>& all, const Sample& sample) {
  SetSamples key{
      value_of(sample, "scenario"), value_of(sample, "phase"), value_of(sample, "alloc"), {}};
  for (SetSamples& samples : all) {
    if (samples.scenario == key.scenario && samples.phase == key.phase &&
        samples.alloc == key.alloc)
      return samples;
  }
  return all.emplace_back(std::move(key));
}

void check_comparable(const SetSamples& samples) {
  Conditions conditions;
  conditions.check_alike(where(samples), of_all_sets(samples));
  for (const auto& [set, of_set] : samples.of) conditions.check_build(where(samples), of_set);
}

}  // namespace

std::vector<Sample> of_all_sets(const SetSamples& samples) {
  std::vector<Sample> all;
  for (const auto& [set, of_set] : samples.of) all.insert(all.end(), of_set.begin(), of_set.end());
  return all;
}

std::string where(const SetSamples& samples) {
  return samples.scenario + ", " + samples.phase + " under " + samples.alloc;
}

std::vector<SetSamples> samples_by_set(const std::vector<Record>& records, Mode mode,
                                       const std::vector<Factor>& factors) {
  std::vector<SetSamples> all;
  for (const Sample& sample : of_mode(samples_of(records), mode)) {
    if (value_of(sample, "store") != "reference" || !sample.phase->applies()) continue;
    const std::optional<Set> set = set_of(sample.record->policy, factors);
    if (!set) continue;
    find_or_add(all, sample).of[*set].push_back(sample);
  }
  for (const SetSamples& samples : all) check_comparable(samples);
  return all;
}

std::vector<Set> missing_sets(const SetSamples& samples, const std::vector<Set>& needed) {
  std::vector<Set> missing;
  for (const Set set : needed) {
    if (!samples.of.contains(set)) missing.push_back(set);
  }
  return missing;
}

Error missing_error(const SetSamples& samples, const std::vector<Set>& needed,
                    const std::vector<Factor>& factors, const std::string& options) {
  constexpr size_t kMostNamed = 10;
  std::vector<std::string> names;
  for (const Set set : missing_sets(samples, needed)) names.push_back(name_of(set, factors));
  return Error(samples.scenario + " under " + samples.alloc + ": " + std::to_string(names.size()) +
                   " of " + std::to_string(needed.size()) +
                   " sets of toggles are not in these records: " + listed(names, kMostNamed) +
                   ". What measures them: heapdyno attribute --toggles " + text_of(factors) +
                   " --scenario '" + samples.scenario + "' --alloc '" + samples.alloc + "'" +
                   options + "; of a run that was stopped, its own command with --resume",
               Exit::kNotComparable);
}

}  // namespace heapdyno

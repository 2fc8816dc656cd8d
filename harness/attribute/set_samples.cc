#include "harness/attribute/set_samples.h"

#include <algorithm>

#include "harness/base/words.h"

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

void check_comparable(const Sample& first, const Sample& other) {
  check_same("scenario's contents", first, other, first.record->scenario_digest,
             other.record->scenario_digest);
  check_same("compilers", first, other, value_of(first, "compiler"), value_of(other, "compiler"));
  check_same("seeds", first, other, value_of(first, "seed"), value_of(other, "seed"));
  check_same("operations", first, other, first.phase->operation_digest,
             other.phase->operation_digest);
  check_same("answers", first, other, first.phase->answer_digest, other.phase->answer_digest);
}

}  // namespace

void check_same(const std::string& what, const Sample& first, const Sample& other,
                const std::string& of_first, const std::string& of_other) {
  if (of_first == of_other) return;
  throw Error("not comparable in " + value_of(first, "scenario") + ", " + value_of(first, "phase") +
                  ": the " + what + " differ: '" + of_first + "' (" + first.record->origin +
                  ") and '" + of_other + "' (" + other.record->origin + ")",
              Exit::kNotComparable);
}

std::vector<SetSamples> samples_by_set(const std::vector<Record>& records, Mode mode,
                                       const std::vector<Factor>& factors) {
  std::vector<SetSamples> all;
  for (const Sample& sample : of_mode(samples_of(records), mode)) {
    if (value_of(sample, "store") != "reference" || !sample.phase->applies()) continue;
    const std::optional<Set> set = set_of(sample.record->policy, factors);
    if (!set) continue;
    SetSamples& samples = find_or_add(all, sample);
    if (!samples.of.empty()) check_comparable(samples.of.begin()->second.front(), sample);
    samples.of[*set].push_back(sample);
  }
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

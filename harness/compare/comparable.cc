#include "harness/compare/comparable.h"

#include <algorithm>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/compare/quiet_machine.h"

namespace heapdyno {
namespace {

using Samples = std::vector<Sample>;

Error not_comparable(const std::string& message) { return Error(message, Exit::kNotComparable); }

class Check {
 public:
  explicit Check(const Rules& rules) : rules_(rules) {}

  // Where `of` gives nothing there is nothing to compare. `kind` is one of kDifferences.
  template <typename Of>
  void same(const std::string& kind, const CellKeys& at, const Samples& samples,
            const std::string& what, Of of) {
    const Sample* first = nullptr;
    for (const Sample& sample : samples) {
      if (of(sample).empty()) continue;
      if (first == nullptr) first = &sample;
      if (of(sample) == of(*first)) continue;
      const std::string text = what + ": '" + of(*first) + "'" + origin(*first) + " and '" +
                               of(sample) + "'" + origin(sample);
      if (rules_.accepted.count(kind) == 0) {
        throw not_comparable("not comparable at " + spell(at) + ": " + text + "; --accept " + kind +
                             " compares them all the same");
      }
      accepted_.emplace(kind, "accepted at " + spell(at) + ": " + text);
      return;
    }
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes;
    for (const auto& [kind, note] : accepted_) notes.push_back(note);
    return notes;
  }

 private:
  static std::string origin(const Sample& sample) { return " (" + sample.record->origin + ")"; }

  const Rules& rules_;
  std::map<std::string, std::string> accepted_;  // the first of each kind
};

Samples both(const Pair& pair) {
  Samples samples = pair.a;
  samples.insert(samples.end(), pair.b.begin(), pair.b.end());
  return samples;
}

std::string compiler_of(const Sample& sample) {
  std::vector<std::string> parts;
  for (const char* key : {"compiler", "flags", "libstdcxx"}) {
    if (!value_of(sample, key).empty()) parts.push_back(value_of(sample, key));
  }
  return join(parts, ", ");
}

void check_work(Check& check, const Pair& pair) {
  Samples samples = both(pair);
  check.same("work", pair.keys, samples, "the scenario's content differs",
             [](const Sample& s) { return s.record->scenario_digest; });
  if (!applies(samples)) return;
  check.same("work", pair.keys, samples, "the operations differ",
             [](const Sample& s) { return s.phase->operation_digest; });
  std::erase_if(samples, [](const Sample& s) { return value_of(s, "store") == "null"; });
  check.same("work", pair.keys, samples, "the answers differ",
             [](const Sample& s) { return s.phase->answer_digest; });
}

// One executable has one build; each layout of it is an executable of its own.
void check_build(Check& check, const Pair& pair, const Samples& side) {
  std::map<std::string, Samples> executables;
  for (const Sample& sample : side) executables[value_of(sample, "layout")].push_back(sample);
  for (const auto& [layout, samples] : executables) {
    check.same("build", pair.keys, samples, "one side is several builds of one name",
               [](const Sample& s) { return value_of(s, "build"); });
  }
}

bool is_measured_in(Mode mode, const std::vector<const Metric*>& metrics) {
  return std::any_of(metrics.begin(), metrics.end(), [&](const Metric* metric) {
    return !is_counted(*metric) && metric->mode == mode;
  });
}

void check_machine(Check& check, const Pair& pair, const std::vector<const Metric*>& metrics) {
  for (const Mode mode : {Mode::kTime, Mode::kMemory, Mode::kOpenLoop}) {
    if (!is_measured_in(mode, metrics)) continue;
    check.same("host", pair.keys, of_mode(both(pair), mode),
               "the machines differ, and times of two machines say nothing",
               [](const Sample& s) { return value_of(s, "host"); });
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
      if (std::find(kDifferences.begin(), kDifferences.end(), name) == kDifferences.end())
        throw usage_error(unknown_name("difference to accept", name, kDifferences));
      accepted.insert(name);
    }
  }
  return accepted;
}

std::vector<std::string> check_comparable(const std::vector<Pair>& pairs,
                                          const std::vector<const Metric*>& metrics,
                                          const Rules& rules) {
  Check check(rules);
  for (const Pair& pair : pairs) {
    check_work(check, pair);
    check.same("compiler", pair.keys, both(pair), "the compilers differ", compiler_of);
    check.same("seed", pair.keys, both(pair), "the seeds differ",
               [](const Sample& s) { return value_of(s, "seed"); });
    check_build(check, pair, pair.a);
    check_build(check, pair, pair.b);
    check_machine(check, pair, metrics);
  }
  if (rules.strict) check_quiet(timed_records(pairs, metrics));
  return check.notes();
}

}  // namespace heapdyno

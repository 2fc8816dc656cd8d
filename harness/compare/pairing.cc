#include "harness/compare/pairing.h"

#include <algorithm>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

Error not_comparable(const std::string& message) { return Error(message, Exit::kNotComparable); }

bool have_variants(const std::vector<Sample>& samples) {
  return std::none_of(samples.begin(), samples.end(),
                      [](const Sample& sample) { return value_of(sample, "variant").empty(); });
}

// `variants`: both sides are of the reference engine.
std::vector<std::string> pairing_keys(const Selection& a, const Selection& b, bool variants) {
  const auto named = [&](const std::string& key) { return a.names(key) || b.names(key); };
  std::vector<std::string> keys;
  for (const std::string& key : kKeys) {
    if (key == "mode" || named(key)) continue;
    // Variants are the reference engine's: no store of another's has the same one.
    if (key == "variant" && named("store") && !variants) continue;
    keys.push_back(key);
  }
  return keys;
}

std::vector<Sample> side(const std::vector<Sample>& samples, const Selection& selection,
                         const Selection& filter) {
  std::vector<Sample> chosen = select(select(samples, filter), selection);
  if (chosen.empty()) {
    throw usage_error("nothing matches '" + selection.text() + "'" +
                      (filter.empty() ? "" : " with --filter '" + filter.text() + "'"));
  }
  return chosen;
}

class Pairs {
 public:
  explicit Pairs(std::vector<std::string> by) : by_(std::move(by)) {}

  Pair& of(const Sample& sample) {
    CellKeys keys;
    for (const std::string& key : by_) keys[key] = value_of(sample, key);
    const auto [it, added] = index_.emplace(keys, pairs_.size());
    if (added) pairs_.push_back({keys, {}, {}});
    return pairs_[it->second];
  }

  std::vector<Pair> whole() {
    std::erase_if(pairs_, [](const Pair& pair) { return pair.a.empty() || pair.b.empty(); });
    return std::move(pairs_);
  }

 private:
  std::vector<std::string> by_;
  std::map<CellKeys, size_t> index_;
  std::vector<Pair> pairs_;
};

// A side of a line must be one configuration.
void check_single(const std::vector<Sample>& samples, const Selection& selection,
                  const CellKeys& keys) {
  for (const std::string& key : kKeys) {
    if (key == "mode" || keys.contains(key)) continue;
    const std::vector<std::string> values = values_of(samples, key);
    if (values.size() == 1) continue;
    throw usage_error("'" + selection.text() + "' is several configurations at " + spell(keys) +
                      " (" + key + ":" + join(values, ",") + "): name one of them");
  }
}

template <typename Of>
void check_same(const Pair& pair, const std::string& what, Of of) {
  const Sample& first = pair.a.front();
  for (const auto* samples : {&pair.a, &pair.b}) {
    for (const Sample& sample : *samples) {
      if (of(sample) == of(first)) continue;
      throw not_comparable("not comparable at " + spell(pair.keys) + ": " + what + ": '" +
                           of(first) + "' (" + first.record->origin + ") and '" + of(sample) +
                           "' (" + sample.record->origin + ")");
    }
  }
}

void check_answers(Pair pair) {
  for (auto* samples : {&pair.a, &pair.b}) {
    std::erase_if(*samples, [](const Sample& s) { return value_of(s, "store") == "null"; });
  }
  if (pair.a.empty() || pair.b.empty()) return;
  check_same(pair, "the answers differ", [](const Sample& s) { return s.phase->answer_digest; });
}

void check_comparable(const Pair& pair) {
  check_same(pair, "the scenario's content differs",
             [](const Sample& s) { return s.record->scenario_digest; });
  check_same(pair, "the compilers differ", [](const Sample& s) { return s.record->compiler; });
  check_same(pair, "the seeds differ",
             [](const Sample& s) { return std::to_string(s.record->seed); });
  if (!applies(pair.a) || !applies(pair.b)) return;
  check_same(pair, "the operations differ",
             [](const Sample& s) { return s.phase->operation_digest; });
  check_answers(pair);
}

}  // namespace

std::string at(const CellKeys& keys, const std::string& key) {
  const auto found = keys.find(key);
  return found == keys.end() ? "" : found->second;
}

std::string spell(const CellKeys& keys) {
  std::vector<std::string> words;
  for (const std::string& key : kKeys) {
    if (!at(keys, key).empty()) words.push_back(key + ":" + at(keys, key));
  }
  return join(words, " ");
}

void check_same_machine(const Pair& pair) {
  check_same(pair, "the machines differ, and times of two machines say nothing",
             [](const Sample& s) { return s.record->host; });
}

std::vector<Pair> pair_sides(const std::vector<Sample>& samples, const Selection& a,
                             const Selection& b, const Selection& filter) {
  const std::vector<Sample> of_a = side(samples, a, filter);
  const std::vector<Sample> of_b = side(samples, b, filter);
  Pairs pairs(pairing_keys(a, b, have_variants(of_a) && have_variants(of_b)));
  for (const Sample& sample : of_a) pairs.of(sample).a.push_back(sample);
  for (const Sample& sample : of_b) pairs.of(sample).b.push_back(sample);
  std::vector<Pair> whole = pairs.whole();
  if (whole.empty()) {
    throw not_comparable("'" + a.text() + "' and '" + b.text() +
                         "' have no cell in common: no scenario and phase was run by both");
  }
  for (const Pair& pair : whole) {
    check_single(pair.a, a, pair.keys);
    check_single(pair.b, b, pair.keys);
    check_comparable(pair);
  }
  return whole;
}

}  // namespace heapdyno

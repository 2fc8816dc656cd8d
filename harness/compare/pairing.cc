#include "harness/compare/pairing.h"

#include <algorithm>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

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

void append(std::vector<std::string>& keys, const std::string& key) {
  if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
}

bool names_toggle(const Selection& selection) {
  const std::vector<std::string> keys = selection.keys();
  return std::any_of(keys.begin(), keys.end(), is_toggle_key);
}

// Variants that differ in the toggles that a side names are the same in all others.
void pair_by_toggles(std::vector<std::string>& keys, const std::vector<Sample>& samples,
                     const Selection& a, const Selection& b) {
  std::erase(keys, "variant");
  for (const Sample& sample : samples) {
    for (const auto& [key, value] : *sample.keys) {
      if (is_toggle_key(key) && !a.names(key) && !b.names(key)) append(keys, key);
    }
  }
}

// ". There are: alloc:glibc,jemalloc", of each key whose values nothing has.
std::string what_there_is(const std::vector<Sample>& samples, const Selection& selection,
                          const Selection& filter) {
  constexpr size_t kMostValues = 12;
  std::vector<std::string> texts;
  for (const Selection* const one : {&selection, &filter}) {
    for (const SelectionWord& word : one->words()) {
      if (!select(samples, Selection::parse(word.text())).empty()) continue;
      std::vector<std::string> values = values_of(samples, word.key);
      std::erase(values, "");
      append(texts, word.key + ":" + (values.empty() ? "nothing" : listed(values, kMostValues)));
    }
  }
  if (texts.empty()) return ": each of these is there, but not all of one trial";
  return ". There are: " + join(texts, "; ");
}

std::vector<Sample> side(const std::vector<Sample>& samples, const Selection& selection,
                         const Selection& filter) {
  std::vector<Sample> chosen = select(select(samples, filter), selection);
  if (chosen.empty()) {
    throw usage_error("nothing matches '" + selection.text() + "'" +
                      (filter.empty() ? "" : " with --filter '" + filter.text() + "'") +
                      what_there_is(samples, selection, filter));
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

  Pairing take() {
    Pairing pairing;
    for (Pair& pair : pairs_) {
      const bool is_whole = !pair.a.empty() && !pair.b.empty();
      (is_whole ? pairing.whole : pairing.halves).push_back(std::move(pair));
    }
    return pairing;
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

}  // namespace

std::string spell(const CellKeys& keys) {
  std::vector<std::string> words;
  for (const std::string& key : keys_of({{keys, {}, {}}})) {
    if (!value_of(keys, key).empty()) words.push_back(key + ":" + value_of(keys, key));
  }
  return join(words, " ");
}

std::vector<std::string> keys_of(const std::vector<Pair>& pairs) {
  std::vector<std::string> keys = kKeys;
  for (const Pair& pair : pairs) {
    for (const auto& [key, value] : pair.keys) append(keys, key);
  }
  return keys;
}

Pairing pair_sides(const std::vector<Sample>& samples, const Selection& a, const Selection& b,
                   const Selection& filter, const std::vector<std::string>& shown) {
  const std::vector<Sample> of_a = side(samples, a, filter);
  const std::vector<Sample> of_b = side(samples, b, filter);
  std::vector<std::string> by = pairing_keys(a, b, have_variants(of_a) && have_variants(of_b));
  if (names_toggle(a) || names_toggle(b)) pair_by_toggles(by, of_a, a, b);
  for (const std::string& key : shown) {
    if (!a.names(key) && !b.names(key)) append(by, key);
  }
  Pairs pairs(std::move(by));
  for (const Sample& sample : of_a) pairs.of(sample).a.push_back(sample);
  for (const Sample& sample : of_b) pairs.of(sample).b.push_back(sample);
  Pairing pairing = pairs.take();
  if (pairing.whole.empty()) {
    throw Error("'" + a.text() + "' and '" + b.text() +
                    "' have no cell in common: no scenario and phase was run by both",
                Exit::kNotComparable);
  }
  for (const Pair& pair : pairing.whole) {
    check_single(pair.a, a, pair.keys);
    check_single(pair.b, b, pair.keys);
  }
  return pairing;
}

}  // namespace heapdyno

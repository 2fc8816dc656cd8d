#include "harness/attribute/factors.h"

#include <algorithm>

#include "harness/attribute/full_factorial.h"
#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::vector<std::string> names_of(const std::vector<ToggleInfo>& toggles) {
  std::vector<std::string> names;
  for (const ToggleInfo& toggle : toggles) names.push_back(toggle.name);
  return names;
}

const ToggleInfo& find_toggle(const std::string& name, const std::vector<ToggleInfo>& toggles) {
  for (const ToggleInfo& toggle : toggles) {
    if (toggle.name == name) return toggle;
  }
  throw usage_error(unknown_name("toggle", name, names_of(toggles)));
}

// Where it stands in the seed's list, behind it if it is not there.
size_t place_in_seed(const std::string& toggle) {
  const auto seed = seed_toggles();
  return static_cast<size_t>(std::find(seed.begin(), seed.end(), toggle) - seed.begin());
}

// The words of --toggles.
std::vector<std::string> words_of(const std::string& text, const std::vector<ToggleInfo>& toggles) {
  if (text != "seed" && text != "all") return split_outside_braces(text, ',');
  std::vector<std::string> names = names_of(toggles);
  if (text == "seed") {
    std::erase_if(names, [](const std::string& name) {
      return place_in_seed(name) == seed_toggles().size();
    });
  }
  return names;
}

Factor factor_of(const std::string& word, const std::vector<ToggleInfo>& toggles) {
  const size_t equals = word.find('=');
  const ToggleInfo& toggle = find_toggle(word.substr(0, equals), toggles);
  if (!toggle.needs.empty()) {
    throw usage_error("--toggles: " + toggle.name + " needs " + toggle.needs +
                      ", so that it cannot be taken apart from it: leave it out");
  }
  return {toggle.name, kind_named_by(word, toggle),
          equals == std::string::npos ? toggle.name : word};
}

// What is on in records: not in the order of strength, which they do not say.
std::vector<ToggleInfo> toggles_in(const std::vector<Record>& records) {
  std::map<std::string, std::vector<std::string>> kinds;
  for (const Record& record : records) {
    for (const auto& [toggle, kind] : record.policy) {
      std::vector<std::string>& seen = kinds[toggle];
      if (kind != "off" && std::find(seen.begin(), seen.end(), kind) == seen.end())
        seen.push_back(kind);
    }
  }
  std::vector<ToggleInfo> toggles;
  for (auto& [toggle, seen] : kinds) {
    if (!seen.empty()) toggles.push_back({toggle, std::move(seen), "", ""});
  }
  return toggles;
}

template <typename Spell>
std::string joined(Set set, const std::vector<Factor>& factors, std::string_view separator,
                   Spell spell) {
  std::vector<std::string> words;
  for (const int i : members_of(set)) words.push_back(spell(factors[static_cast<size_t>(i)]));
  return join(words, separator);
}

std::string spelled(const Factor& factor) {
  return factor.kind == "on" ? factor.toggle : factor.toggle + "=" + factor.kind;
}

int count_of(const std::vector<Factor>& factors) { return static_cast<int>(factors.size()); }

}  // namespace

std::vector<Factor> choose_factors(const std::string& text,
                                   const std::vector<ToggleInfo>& toggles) {
  std::vector<Factor> factors;
  for (const std::string& word : words_of(text, toggles)) {
    Factor factor = factor_of(word, toggles);
    if (std::any_of(factors.begin(), factors.end(),
                    [&](const Factor& other) { return other.toggle == factor.toggle; }))
      throw usage_error("--toggles: '" + factor.toggle + "' stands twice");
    factors.push_back(std::move(factor));
  }
  if (factors.empty()) throw usage_error("--toggles " + text + ": there is no such toggle");
  if (factors.size() > kMostToggles) {
    throw usage_error("--toggles: " + std::to_string(factors.size()) + " toggles, and at most " +
                      std::to_string(kMostToggles) + " can be told apart: name fewer");
  }
  std::sort(factors.begin(), factors.end(), [](const Factor& a, const Factor& b) {
    return std::pair(place_in_seed(a.toggle), a.toggle) <
           std::pair(place_in_seed(b.toggle), b.toggle);
  });
  return factors;
}

std::vector<Factor> factors_in(const std::vector<Record>& records, const std::string& text) {
  const std::vector<ToggleInfo> toggles = toggles_in(records);
  if (toggles.empty()) throw Error("in these records no toggle is on", Exit::kNotComparable);
  std::vector<Factor> factors = choose_factors(text.empty() ? "all" : text, toggles);
  for (const Factor& factor : factors) {
    const std::vector<std::string>& kinds = find_toggle(factor.toggle, toggles).kinds;
    if (kinds.size() > 1 && factor.name == factor.toggle) {
      throw usage_error(factor.toggle + " is of several kinds in these records (" +
                        join(kinds, ", ") + "): name one of them, as in --toggles " +
                        factor.toggle + "=" + kinds.front());
    }
  }
  return factors;
}

std::string text_of(const std::vector<Factor>& factors) {
  return joined(all_of(count_of(factors)), factors, ",", spelled);
}

std::string name_of(Set set, const std::vector<Factor>& factors) {
  if (set == 0) return "baseline";
  return joined(set, factors, "+", [](const Factor& factor) { return factor.name; });
}

std::string variant_of(Set set, const std::vector<Factor>& factors) {
  return set == 0 ? "baseline" : joined(set, factors, "+", spelled);
}

std::optional<Set> set_of(const std::map<std::string, std::string>& policy,
                          const std::vector<Factor>& factors) {
  Set set = 0;
  for (const auto& on : policy) {
    if (on.second == "off") continue;
    const auto found = std::find_if(factors.begin(), factors.end(), [&](const Factor& factor) {
      return factor.toggle == on.first && factor.kind == on.second;
    });
    if (found == factors.end()) return std::nullopt;
    set |= only(static_cast<int>(found - factors.begin()));
  }
  return set;
}

Design counting_design(const std::vector<Factor>& factors) {
  const int toggles = count_of(factors);
  return toggles <= kMostFactorialToggles ? Design::full(toggles) : Design::of_128_runs(toggles);
}

void check_screened(const std::vector<Factor>& factors) {
  if (factors.size() <= kMostScreenedToggles) return;
  throw usage_error(std::to_string(factors.size()) +
                    " toggles are too many for 16 runs: name up to " +
                    std::to_string(kMostScreenedToggles) + " by --toggles");
}

std::vector<Set> sixteen_sets(const std::vector<Factor>& factors) {
  const int toggles = count_of(factors);
  if (toggles <= kMostScreenedToggles) return Design::of_16_runs(toggles).runs();
  std::vector<Set> sets;
  const std::vector<Set> runs = counting_design(factors).runs();
  // Runs are in the order of a binary count, so that every eighth has the same three toggles on. Moved
  // on by one at every second of them, each toggle is on in half of the sixteen.
  const size_t step = runs.size() / 16;
  for (size_t i = 0; i < 16; ++i) sets.push_back(runs[step * i + i / 2]);
  return sets;
}

}  // namespace heapdyno

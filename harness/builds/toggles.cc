#include "harness/builds/toggles.h"

#include <algorithm>
#include <array>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

using Toggles = std::vector<ToggleInfo>;

constexpr std::array<std::string_view, 7> kSeed = {
    "small_vector", "arena", "object_pool", "zero_copy", "flat_hash", "string_pool", "preallocate"};

bool in_seed(std::string_view name) {
  return std::find(kSeed.begin(), kSeed.end(), name) != kSeed.end();
}

std::vector<std::string> names_of(const Toggles& toggles) {
  std::vector<std::string> names;
  for (const ToggleInfo& toggle : toggles) names.push_back(toggle.name);
  return names;
}

const ToggleInfo& find_toggle(std::string_view name, const Toggles& toggles) {
  for (const ToggleInfo& toggle : toggles) {
    if (toggle.name == name) return toggle;
  }
  std::vector<std::string> known = named_variants(toggles);
  for (std::string& toggle : names_of(toggles)) known.push_back(toggle);
  throw usage_error(unknown_name("variant or toggle", name, known));
}

// Switches a toggle on, and what it needs unless that is on in some kind.
void switch_on(Policy& policy, const ToggleInfo& toggle, std::string kind, const Toggles& toggles) {
  policy[toggle.name] = std::move(kind);
  if (toggle.needs.empty() || policy.count(toggle.needs) != 0) return;
  const ToggleInfo& needed = find_toggle(toggle.needs, toggles);
  switch_on(policy, needed, needed.kinds.back(), toggles);
}

Policy policy_of_all(const Toggles& toggles) {
  Policy policy;
  for (const ToggleInfo& toggle : toggles) {
    policy[toggle.name] = toggle.kinds.back();
  }
  return policy;
}

// The policy of baseline, seed, all, only-X or without-X; false for others.
bool named_policy(std::string_view name, const Toggles& toggles, Policy& policy) {
  policy.clear();
  if (name == "baseline") return true;
  policy = policy_of_all(toggles);
  if (name == "all") return true;
  if (name == "seed") {
    std::erase_if(policy, [](const auto& on) { return !in_seed(on.first); });
    return true;
  }
  if (name.starts_with("without-")) {
    policy.erase(find_toggle(name.substr(8), toggles).name);
    return true;
  }
  policy.clear();
  if (!name.starts_with("only-")) return false;
  const ToggleInfo& toggle = find_toggle(name.substr(5), toggles);
  switch_on(policy, toggle, toggle.kinds.back(), toggles);
  return true;
}

std::string spell(const Policy& policy, const Toggles& toggles) {
  std::vector<std::string> parts;
  for (const ToggleInfo& toggle : toggles) {
    const auto on = policy.find(toggle.name);
    if (on == policy.end()) continue;
    const bool last = on->second == toggle.kinds.back();
    parts.push_back(last ? toggle.name : toggle.name + "=" + on->second);
  }
  return join(parts, "+");
}

void add_word(Policy& policy, std::string_view word, const Toggles& toggles) {
  const ToggleInfo& toggle = find_toggle(word.substr(0, word.find('=')), toggles);
  std::string kind = kind_named_by(word, toggle);
  if (policy.count(toggle.name) != 0) {
    throw usage_error("variant: '" + toggle.name + "' stands twice in the set");
  }
  policy[toggle.name] = std::move(kind);
}

}  // namespace

Policy policy_of_variant(std::string_view name, const Toggles& toggles) {
  Policy policy;
  if (named_policy(name, toggles, policy)) return policy;
  for (const std::string& word : split_outside_braces(name, '+')) {
    add_word(policy, word, toggles);
  }
  for (const auto& [toggle, kind] : Policy(policy)) {
    switch_on(policy, find_toggle(toggle, toggles), kind, toggles);
  }
  return policy;
}

std::string canonical_variant(std::string_view name, const Toggles& toggles) {
  const Policy policy = policy_of_variant(name, toggles);
  if (name == "seed") return "seed";  // asked for by that name, for ever
  for (const std::string& candidate : named_variants(toggles)) {
    if (candidate == "seed" && policy == policy_of_all(toggles)) continue;
    if (policy_of_variant(candidate, toggles) == policy) return candidate;
  }
  return spell(policy, toggles);
}

std::vector<std::string> named_variants(const Toggles& toggles) {
  std::vector<std::string> names = {"baseline", "seed", "all"};
  for (const ToggleInfo& toggle : toggles) names.push_back("only-" + toggle.name);
  for (const ToggleInfo& toggle : toggles) {
    names.push_back("without-" + toggle.name);
  }
  return names;
}

std::string kind_named_by(std::string_view word, const ToggleInfo& toggle) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos) return toggle.kinds.back();
  std::string kind(word.substr(equals + 1));
  if (std::find(toggle.kinds.begin(), toggle.kinds.end(), kind) == toggle.kinds.end())
    throw usage_error(unknown_name("kind of " + toggle.name, kind, toggle.kinds));
  return kind;
}

std::span<const std::string_view> seed_toggles() { return kSeed; }

bool is_named_variant(std::string_view name, const Toggles& toggles) {
  const std::vector<std::string> names = named_variants(toggles);
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace heapdyno

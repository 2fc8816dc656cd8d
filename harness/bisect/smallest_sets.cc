#include "harness/bisect/smallest_sets.h"

#include <algorithm>
#include <utility>

namespace heapdyno {
namespace {

using Set = std::vector<std::string>;

std::string kind_in(const Policy& policy, const std::string& toggle) {
  const auto on = policy.find(toggle);
  return on == policy.end() ? "" : on->second;
}

// All subsets of `toggles` of one size, in their order.
std::vector<Set> sets_of_size(const Set& toggles, size_t size) {
  std::vector<bool> chosen(toggles.size(), false);
  std::fill_n(chosen.begin(), size, true);
  std::vector<Set> sets;
  do {
    Set& set = sets.emplace_back();
    for (size_t i = 0; i < toggles.size(); ++i) {
      if (chosen[i]) set.push_back(toggles[i]);
    }
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return sets;
}

Set without(const Set& set, const std::string& toggle) {
  Set rest = set;
  std::erase(rest, toggle);
  return rest;
}

class Search {
 public:
  Search(const Switches& switches, Question question, const CountPolicies& count)
      : switches_(switches), question_(question), count_(count) {}

  SmallestSets run(size_t most) {
    count_all({switches_.from(), switches_.to()});
    SmallestSets found{counts_.at(switches_.from()), counts_.at(switches_.to()), {}, true, 0};
    if (found.from != found.to) {
      found.sets = of_smallest_size(most);
      found.is_smallest = !found.sets.empty();
      if (!found.is_smallest) found.sets.push_back(found_set(with_none_to_leave_out()));
    }
    found.counted = counts_.size();
    return found;
  }

 private:
  std::vector<FoundSet> of_smallest_size(size_t most) {
    const Set& toggles = switches_.toggles();
    std::vector<FoundSet> found;
    for (size_t size = 1; size <= std::min(most, toggles.size()) && found.empty(); ++size) {
      const std::vector<Set> sets = sets_of_size(toggles, size);
      std::vector<Policy> policies;
      for (const Set& set : sets) policies.push_back(switches_.policy_with(set));
      count_all(policies);
      found = those_that_do(sets);
    }
    return found;
  }

  // But for those that are another one and more, by what is taken along.
  std::vector<FoundSet> those_that_do(const std::vector<Set>& sets) const {
    std::vector<Set> all;
    for (const Set& set : sets) {
      if (does(set)) all.push_back(set);
    }
    std::vector<FoundSet> found;
    for (const Set& set : all) {
      const auto is_part = [&](const Set& other) { return is_less(other, set); };
      if (std::none_of(all.begin(), all.end(), is_part)) found.push_back(found_set(set));
    }
    return found;
  }

  // From all of them, which do, one after the other. What is taken along by others stays with them.
  Set with_none_to_leave_out() {
    Set set = switches_.toggles();
    for (size_t i = 0; i < set.size();) {
      const Set smaller = without(set, set[i]);
      count_all({switches_.policy_with(smaller)});
      if (!goes_along(set, set[i]) && does(smaller)) {
        set = smaller;
        i = 0;  // what could not be left out before may be now
      } else {
        ++i;
      }
    }
    for (const std::string& toggle : Set(set)) {
      if (goes_along(set, toggle)) std::erase(set, toggle);
    }
    return set;
  }

  // With what they take along.
  bool is_less(const Set& part, const Set& whole) const {
    const Set less = switches_.with_all(part);
    const Set more = switches_.with_all(whole);
    const auto is_there = [&](const std::string& toggle) {
      return std::find(more.begin(), more.end(), toggle) != more.end();
    };
    return less.size() < more.size() && std::all_of(less.begin(), less.end(), is_there);
  }

  bool goes_along(const Set& set, const std::string& toggle) const {
    return switches_.policy_with(without(set, toggle)) == switches_.policy_with(set);
  }

  void count_all(const std::vector<Policy>& policies) {
    std::vector<Policy> missing;
    for (const Policy& policy : policies) {
      const bool asked = std::find(missing.begin(), missing.end(), policy) != missing.end();
      if (!counts_.contains(policy) && !asked) missing.push_back(policy);
    }
    if (missing.empty()) return;
    std::vector<Counts> counts = count_(missing);
    for (size_t i = 0; i < missing.size(); ++i)
      counts_.emplace(std::move(missing[i]), std::move(counts.at(i)));
  }

  bool does(const Set& set) const {
    const Counts& counts = counts_.at(switches_.policy_with(set));
    return question_ == Question::kAnyChange ? counts != counts_.at(switches_.from())
                                             : counts == counts_.at(switches_.to());
  }

  FoundSet found_set(const Set& set) const {
    const Policy policy = switches_.policy_with(set);
    return {set, policy, counts_.at(policy)};
  }

  const Switches& switches_;
  const Question question_;
  const CountPolicies& count_;
  std::map<Policy, Counts> counts_;
};

}  // namespace

Switches::Switches(Policy from, Policy to, const std::vector<ToggleInfo>& toggles)
    : from_(std::move(from)), to_(std::move(to)), table_(toggles) {
  for (const ToggleInfo& toggle : toggles) {
    if (kind_in(from_, toggle.name) != kind_in(to_, toggle.name)) different_.push_back(toggle.name);
  }
}

Policy Switches::policy_with(const std::vector<std::string>& switched) const {
  Policy policy = from_;
  for (const std::string& toggle : switched) switch_one(policy, toggle);
  // Each makes the policy more like `to`, which is a variant.
  for (std::string missing = missing_switch(policy); !missing.empty();
       missing = missing_switch(policy))
    switch_one(policy, missing);
  return policy;
}

void Switches::switch_one(Policy& policy, const std::string& toggle) const {
  const std::string kind = kind_in(to_, toggle);
  if (kind.empty()) {
    policy.erase(toggle);
  } else {
    policy[toggle] = kind;
  }
}

std::string Switches::missing_switch(const Policy& policy) const {
  for (const ToggleInfo& toggle : table_) {
    const std::string kind = kind_in(policy, toggle.name);
    if (toggle.needs.empty() || kind.empty() || policy.contains(toggle.needs)) continue;
    if (to_.contains(toggle.needs)) return toggle.needs;
    if (kind != kind_in(to_, toggle.name)) return toggle.name;  // still as in `from`, which had it
  }
  return "";
}

std::string Switches::word_of(const std::string& toggle) const {
  const std::string kind = kind_in(to_, toggle);
  if (kind.empty()) return "no " + toggle;
  const auto info = std::find_if(table_.begin(), table_.end(),
                                 [&](const ToggleInfo& of) { return of.name == toggle; });
  return kind == info->kinds.back() ? toggle : toggle + "=" + kind;
}

std::vector<std::string> Switches::with_all(const std::vector<std::string>& switched) const {
  const Policy policy = policy_with(switched);
  std::vector<std::string> all;
  for (const std::string& toggle : different_) {
    if (kind_in(policy, toggle) == kind_in(to_, toggle)) all.push_back(toggle);
  }
  return all;
}

SmallestSets find_smallest_sets(const Switches& switches, Question question, size_t most,
                                const CountPolicies& count) {
  return Search(switches, question, count).run(most);
}

}  // namespace heapdyno

// The smallest sets of toggles that change a count: what has to be switched in one variant to get
// away from its count, or to get to that of another variant.
//
// What may be switched are the toggles that the two variants have in different kinds, each from the
// first one's kind to the second one's. A switch takes with it what it needs (policy.h: `needs`),
// which is not counted as part of the set. Sets are tried by size, all of one size together; all
// that do are the answer, so it is exact: no smaller set does, and no other of that size, but those
// that with what they take along are one of these and more. Beyond `most` toggles there are too
// many sets, and the answer is one of which no toggle can be left out. Pure; any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/bisect/counts.h"
#include "harness/builds/toggles.h"

namespace heapdyno {

// The toggles that two variants have in different kinds. Borrows the table.
class Switches {
 public:
  Switches(Policy from, Policy to, const std::vector<ToggleInfo>& toggles);

  // In the table's order.
  const std::vector<std::string>& toggles() const { return different_; }
  const Policy& from() const { return from_; }
  const Policy& to() const { return to_; }

  // `from` with these switched, and what has to go with them.
  Policy policy_with(const std::vector<std::string>& switched) const;

  // As the command line has it: "arena=fresh"; where it is switched off, "no arena".
  std::string word_of(const std::string& toggle) const;

  // The set with what goes with it, in the table's order.
  std::vector<std::string> with_all(const std::vector<std::string>& switched) const;

 private:
  void switch_one(Policy& policy, const std::string& toggle) const;
  // A toggle that has to be switched for the policy to be a variant; empty: it is one.
  std::string missing_switch(const Policy& policy) const;

  Policy from_;
  Policy to_;
  const std::vector<ToggleInfo>& table_;
  std::vector<std::string> different_;
};

enum class Question {
  kAnyChange,   // the count is not that of `from`
  kWholeChange  // the count is that of `to`
};

struct FoundSet {
  std::vector<std::string> toggles;  // in the table's order
  Policy policy;                     // with what goes with them
  Counts counts;
};

struct SmallestSets {
  Counts from;
  Counts to;
  // All of the smallest size, in the table's order; empty: the counts of `from` and `to` are equal.
  std::vector<FoundSet> sets;
  // False: none of up to `most` toggles does, and the one set here has none that can be left out.
  bool is_smallest = true;
  size_t counted = 0;  // variants
};

// Counts these, each once; as many results, in their order.
using CountPolicies = std::function<std::vector<Counts>(const std::vector<Policy>&)>;

SmallestSets find_smallest_sets(const Switches& switches, Question question, size_t most,
                                const CountPolicies& count);

}  // namespace heapdyno

// Whether two sides share what they must (conditions.h), and what to do where they do not: a user may
// accept each kind of difference by name, and the tables then say that it was.
//
// Strict: timed metrics of a busy machine are refused, too, by what records say of the machine's
// noise, and so are records that say nothing of it. Those of memory mode are not checked: their records
// do not say it. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/compare/pairing.h"

namespace heapdyno {

struct Rules {
  std::set<std::string> accepted;  // of Conditions::kKinds
  bool strict = false;
};

// From lists of names. Throws a usage error with a suggestion.
std::set<std::string> parse_accepted(const std::vector<std::string>& lists);

// Says of what differs though it should not, and was accepted: a sentence for each kind. Throws Error
// with Exit::kNotComparable that says what differs where, and what accepts it.
std::vector<std::string> check_comparable(const std::vector<Pair>& pairs,
                                          const std::vector<const Metric*>& metrics,
                                          const Rules& rules);

}  // namespace heapdyno

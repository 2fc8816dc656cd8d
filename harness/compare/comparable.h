// What two sides must share to be compared, and what to do where they do not.
//
// Work (the scenario's content, the operations, their answers), the compiler with its flags and
// library, and seeds must be the same for every metric, and each side one build; the machine for
// noisy metrics. A user may accept each by name, and the tables then say that it was. What a record
// does not say is not checked.
//
// Strict: noisy metrics of a busy machine are refused, too, by what records say of the machine's
// noise, and so are records that say nothing of it. Pure.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/compare/pairing.h"

namespace heapdyno {

struct Rules {
  std::set<std::string> accepted;  // of kDifferences
  bool strict = false;
};

// What may be accepted.
inline const std::vector<std::string> kDifferences = {"work", "compiler", "host", "seed", "build"};

// From lists of names. Throws a usage error with a suggestion.
std::set<std::string> parse_accepted(const std::vector<std::string>& lists);

// Says of what differs though it should not, and was accepted: a sentence for each kind. Throws Error
// with Exit::kNotComparable that says what differs where, and what accepts it.
std::vector<std::string> check_comparable(const std::vector<Pair>& pairs,
                                          const std::vector<const Metric*>& metrics,
                                          const Rules& rules);

}  // namespace heapdyno

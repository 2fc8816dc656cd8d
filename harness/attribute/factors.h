// The toggles under study: each is off or of one kind. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/attribute/design.h"
#include "harness/builds/toggles.h"
#include "harness/record/record.h"

namespace heapdyno {

struct Factor {
  std::string toggle;
  std::string kind;
  std::string name;  // as tables show it: the kind only where it was asked for
};

// `text`: "seed", "all", or toggles such as "arena=fresh,zero_copy"; a toggle without a kind is of
// its strongest. In the order of the seed, then by name, however they are named: a fraction's
// letters hang on it. Throws a usage error for what is unknown, stands twice or is more than
// kMostToggles, and for a toggle that needs another one: not all sets of these can be built.
std::vector<Factor> choose_factors(const std::string& text, const std::vector<ToggleInfo>& toggles);

// Likewise from records alone; empty: all toggles that are on in any. Throws too where the kind of
// a toggle is not said and several are there.
std::vector<Factor> factors_in(const std::vector<Record>& records, const std::string& text);

// "arena=retained,zero_copy", with which choose_factors() makes the same.
std::string text_of(const std::vector<Factor>& factors);

// "baseline", "arena+zero_copy"
std::string name_of(Set set, const std::vector<Factor>& factors);

// As canonical_variant() understands it, whichever kinds are the strongest.
std::string variant_of(Set set, const std::vector<Factor>& factors);

// Of a record's policy; absent where another toggle is on, or one of these in another kind.
std::optional<Set> set_of(const std::map<std::string, std::string>& policy,
                          const std::vector<Factor>& factors);

// What is counted: all sets of up to 8 toggles, else the 128 runs.
Design counting_design(const std::vector<Factor>& factors);

// Throws a usage error where they are too many to be timed: more than kMostScreenedToggles.
void check_screened(const std::vector<Factor>& factors);

// What is timed, and counted under further allocators: 16 runs of the sets that are counted.
std::vector<Set> sixteen_sets(const std::vector<Factor>& factors);

}  // namespace heapdyno

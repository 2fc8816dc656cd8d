// Plain sentences about what records say, each with its figure and the rule behind it. A rule is a
// share that must be reached and what is then worth trying; those that speak stand beneath the table.
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

struct AdviceRule {
  std::string_view name;
  double least;           // share from which on it speaks
  std::string_view text;  // what is looked at, and what is worth trying
};

// Of live mode: arena, temporary, cross-thread, slab, background, rounding; with memory mode: held.
const std::vector<AdviceRule>& advice_rules();

// One sentence a row. Of what is equal under every allocator, the first record speaks. Empty where no
// rule has figures; one row that says so where no rule has anything to say.
std::vector<Table> advice_tables(const std::vector<Record>& records);

}  // namespace heapdyno

// What a search of toggle sets found, as a table. Pure; any thread.
#pragma once

#include <string>

#include "harness/base/table.h"
#include "harness/bisect/smallest_sets.h"

namespace heapdyno {

// A row for each set and phase whose count changed. `what` is what was counted, `seconds` what all of
// it took, with building. REQUIRES: some was found.
Table table_of(const SmallestSets& found, const Switches& switches, Question question, size_t most,
               const std::string& what, double seconds);

// "arena=fresh+zero_copy", "no arena": what the set switches.
std::string text_of(const FoundSet& set, const Switches& switches);

}  // namespace heapdyno

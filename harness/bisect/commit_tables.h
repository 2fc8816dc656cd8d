// What a search of commits found, as tables. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/bisect/commit_search.h"

namespace heapdyno {

// The culprit, or those that cannot be told from it, then every step with its time. `what` is what
// was counted: "allocations of fill-random, baseline". REQUIRES: the ends differ.
std::vector<Table> tables_of(const CommitSearch& search, const std::string& what);

}  // namespace heapdyno

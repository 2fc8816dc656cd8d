// From the dumps of jemalloc's heap profile around phases to what each phase allocated and what was
// alive at its end. Pure; any thread.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/stacks/heap_dump.h"
#include "harness/stacks/heap_profile.h"
#include "harness/stacks/symbols.h"

namespace heapdyno {

struct DumpedPhase {
  size_t index = 0;
  HeapDump begin;
  HeapDump end;
};

// The addresses to be named, within each file.
std::map<std::string, std::set<uint64_t>> addresses_of(const std::vector<DumpedPhase>& phases);

// `symbols` by file.
HeapProfile profile_of(const std::vector<DumpedPhase>& phases,
                       const std::map<std::string, Symbols>& symbols);

}  // namespace heapdyno

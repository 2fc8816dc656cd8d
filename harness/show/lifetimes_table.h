// Of blocks that were followed (live mode): how many died, how, and after how many operations, by the
// scope that they were born in and their size. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

// Of what one scope makes in one phase, the blocks of some neighbouring size classes.
struct BlocksOfSize {
  size_t least_bytes = 0;      // of the smallest class: more than this
  size_t most_bytes = 0;       // of the largest class; SIZE_MAX: there is no bound
  uint64_t born = 0;           // in the phase
  uint64_t died = 0;           // in the phase, and may have been born before it; of these:
  uint64_t temporary = 0;      // freed with no other call of their thread in between
  uint64_t own_operation = 0;  // in the operation that made them, the temporary ones included
  uint64_t elsewhere = 0;      // by another thread
  uint64_t median_limit = 0;   // half of them died within so many operations; UINT64_MAX: no bound

  std::string sizes() const;  // "33-48 B"
};

// One for each size class that was born or died, in order.
std::vector<BlocksOfSize> blocks_by_size(const ScopeRecord& scope);

// Classes below a hundredth of a phase's births and deaths, or one in a thousand operations, are left
// out. The first trial of a cell is shown: all are equal.
std::vector<Table> lifetime_tables(const std::vector<Record>& records);

}  // namespace heapdyno

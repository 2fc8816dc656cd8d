// The tables that a run prints at its end, computed from its records.
//
// 1. Allocations per operation by scenario and variant. Identical under every
//    allocator by construction (the same objects are linked), so one column.
// 2. Time per operation by allocator, against the first one.
// 3. Time of each variant against baseline, by allocator.
// Under a table of times stands the driver's own cost: the null store's. Pure.
#pragma once

#include <vector>

#include "harness/base/table.h"
#include "harness/record/record.h"

namespace heapdyno {

// Without tables for which nothing was measured.
std::vector<Table> summarize(const std::vector<Record>& records);

}  // namespace heapdyno

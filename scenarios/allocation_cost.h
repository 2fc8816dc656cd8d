// What an allocation and its free cost: the price by which allocations that are saved can be turned
// into time.
//
// A ring of 1,024 blocks of 16 to 255 bytes, each of which in turn is freed and allocated anew in
// another size: as many alive as a store has in work, freed in the order of their birth.
//
// Thread contract: one thread.
#pragma once

#include <cstddef>

namespace heapdyno {

// Nanoseconds for one pair of calls, the least mean of several runs, in a millisecond or two.
// REQUIRES: `allocate` never fails.
double allocation_pair_ns(void* (*allocate)(size_t bytes), void (*release)(void* block));

}  // namespace heapdyno

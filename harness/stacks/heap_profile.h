// What a heap profiler saw of one process, and the reader of heaptrack's (heaptrack_text.h).
//
// Marks of the driver (scenarios/profiler.h) say where a phase begins and ends; what lies between
// phases belongs to none. What no call of the store leads to is the driver's own: it is in no
// stack, and yet alive.
//
// The peak is what heaptrack itself understands by it (its accumulatedtracedata.cpp): the first
// moment at which the sum of the requested sizes of all that is alive is greatest.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/stacks/call_stacks.h"

namespace heapdyno {

// What is alive at a moment.
struct AliveHeap {
  std::optional<size_t> phase;  // at the end of it; absent: at the peak of the process
  Allocated all;                // blocks and bytes, the driver's own among them
  CallStacks stacks;            // likewise, without them
};

struct HeapProfile {
  std::map<size_t, CallStacks> phases;  // by index of the phase
  std::map<size_t, CallPlaces> places;  // likewise; of heaptrack alone
  std::vector<AliveHeap> heaps;
};

// `temporary`: of each allocation (temporary_allocations.h). Throws Error that names `origin` and
// what is wrong with the text.
HeapProfile parse_heap_profile(std::istream& text, const std::vector<bool>& temporary,
                               const std::string& origin);

}  // namespace heapdyno

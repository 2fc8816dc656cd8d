// Reads what heaptrack's interpreter prints of a profiled trial: the call stacks of its phases.
//
// One line is one fact, its first letter says which; numbers are hexadecimal, lists count from 1:
//   v VERSION FORMAT          s LENGTH TEXT             a string
//   i ADDRESS MODULE [FUNCTION FILE LINE]...            a place in the program; inlined ones first
//   t PLACE CALLER            a stack: a place and the stack that called it
//   a SIZE STACK              allocations of one size from one stack; these count from 0
//   + ALLOCATION              it happened                - ALLOCATION: it was freed
// A phase begins with the driver's mark (scenarios/profiler.h); what comes before the first belongs
// to none. Of each allocation those frames count that the driver's call of the store leads to
// (scenarios/store_calls.cc); what it does not lead to is the driver's own and left out.
// Pure; any thread.
#pragma once

#include <cstddef>
#include <istream>
#include <map>
#include <string>

#include "harness/call_stacks.h"

namespace heapdyno {

using HeapProfile = std::map<size_t, CallStacks>;  // by index of the phase

// Throws Error that names `origin` and what is wrong with the text.
HeapProfile parse_heap_profile(std::istream& text, const std::string& origin);

}  // namespace heapdyno

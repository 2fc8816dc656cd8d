// Which allocations were temporary, from heaptrack's raw file: those that the very next event
// frees, with no other allocation and no other free in between. Only the raw file says which block
// is freed; what its interpreter prints has the size and the stack of it, which others may share
// (so heaptrack_print counts some more than the interpreter does). Lines, numbers in hexadecimal:
//   + SIZE STACK ADDRESS        - ADDRESS
// Pure; any thread.
#pragma once

#include <istream>
#include <vector>

namespace heapdyno {

// In the order of allocations.
std::vector<bool> temporary_allocations(std::istream& raw);

}  // namespace heapdyno

// Reads the text that heaptrack's interpreter prints of one process.
//
// One line is one fact, its first letter says which; numbers are hexadecimal, lists count from 1:
//   v VERSION FORMAT          s LENGTH TEXT             a string
//   i ADDRESS MODULE [FUNCTION FILE LINE]...            a place in the program; inlined ones first
//   t PLACE CALLER            a stack: a place and the stack that called it
//   a SIZE STACK              allocations of one size from one stack: a kind; these count from 0
//   + KIND                    it happened                - KIND: one was freed
// A realloc is a free and an allocation. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <span>
#include <string>

#include "harness/stacks/frames.h"

namespace heapdyno {

// Told of what the text says, in its order.
class HeaptrackListener {
 public:
  virtual ~HeaptrackListener() = default;
  // The next kind. Frames innermost first; they are gone when this returns.
  virtual void described(uint64_t size, std::span<const Frame> frames) = 0;
  // REQUIRES: the kind was described.
  virtual void allocated(size_t kind) = 0;
  virtual void freed(size_t kind) = 0;
};

// Throws Error that names `origin` and what is wrong with the text.
void read_heaptrack_text(std::istream& text, const std::string& origin,
                         HeaptrackListener& listener);

// That it is not what heaptrack writes.
[[noreturn]] void fail_of_heaptrack(const std::string& origin, const std::string& what);

}  // namespace heapdyno

// How the threads of a phase share it out. A thread that changes data has keys of its own, so what
// is stored in the end, and what it reads of them meanwhile, does not hang on who was first.
//
// Thread contract: plain values.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/scenario.h"

namespace heapdyno {

// What one thread does.
struct Lane {
  uint32_t index = 0;             // of the thread
  std::vector<Share> operations;  // none: the writer of a hand-over, who draws nothing
  uint64_t draws = 0;
  // It draws from `keys` keys: first_key, first_key + step, first_key + 2 * step, ...
  uint64_t keys = 1;
  uint32_t first_key = 0;
  uint32_t step = 1;

  uint32_t number(uint64_t nth_key) const {
    return static_cast<uint32_t>(first_key + nth_key * step);
  }
  bool writes_prepared() const { return operations.empty(); }
};

// One for each thread of the phase, which draws so many keys out of so many: all of them, shared out
// by the weights of the kinds.
// REQUIRES: keys >= phase.threads.
std::vector<Lane> lanes_of(const Phase& phase, uint64_t draws, uint64_t keys);

}  // namespace heapdyno

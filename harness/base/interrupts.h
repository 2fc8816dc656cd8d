// Interrupts (SIGINT, SIGTERM) as something to be asked for: what is done can end where it leaves
// nothing behind.
//
// Thread contract: guards belong to one thread, one within another; the flag may be read by any.
#pragma once

#include <atomic>

namespace heapdyno {

// Set by the first interrupt within a guard; the second one ends the process as if there were no
// guard.
const std::atomic<bool>& interrupted();

// For the length of a block. One within another changes nothing.
class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();
};

}  // namespace heapdyno

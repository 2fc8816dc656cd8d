// The page a trial shows its progress in: a file of one page that the driver
// maps and the runner reads while the trial goes on, so that samples are placed
// by operation and not by time.
//
// Format, native byte order: the struct below at offset 0. Written by one
// thread with relaxed stores, so a reader sees values that are each whole and
// may be of slightly different moments.
#pragma once

#include <atomic>
#include <cstdint>

namespace heapdyno {

struct Progress {
  static constexpr uint64_t kMagic = 0x6f6e796470616568;  // "heapdyno" as little-endian bytes
  static constexpr uint64_t kVersion = 1;
  static constexpr size_t kBytes = 4096;

  std::atomic<uint64_t> magic{kMagic};
  std::atomic<uint64_t> version{kVersion};
  std::atomic<uint64_t> phase{0};       // index into the scenario's phases
  std::atomic<uint64_t> operations{0};  // store calls done in this phase
};
static_assert(std::atomic<uint64_t>::is_always_lock_free);

}  // namespace heapdyno

// The time of one phase: wall and CPU from start to stop, less the pauses, and the chained stamps
// between operations, one clock read each: the end of an operation is the start of the next.
//
// Thread contract: one thread.
#pragma once

#include <cstdint>

#include "scenarios/process_facts.h"
#include "scenarios/stream_digest.h"

namespace heapdyno {

class PhaseClock final : public DigestPause {
 public:
  void start() {
    cpu_start_ = process_cpu_ns();
    start_ = last_ = monotonic_ns();
  }

  // Nanoseconds since the stamp before (or the start), without pauses.
  uint64_t stamp() {
    const uint64_t now = monotonic_ns();
    const uint64_t elapsed = now - last_;
    last_ = now;
    return elapsed;
  }

  void stop() {
    wall_ns_ = monotonic_ns() - start_ - paused_wall_;
    cpu_ns_ = process_cpu_ns() - cpu_start_ - paused_cpu_;
  }

  void pause() override {
    pause_start_ = monotonic_ns();
    pause_cpu_start_ = thread_cpu_ns();
  }
  void resume() override {
    paused_cpu_ += thread_cpu_ns() - pause_cpu_start_;
    const uint64_t paused = monotonic_ns() - pause_start_;
    paused_wall_ += paused;
    last_ += paused;
  }

  // REQUIRES: stop().
  uint64_t wall_ns() const { return wall_ns_; }
  uint64_t cpu_ns() const { return cpu_ns_; }

 private:
  uint64_t start_ = 0;
  uint64_t last_ = 0;
  uint64_t cpu_start_ = 0;
  uint64_t pause_start_ = 0;
  uint64_t pause_cpu_start_ = 0;
  uint64_t paused_wall_ = 0;
  uint64_t paused_cpu_ = 0;
  uint64_t wall_ns_ = 0;
  uint64_t cpu_ns_ = 0;
};

}  // namespace heapdyno

// Looks at memory while a phase goes on: before a call, at up to kSamples moments that are evenly
// spread over the keys that the phase draws, so that two runs look at the same moments. Also the one
// watch that keeps a phase's pauses: a pause is for an allocator that gives memory back as time goes
// by.
//
// Thread contract: one thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <vector>

#include "scenarios/call_watch.h"
#include "scenarios/mapped.h"
#include "scenarios/phase_work.h"
#include "scenarios/process_facts.h"

namespace heapdyno {

// The first thread of a phase that draws keys looks for all.
struct WatchedDraws {
  size_t thread = 0;   // its place among the works
  uint64_t draws = 0;  // of this thread
  uint64_t all = 0;    // of all of them
};
WatchedDraws watched_draws(const std::vector<PhaseWork>& works);

enum class Pauses { kKept, kSkipped };

class MemoryWatch : public CallWatch {
 public:
  static constexpr uint64_t kSamples = 64;

  MemoryWatch(const Phase& phase, const WatchedDraws& watched, Pauses pauses)
      : pause_ms_(pauses == Pauses::kKept ? phase.pause_ms : 0),
        draws_(std::max<uint64_t>(1, watched.draws)),
        all_draws_(watched.all),
        step_((draws_ + kSamples - 1) / kSamples) {}

  void start() override { start_ = monotonic_ns(); }

  void before(uint64_t drawn) override {
    if (pause_ms_ > 0) pause();
    if (drawn < next_) return;
    sample(drawn);
    next_ = drawn + step_;
  }
  void after(Operation) override {}

  void sample(uint64_t drawn) {
    if (used_ == samples_.size()) return;
    MemorySample& sample = samples_[used_++];
    sample = look();
    sample.drawn = drawn * all_draws_ / draws_;
    sample.ns = monotonic_ns() - start_;
  }
  // After the phase.
  void last_sample() { sample(draws_); }

  std::span<const MemorySample> samples() const { return samples_.span().first(used_); }

 private:
  virtual MemorySample look() const = 0;  // the bytes

  void pause() const {
    timespec left = {pause_ms_ / 1000, static_cast<long>(pause_ms_ % 1000) * 1'000'000};
    while (nanosleep(&left, &left) != 0) continue;
  }

  const uint32_t pause_ms_;
  const uint64_t draws_;
  const uint64_t all_draws_;
  const uint64_t step_;
  MappedArray<MemorySample> samples_{kSamples + 1};
  size_t used_ = 0;
  uint64_t next_ = 0;
  uint64_t start_ = 0;
};

}  // namespace heapdyno

// Calls begin when a schedule says so, whether the ones before are done in time or not: what asks a
// store in service does. A latency is counted from the intended start, so that one long call shows in
// all that had to wait behind it (coordinated omission: G. Tene, "How NOT to Measure Latency"); the
// time of the call alone is the service time. Of a hand-over it includes waiting for a free slot,
// where the writer is behind: the store is not called before. Waiting for the start is spinning: a
// sleep would be late by more than most calls take.
//
// Digesting answers stops the schedule: it is the driver's work.
//
// Thread contract: one thread.
#pragma once

#include <atomic>

#include "scenarios/call_watch.h"
#include "scenarios/process_facts.h"
#include "scenarios/schedule.h"

namespace heapdyno {

class OpenLoop : public CallWatch, public DigestPause {
 public:
  // `background` is how many flushes and compactions go on.
  OpenLoop(const Phase& phase, const Schedule& schedule, const std::atomic<int>& background)
      : schedule_(schedule),
        background_(background),
        latencies_(latencies_for(phase)),
        services_(latencies_for(phase)),
        in_background_(latencies_for(phase)) {}

  void start() override {
    start_ = monotonic_ns();
    intended_ = start_ + schedule_.start_of(0);
  }

  void before(uint64_t) override {
    do {
      begun_ = monotonic_ns();
    } while (begun_ < intended_);
    begun_in_background_ = background_.load(std::memory_order_relaxed) > 0;
  }

  void after(Operation operation) override {
    const uint64_t now = monotonic_ns();
    const size_t kind = static_cast<size_t>(operation);
    latencies_[kind]->record(now - intended_);
    services_[kind]->record(now - begun_);
    if (begun_in_background_ || background_.load(std::memory_order_relaxed) > 0)
      in_background_[kind]->record(now - intended_);
    intended_ = start_ + schedule_.start_of(++calls_);
  }

  DigestPause* digest_pause() override { return this; }
  void pause() override { paused_ = monotonic_ns(); }
  void resume() override {
    const uint64_t pause = monotonic_ns() - paused_;
    start_ += pause;
    intended_ += pause;
    begun_ += pause;
  }

  const LatenciesByKind& latencies() const { return latencies_; }
  const LatenciesByKind& services() const { return services_; }
  const LatenciesByKind& in_background() const { return in_background_; }

 private:
  const Schedule schedule_;
  const std::atomic<int>& background_;
  uint64_t start_ = 0;  // of the schedule
  uint64_t calls_ = 0;
  uint64_t intended_ = 0;  // start of the next call
  uint64_t begun_ = 0;
  uint64_t paused_ = 0;
  bool begun_in_background_ = false;
  const LatenciesByKind latencies_;
  const LatenciesByKind services_;
  const LatenciesByKind in_background_;
};

}  // namespace heapdyno

// Each call follows the one before: what a timed trial does. Stamps are chained, one clock read for
// a call: the end of one is the start of the next, so a latency includes the driver's own cost.
//
// Thread contract: one thread.
#pragma once

#include "scenarios/call_watch.h"
#include "scenarios/phase_clock.h"

namespace heapdyno {

class ClosedLoop : public CallWatch {
 public:
  ClosedLoop(const Phase& phase, PhaseClock& clock)
      : clock_(clock), latencies_(latencies_for(phase)) {}

  void start() override { clock_.start(); }
  void before(uint64_t) override {}
  void after(Operation operation) override {
    latencies_[static_cast<size_t>(operation)]->record(clock_.stamp());
  }
  DigestPause* digest_pause() override { return &clock_; }

  const LatenciesByKind& latencies() const { return latencies_; }

 private:
  PhaseClock& clock_;
  const LatenciesByKind latencies_;
};

}  // namespace heapdyno

// Runs the operations of one phase against a store: the driver's inner loop. It draws nothing and
// allocates nothing; keys are encoded in place, values are slices, answers go into a digest.
//
// Thread contract: one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "engine/base/status.h"
#include "scenarios/histogram.h"
#include "scenarios/mapped.h"
#include "scenarios/phase_clock.h"
#include "scenarios/phase_work.h"
#include "scenarios/progress.h"
#include "scenarios/store_calls.h"
#include "scenarios/stream_digest.h"

namespace heapdyno {

// What was done of one kind.
struct Tally {
  uint64_t operations = 0;  // as scenario.h counts them
  uint64_t calls = 0;
  uint64_t latency_max_ns = 0;
  Histogram latency;  // empty unless stamped
};

class PhaseRunner {
 public:
  // `clock` is null in count mode. Latencies are stamped where there is a clock and the phase is
  // measured.
  PhaseRunner(const Target& target, const Phase& phase, const PhaseWork& work, PhaseClock* clock,
              Progress& progress);

  // REQUIRES: the phase draws keys. Stops at the first error of the store.
  engine::Status run();

  const Tally* tally(Operation operation) const {
    return tallies_[static_cast<size_t>(operation)].get();
  }
  uint64_t answer_digest() { return answers_.value(); }

 private:
  engine::Status step(Operation operation);
  engine::Status put();
  engine::Status get();
  engine::Status remove();
  engine::Status batch();
  engine::Status commit();
  engine::Status lookup();
  engine::Status scan(Operation operation);
  void count(Operation operation, uint64_t operations);
  Key next_key();
  size_t next_entries(size_t most);

  const Target target_;
  const Phase& phase_;
  const PhaseWork& work_;
  PhaseClock* const clock_;
  Progress& progress_;
  const StoreCalls& calls_;
  std::array<std::unique_ptr<Tally>, kOperations> tallies_;  // of the kinds of this phase
  StreamDigest answers_;
  MappedArray<char> keys_;      // one buffer for each key of a batch or a transaction
  MappedArray<Entry> entries_;  // of a batch or a transaction
  uint64_t draw_ = 0;
};

}  // namespace heapdyno

// Runs the operations of one thread of a phase against a store: the driver's inner loop. It draws
// nothing and allocates nothing; keys are encoded in place, values are slices, answers go into a
// digest.
//
// Thread contract: one thread at a time; run() may go on in another.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "engine/base/status.h"
#include "scenarios/call_watch.h"
#include "scenarios/hand_over.h"
#include "scenarios/mapped.h"
#include "scenarios/phase_work.h"
#include "scenarios/progress.h"
#include "scenarios/store_calls.h"
#include "scenarios/stream_digest.h"

namespace heapdyno {

// What was done of one kind.
struct Tally {
  uint64_t operations = 0;  // as scenario.h counts them
  uint64_t calls = 0;
};

// What the workers of a phase have in common. All borrowed but the numbers.
struct WorkerContext {
  Target target;
  const Phase* phase;
  HandOver* hand_over;  // null where the phase hands nothing over
  Progress* progress;
};

class PhaseWorker {
 public:
  // `watch` may be null.
  PhaseWorker(const WorkerContext& context, const PhaseWork& work, CallWatch* watch);

  // Goes on for up to so many calls. Stops at the first error of the store.
  engine::Status run(uint64_t calls);
  bool is_done() const { return draw_ == work_.draws(); }

  const Tally& tally(Operation operation) const { return tallies_[static_cast<size_t>(operation)]; }
  CallWatch* watch() const { return watch_; }
  uint64_t answer_digest() { return answers_.value(); }

 private:
  engine::Status run_calls(uint64_t calls);
  engine::Status step(Operation operation);
  engine::Status put();
  engine::Status insert();
  engine::Status get();
  engine::Status remove();
  engine::Status modify();
  engine::Status append();
  engine::Status batch();
  engine::Status commit();
  engine::Status lookup();
  engine::Status scan(Operation operation);
  engine::Status make_batch();
  engine::Status write_prepared();
  void count(Operation operation, uint64_t operations);
  void report_progress();
  Key next_key();
  size_t next_entries(size_t most);

  const WorkerContext context_;
  const Phase& phase_;
  const PhaseWork& work_;
  CallWatch* const watch_;
  const StoreCalls& calls_;
  const bool digests_;  // no other thread writes what this one reads
  std::array<Tally, kOperations> tallies_;
  StreamDigest answers_;
  MappedArray<char> keys_;      // one buffer for each key of a batch or a transaction
  MappedArray<Entry> entries_;  // of a batch or a transaction
  MappedArray<char> appended_;  // what an append puts
  uint64_t draw_ = 0;
  uint64_t call_ = 0;
};

}  // namespace heapdyno

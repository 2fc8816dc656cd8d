// Runs the operations of one phase against a store, in the calling thread or in threads of the
// phase's own, and adds up what they did.
//
// Thread contract: one thread.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "engine/base/status.h"
#include "scenarios/call_watch.h"
#include "scenarios/hand_over.h"
#include "scenarios/phase_threads.h"
#include "scenarios/phase_work.h"
#include "scenarios/phase_worker.h"
#include "scenarios/progress.h"

namespace heapdyno {

class PhaseRunner {
 public:
  // Borrows all. `watches` has one for each work, or is empty. The threads of the phase are there
  // when it returns.
  PhaseRunner(const Target& target, const Phase& phase, const std::vector<PhaseWork>& works,
              const std::vector<CallWatch*>& watches, Progress& progress);

  // REQUIRES: the phase draws keys. Stops at the first error of the store.
  engine::Status run();

  // Of all workers; nothing of a kind that the phase does not have.
  std::optional<Tally> tally(Operation operation) const;
  uint64_t answer_digest();

 private:
  const Phase& phase_;
  std::unique_ptr<HandOver> hand_over_;
  std::vector<std::unique_ptr<PhaseWorker>> workers_;
  std::unique_ptr<PhaseThreads> threads_;  // null: the calling thread is the only one
};

}  // namespace heapdyno

// The threads of a phase: started and parked before the phase begins, so that its figures hold none of
// that, each with a worker of its own. Where threads live for so many calls only, a new one takes the
// place of one that ends, within the phase.
//
// Thread contract: one thread makes it, runs it once and ends it.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "allocators/observer_client.h"
#include "engine/base/mutex.h"
#include "scenarios/phase_worker.h"

namespace heapdyno {

class PhaseThreads {
 public:
  // Borrows all. `life`: calls that a thread makes; 0: all that are left. Returns when every thread
  // is parked.
  PhaseThreads(const std::vector<std::unique_ptr<PhaseWorker>>& workers, uint32_t life,
               const Observer& observer);
  // Joins them. Where the phase was never run, it does not begin.
  ~PhaseThreads();

  // Lets them go and returns when all is done: the first error of a worker, after the others have
  // ended too.
  engine::Status run() EXCLUDES(mutex_);

 private:
  void start_thread(size_t lane) EXCLUDES(mutex_);
  void live(size_t lane) EXCLUDES(mutex_);
  bool wait_for_start() EXCLUDES(mutex_);
  void end_lane(engine::Status status) EXCLUDES(mutex_);

  const std::vector<std::unique_ptr<PhaseWorker>>& workers_;
  const uint64_t life_;
  const Observer& observer_;
  engine::Mutex mutex_;
  engine::CondVar changed_;
  std::vector<std::thread> threads_ GUARDED_BY(mutex_);  // the newest of each lane
  size_t parked_ GUARDED_BY(mutex_) = 0;
  size_t running_ GUARDED_BY(mutex_);
  bool started_ GUARDED_BY(mutex_) = false;
  bool given_up_ GUARDED_BY(mutex_) = false;
  engine::Status error_ GUARDED_BY(mutex_);
};

}  // namespace heapdyno

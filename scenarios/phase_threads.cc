#include "scenarios/phase_threads.h"

#include <utility>

#include "scenarios/scopes.h"

namespace heapdyno {

using engine::MutexLock;
using engine::Status;

PhaseThreads::PhaseThreads(const std::vector<std::unique_ptr<PhaseWorker>>& workers, uint32_t life,
                           const Observer& observer)
    : workers_(workers),
      life_(life == 0 ? UINT64_MAX : life),
      observer_(observer),
      threads_(workers.size()),
      running_(workers.size()) {
  for (size_t lane = 0; lane < workers_.size(); ++lane) start_thread(lane);
  MutexLock lock(mutex_);
  while (parked_ < workers_.size()) changed_.wait(mutex_);
}

PhaseThreads::~PhaseThreads() {
  {
    MutexLock lock(mutex_);
    given_up_ = !started_;
    changed_.notify_all();
  }
  // Nobody starts threads any more: all workers are done, or none began.
  for (std::thread& thread : threads_) thread.join();
}

Status PhaseThreads::run() {
  MutexLock lock(mutex_);
  started_ = true;
  changed_.notify_all();
  while (running_ > 0) changed_.wait(mutex_);
  return std::move(error_);
}

// The new thread waits for the end of the one that it follows, whose stack is free then.
void PhaseThreads::start_thread(size_t lane) {
  MutexLock lock(mutex_);
  std::thread& thread = threads_[lane];
  thread = std::thread([this, lane, before = std::move(thread)]() mutable {
    observer_.enter(kScopeHarness);
    if (before.joinable()) before.join();
    live(lane);
  });
}

void PhaseThreads::live(size_t lane) {
  if (!wait_for_start()) return;
  PhaseWorker& worker = *workers_[lane];
  Status status = worker.run(life_);
  if (!status.is_ok() || worker.is_done()) return end_lane(std::move(status));
  start_thread(lane);
}

bool PhaseThreads::wait_for_start() {
  MutexLock lock(mutex_);
  if (!started_) ++parked_;
  changed_.notify_all();
  while (!started_ && !given_up_) changed_.wait(mutex_);
  return started_;
}

void PhaseThreads::end_lane(Status status) {
  MutexLock lock(mutex_);
  --running_;
  if (error_.is_ok()) error_ = std::move(status);
  changed_.notify_all();
}

}  // namespace heapdyno

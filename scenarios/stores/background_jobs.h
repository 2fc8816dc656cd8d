// The background jobs of a peer: told apart from its other work, and waited for.
//
// A peer schedules work while it holds its own mutex, so a job cannot run inline; instead settle()
// waits until none is left. A job that makes another one necessary schedules it before it ends, so
// zero jobs means that there is nothing to do.
//
// Thread contract: any thread.
#pragma once

#include <atomic>

#include "engine/base/mutex.h"
#include "scenarios/stores/store.h"

namespace heapdyno {

class BackgroundJobs {
 public:
  using Function = void (*)(void*);

  explicit BackgroundJobs(const StoreContext& context) : context_(context) {}

  // A job in flight from now on: the peer's pool is given run() and what this returns in place of
  // `function` and `argument`, and drop() for a job that it takes out of its queue again, which
  // calls `dropped`, where there is one, with `argument`. Either ends the job.
  void* add(Function function, void* argument, Function dropped = nullptr) EXCLUDES(mutex_);
  static void run(void* job);
  static void drop(void* job);

  // While on, each job waits a moment before it runs: a thread that was told of the end of one job
  // asks for the next before the peer chooses one itself. In LevelDB's compaction of a range the two
  // race for each level.
  void give_way(bool on) { gives_way_.store(on, std::memory_order_relaxed); }

  // Returns when no job is in flight.
  void settle() EXCLUDES(mutex_);

 private:
  struct Job;
  void end() EXCLUDES(mutex_);

  const StoreContext context_;
  engine::Mutex mutex_;
  engine::CondVar idle_;
  int in_flight_ GUARDED_BY(mutex_) = 0;
  std::atomic<bool> gives_way_{false};
};

}  // namespace heapdyno

// The background jobs of a peer: told apart from its other work, and waited for.
//
// A peer schedules work while it holds its own mutex, so a job cannot run inline; instead settle()
// waits until none is left. A job that makes another one necessary schedules it before it ends, so
// zero jobs means that there is nothing to do.
//
// Thread contract: any thread.
#pragma once

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

  // Returns when no job is in flight.
  void settle() EXCLUDES(mutex_);

 private:
  struct Job;
  void end() EXCLUDES(mutex_);

  const StoreContext context_;
  engine::Mutex mutex_;
  engine::CondVar idle_;
  int in_flight_ GUARDED_BY(mutex_) = 0;
};

}  // namespace heapdyno

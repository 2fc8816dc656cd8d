// Carries out a plan: the counting and the profiled trials and those that look at memory several at
// a time, then the timed ones alone and in order. What a trial is made of is behind the Executor, so
// that order, retries and resuming are tested without a process.
//
// Thread contract: execute() calls Executor::run from its worker threads, at
// most `counting_at_once` at a time; `on_start` and `on_end` come from these
// threads too, one at a time.
#pragma once

#include <atomic>
#include <functional>
#include <set>
#include <string>

#include "harness/record/plan.h"
#include "harness/record/record.h"

namespace heapdyno {

// The seam to the world: does one trial.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual TrialEnd run(const Plan& plan, const Trial& trial) = 0;
};

struct ExecuteOptions {
  int counting_at_once = 2;
  int attempts = 2;                         // a trial that fails is tried once more
  std::set<std::string> done;               // ids of trials that are recorded already
  const std::atomic<bool>* stop = nullptr;  // set: no trial begins any more
  // Asked of each trial before it begins; of a timed one when all before it have ended. False: it is
  // left out.
  std::function<bool(const Trial&)> wanted = [](const Trial&) { return true; };
  std::function<void(const Trial&)> on_start = [](const Trial&) {};
  // Each attempt's end, to be recorded; what it throws ends the run.
  std::function<void(const Trial&, int attempt, const TrialEnd&)> on_end;
};

struct ExecuteResult {
  int succeeded = 0;
  int failures = 0;  // attempts that failed, also of trials that then succeeded
  int missing = 0;   // trials none of whose attempts succeeded
  bool stopped = false;
};

ExecuteResult execute(const Plan& plan, Executor& executor, const ExecuteOptions& options);

}  // namespace heapdyno

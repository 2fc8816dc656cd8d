// The real Executor: one process per part of a trial, in a folder of its own,
// in a clean environment, under the observer when counting, under a heap profiler
// when profiling (profile_tool.h).
//
// A trial's folders are made under `data` (the store's files) and /dev/shm (the
// counters, progress and result files) and removed when it has ended, however
// it ended. Thread contract: run() from any number of threads at once.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <string>

#include "harness/builds/dyno.h"
#include "harness/run/execute.h"
#include "harness/run/planted.h"

namespace heapdyno {

struct ProcessOptions {
  std::string data = "/dev/shm";             // where trials keep their stores
  std::string observer;                      // path of libheapdyno-observer.so
  std::string live_observer;                 // path of libheapdyno-observer-lifetimes.so
  std::chrono::milliseconds limit{120'000};  // of each part
  const std::atomic<bool>* stop = nullptr;
  std::map<std::string, Dyno> dynos;  // by executable name
  Planted planted;
};

class ProcessExecutor : public Executor {
 public:
  explicit ProcessExecutor(ProcessOptions options);
  TrialEnd run(const Plan& plan, const Trial& trial) override;

 private:
  ProcessOptions options_;
};

}  // namespace heapdyno

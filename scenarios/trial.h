// One trial: one process's part of a scenario, run against the store that this executable was
// linked with.
//
// Thread contract: the main thread, once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "allocators/observer_client.h"
#include "engine/base/status.h"
#include "scenarios/plant.h"
#include "scenarios/profiler.h"
#include "scenarios/progress.h"
#include "scenarios/scenario.h"
#include "scenarios/trial_result.h"

namespace heapdyno {

// A moment of a trial: just before the calls of a phase, all else being prepared, or just after them.
// What a profiler of whole processes finds at two of them differs by what these calls did.
struct Cut {
  size_t phase = 0;
  bool after = false;
};

struct TrialOptions {
  std::string scenario;  // a file
  std::string store;     // by name; empty: what the executable is first of all
  Mode mode = Mode::kTime;
  int part = 0;
  std::string folder;  // the store's data go into `folder`/db
  std::string result;
  std::string progress;        // empty: none
  uint64_t seed = 0;           // of the store's hashes and skip lists
  std::optional<Cut> cut;      // where the process ends without closing the store or a result
  Plant plant = Plant::kNone;  // what goes wrong
  std::map<std::string, uint64_t> rates;  // of phases, in calls a second; open-loop mode
  // What must answer malloc; empty: the allocator that the executable was linked with.
  std::string expect_name;
  std::string expect_library;
  std::string expect_build_id;
};

// Proves the allocator, runs the part's phases in the current folder and says what was found. In
// the last part the store is closed, else it is left as it is: the caller ends the process without
// destructors. Errors name the phase. REQUIRES: the calling thread is in scope harness.
engine::Result<TrialResult> run_trial(const Scenario& scenario, const TrialOptions& options,
                                      const Observer& observer, const Profiler& profiler,
                                      Progress& progress);

}  // namespace heapdyno

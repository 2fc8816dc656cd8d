// What one phase adds to every figure: allocation counts and physical work in count mode, call stacks
// and physical work in profile mode, time, memory and faults in time mode. Begin and end are called
// in scope harness, outside the figures.
//
// Thread contract: one thread.
#pragma once

#include <array>

#include "allocators/observer_client.h"
#include "scenarios/phase_clock.h"
#include "scenarios/process_facts.h"
#include "scenarios/profiler.h"
#include "scenarios/scopes.h"
#include "scenarios/trial_result.h"

namespace heapdyno {

class PhaseRunner;

class PhaseMeter {
 public:
  PhaseMeter(Mode mode, const Observer& observer, const Profiler& profiler)
      : mode_(mode), observer_(observer), profiler_(profiler) {}

  // Null but in time mode.
  PhaseClock* clock() { return mode_ == Mode::kTime ? &clock_ : nullptr; }

  // `store` is null where it is not open yet: its figures begin at zero.
  void begin(const Store* store, size_t phase);
  void end(const Store& store);

  // Fills the figures in. `runner` is null where the phase draws no keys and was one call of
  // `operation`. REQUIRES: end().
  void report(Operation operation, const PhaseRunner* runner, PhaseResult& result) const;

 private:
  using AllCounts = std::array<heapdyno_counts, kScopes>;

  AllCounts read_counts() const;
  ScopeResult scope_result(Scope scope) const;
  PhaseTimes times() const;

  const Mode mode_;
  const Observer& observer_;
  const Profiler& profiler_;
  PhaseClock clock_;
  bool peak_reset_ = false;
  PageFaults faults_before_;
  PageFaults faults_after_;
  ProcessMemory memory_after_;
  uint64_t driver_bytes_ = 0;
  AllCounts counts_before_ = {};
  AllCounts counts_after_ = {};
  Figures physical_before_;
  Figures physical_after_;
  Figures usage_after_;
};

}  // namespace heapdyno

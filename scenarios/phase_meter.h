// What one phase adds to every figure: allocation counts and physical work in count mode, call stacks
// and physical work in profile mode, time, memory and faults in time mode. Begin and end are called
// in scope harness, outside the figures.
//
// Thread contract: one thread.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "allocators/observer_client.h"
#include "scenarios/closed_loop.h"
#include "scenarios/phase_clock.h"
#include "scenarios/phase_runner.h"
#include "scenarios/process_facts.h"
#include "scenarios/profiler.h"
#include "scenarios/scopes.h"
#include "scenarios/trial_result.h"

namespace heapdyno {

class PhaseMeter {
 public:
  // Borrows all.
  PhaseMeter(Mode mode, const Observer& observer, const Profiler& profiler, const Phase& phase,
             const std::vector<PhaseWork>& works);

  // One for each work, or none: what the phase's workers are to be given.
  std::vector<CallWatch*> watches() const;

  // `store` is null where it is not open yet: its figures begin at zero.
  void begin(const Store* store, size_t phase);
  void end(const Store& store);

  // Fills the figures in. `runner` is null where the phase draws no keys and was one call of its
  // operation. REQUIRES: end().
  void report(const PhaseRunner* runner, PhaseResult& result) const;

 private:
  using AllCounts = std::array<heapdyno_counts, kScopes>;

  AllCounts read_counts() const;
  ScopeResult scope_result(Scope scope) const;
  bool fill_calls(Scope scope, const PhaseRunner* runner, ScopeResult& entry) const;
  void fill_latency(Operation operation, ScopeResult& entry) const;
  PhaseTimes times() const;

  const Mode mode_;
  const Observer& observer_;
  const Profiler& profiler_;
  const Phase& phase_;
  PhaseClock clock_;                                     // of the phase
  std::vector<std::unique_ptr<PhaseClock>> own_clocks_;  // of its threads, where it has several
  std::vector<std::unique_ptr<ClosedLoop>> loops_;       // of its threads; time mode
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

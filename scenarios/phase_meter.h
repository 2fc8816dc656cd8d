// What one phase adds to every figure, by the mode of the trial: see the makers below. Begin and end
// are called in scope harness, outside the figures.
//
// Thread contract: one thread.
#pragma once

#include <memory>
#include <vector>

#include "allocators/observer_client.h"
#include "scenarios/call_watch.h"
#include "scenarios/phase_runner.h"
#include "scenarios/phase_work.h"
#include "scenarios/process_facts.h"
#include "scenarios/profiler.h"
#include "scenarios/scopes.h"
#include "scenarios/trial_result.h"

namespace heapdyno {

// Of a phase, what its meter needs. All borrowed but the numbers.
struct MeterContext {
  Mode mode;
  const Observer* observer;
  const Profiler* profiler;
  const Phase* phase;
  const std::vector<PhaseWork>* works;
  uint64_t calls_per_second = 0;    // of an open loop; 0: no rate is known, and no call is timed
  bool allocator_is_linked = true;  // and so can be asked what it has; not one that is preloaded
};

class PhaseMeter {
 public:
  explicit PhaseMeter(const MeterContext& context) : context_(context) {}
  virtual ~PhaseMeter() = default;

  // One for each work, or none: what the phase's workers are to be given.
  virtual std::vector<CallWatch*> watches() { return {}; }
  // `store` is null where it is not open yet: its figures begin at zero.
  virtual void begin(const Store*, size_t /*phase_index*/) {}
  virtual void end(const Store&) {}
  // Fills the figures in. `runner` is null where the phase draws no keys and was one call of its
  // operation. REQUIRES: end().
  void report(const PhaseRunner* runner, PhaseResult& result) const;

 protected:
  const MeterContext& context() const { return context_; }
  const Phase& phase() const { return *context_.phase; }
  // The figures of one scope, whose operation `share` is if the phase has it.
  virtual void fill_scope(Scope, const Share*, ScopeResult&) const {}
  virtual void fill_phase(PhaseResult&) const {}

 private:
  const MeterContext context_;
};

// By the mode: count_meter.cc, live_meter.cc, time_meter.cc, memory_meter.cc; for instructions, which are counted
// from outside, one that tallies operations alone.
std::unique_ptr<PhaseMeter> make_meter(const MeterContext& context);
std::unique_ptr<PhaseMeter> make_count_meter(const MeterContext& context);
std::unique_ptr<PhaseMeter> make_live_meter(const MeterContext& context);
std::unique_ptr<PhaseMeter> make_time_meter(const MeterContext& context);
std::unique_ptr<PhaseMeter> make_memory_meter(const MeterContext& context);

}  // namespace heapdyno

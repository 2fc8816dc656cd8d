// Time mode and open loops: wall and processor time, latencies, memory and faults of a phase. A phase
// without a rate has no latencies in open-loop mode: those of a closed loop are others.
#include "scenarios/background_hooks.h"
#include "scenarios/closed_loop.h"
#include "scenarios/open_loop.h"
#include "scenarios/phase_clock.h"
#include "scenarios/phase_meter.h"

namespace heapdyno {
namespace {

// Adds up the latencies of one kind over the phase's threads.
template <typename Loops, typename Of>
LatencyFigures sum_of(const Loops& loops, Of of) {
  Latencies sum;
  for (const auto& loop : loops) {
    if (loop != nullptr) sum.add(of(*loop));
  }
  return {sum.histogram.sparse(), sum.max_ns};
}

class TimeMeter : public PhaseMeter {
 public:
  explicit TimeMeter(const MeterContext& context) : PhaseMeter(context) {
    if (!phase().measured || !draws_keys(phase().operations.front().operation)) return;
    if (context.mode == Mode::kTime) make_closed_loops();
    if (context.calls_per_second > 0) make_open_loops();
  }

  std::vector<CallWatch*> watches() override {
    std::vector<CallWatch*> watches;
    for (const auto& loop : closed_) watches.push_back(loop.get());
    for (const auto& loop : open_) watches.push_back(loop.get());
    return watches;
  }

  void begin(const Store*, size_t) override {
    peak_reset_ = reset_peak_memory();
    faults_before_ = page_faults();
    clock_.start();
  }

  void end(const Store&) override {
    clock_.stop();
    faults_after_ = page_faults();
    memory_after_ = process_memory();
    driver_bytes_ = g_mapped_bytes;
  }

 private:
  size_t threads() const { return context().works->size(); }

  // The one thread's clock is the phase's, which so leaves out its digesting.
  void make_closed_loops() {
    for (size_t i = 0; i < threads(); ++i) {
      if (threads() > 1) own_clocks_.push_back(std::make_unique<PhaseClock>());
      PhaseClock& clock = threads() > 1 ? *own_clocks_.back() : clock_;
      closed_.push_back(std::make_unique<ClosedLoop>(phase(), clock));
    }
  }

  void make_open_loops() {
    for (const auto& schedule : schedules_of(phase(), *context().works, context().calls_per_second))
      open_.push_back(schedule ? std::make_unique<OpenLoop>(phase(), *schedule, g_background)
                               : nullptr);
  }

  void fill_scope(Scope, const Share* share, ScopeResult& entry) const override {
    if (share == nullptr) return;
    const size_t kind = static_cast<size_t>(share->operation);
    if (!closed_.empty()) {
      entry.latency = sum_of(closed_, [&](const ClosedLoop& loop) -> const Latencies& {
        return *loop.latencies()[kind];
      });
    }
    if (open_.empty()) return;
    entry.latency = sum_of(
        open_, [&](const OpenLoop& loop) -> const Latencies& { return *loop.latencies()[kind]; });
    entry.service = sum_of(
        open_, [&](const OpenLoop& loop) -> const Latencies& { return *loop.services()[kind]; });
    entry.in_background = sum_of(open_, [&](const OpenLoop& loop) -> const Latencies& {
      return *loop.in_background()[kind];
    });
  }

  void fill_phase(PhaseResult& result) const override {
    PhaseTimes times;
    times.wall_ns = clock_.wall_ns();
    times.cpu_ns = clock_.cpu_ns();
    times.memory = memory_after_;
    if (!peak_reset_) times.memory.vm_hwm = 0;
    times.minor_faults = faults_after_.minor - faults_before_.minor;
    times.major_faults = faults_after_.major - faults_before_.major;
    times.driver_bytes = driver_bytes_;
    if (!open_.empty()) times.calls_per_second = context().calls_per_second;
    result.times = times;
  }

  PhaseClock clock_;
  std::vector<std::unique_ptr<PhaseClock>> own_clocks_;  // of threads, where there are several
  std::vector<std::unique_ptr<ClosedLoop>> closed_;
  std::vector<std::unique_ptr<OpenLoop>> open_;  // null: of a lane that makes no calls
  bool peak_reset_ = false;
  PageFaults faults_before_;
  PageFaults faults_after_;
  ProcessMemory memory_after_;
  uint64_t driver_bytes_ = 0;
};

}  // namespace

std::unique_ptr<PhaseMeter> make_time_meter(const MeterContext& context) {
  return std::make_unique<TimeMeter>(context);
}

}  // namespace heapdyno

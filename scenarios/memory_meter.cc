// Memory mode: where memory goes while a phase runs free, and what is left of it at the end.
#include "allocators/adapter.h"
#include "scenarios/memory_watch.h"
#include "scenarios/phase_meter.h"

namespace heapdyno {
namespace {

class RssWatch : public MemoryWatch {
  using MemoryWatch::MemoryWatch;
  MemorySample look() const override { return {.first = process_memory().rss_anon}; }
};

Figures figures_of(const allocator::Statistics& statistics) {
  Figures figures;
  for (const auto& field : allocator::kStatisticsFields) {
    if (const auto& value = statistics.*field.field) figures.emplace_back(field.name, *value);
  }
  return figures;
}

class MemoryMeter : public PhaseMeter {
 public:
  explicit MemoryMeter(const MeterContext& context)
      : PhaseMeter(context),
        watched_(watched_draws(*context.works)),
        watch_(phase(), watched_, Pauses::kKept) {}

  std::vector<CallWatch*> watches() override {
    std::vector<CallWatch*> watches(context().works->size(), nullptr);
    watches[watched_.thread] = &watch_;
    return watches;
  }

  void begin(const Store*, size_t) override {
    peak_reset_ = reset_peak_memory();
    faults_before_ = page_faults();
    start_ = monotonic_ns();
    watch_.start();
  }

  // The allocator is asked last: an answer may cost it memory.
  void end(const Store&) override {
    wall_ns_ = monotonic_ns() - start_;
    watch_.last_sample();
    faults_after_ = page_faults();
    memory_after_ = process_memory();
    mapped_after_ = mapped_memory();
    driver_bytes_ = g_mapped_bytes;
    if (context().allocator_is_linked) allocator_after_ = figures_of(allocator::statistics());
  }

 private:
  void fill_phase(PhaseResult& result) const override {
    PhaseTimes times;
    times.wall_ns = wall_ns_;
    times.memory = memory_after_;
    if (!peak_reset_) times.memory.vm_hwm = 0;
    times.minor_faults = faults_after_.minor - faults_before_.minor;
    times.major_faults = faults_after_.major - faults_before_.major;
    times.driver_bytes = driver_bytes_;
    result.times = times;
    const auto samples = watch_.samples();
    result.looked_at = {mapped_after_, 0, allocator_after_, {samples.begin(), samples.end()}};
  }

  const WatchedDraws watched_;
  RssWatch watch_;
  bool peak_reset_ = false;
  uint64_t start_ = 0;
  uint64_t wall_ns_ = 0;
  PageFaults faults_before_;
  PageFaults faults_after_;
  ProcessMemory memory_after_;
  MappedMemory mapped_after_;
  uint64_t driver_bytes_ = 0;
  Figures allocator_after_;
};

}  // namespace

std::unique_ptr<PhaseMeter> make_memory_meter(const MeterContext& context) {
  return std::make_unique<MemoryMeter>(context);
}

}  // namespace heapdyno

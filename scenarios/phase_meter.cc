#include "scenarios/phase_meter.h"

#include "allocators/counters_file.h"

namespace heapdyno {
namespace {

uint64_t value_of(const Figures& figures, const std::string& name) {
  for (const auto& [key, value] : figures) {
    if (key == name) return value;
  }
  return 0;
}

Figures figures_between(const Figures& before, const Figures& after) {
  Figures figures;
  for (const auto& [name, value] : after)
    figures.emplace_back(name, value - value_of(before, name));
  return figures;
}

std::vector<std::pair<std::string, uint64_t>> named(const heapdyno_counts& counts) {
  static constexpr const char* kFunctions[HEAPDYNO_FUNCTIONS] = {
      "malloc", "calloc", "realloc", "aligned", "new", "free", "delete"};
  std::vector<std::pair<std::string, uint64_t>> figures;
  const auto add = [&](const char* name, uint64_t value) {
    if (value > 0) figures.emplace_back(name, value);
  };
  for (size_t i = 0; i < HEAPDYNO_FUNCTIONS; ++i) add(kFunctions[i], counts.calls[i]);
  add("bytes", counts.bytes);
  add("resized", counts.resized);
  // Not the loader's bytes: a thread's table grows with the number of libraries, so with the
  // allocator.
  add("loader_allocations", counts.loader_allocations);
  add("loader_frees", counts.loader_frees);
  return figures;
}

std::vector<uint64_t> sparse_sizes(const heapdyno_counts& counts) {
  std::vector<uint64_t> pairs;
  uint64_t last = 0;
  for (uint64_t i = 0; i < HEAPDYNO_SIZE_CLASSES; ++i) {
    if (counts.sizes[i] == 0) continue;
    pairs.push_back(i - last);
    pairs.push_back(counts.sizes[i]);
    last = i;
  }
  return pairs;
}

}  // namespace

PhaseMeter::PhaseMeter(Mode mode, const Observer& observer, const Profiler& profiler,
                       const Phase& phase, const std::vector<PhaseWork>& works)
    : mode_(mode), observer_(observer), profiler_(profiler), phase_(phase) {
  if (mode != Mode::kTime || !phase.measured) return;
  for (size_t i = 0; i < works.size(); ++i) {
    const bool alone = works.size() == 1;
    if (!alone) own_clocks_.push_back(std::make_unique<PhaseClock>());
    loops_.push_back(std::make_unique<ClosedLoop>(phase, alone ? clock_ : *own_clocks_.back()));
  }
}

std::vector<CallWatch*> PhaseMeter::watches() const {
  std::vector<CallWatch*> watches;
  for (const auto& loop : loops_) watches.push_back(loop.get());
  return watches;
}

// How often the operations of this scope were called in the phase; false: not at all.
bool PhaseMeter::fill_calls(Scope scope, const PhaseRunner* runner, ScopeResult& entry) const {
  for (const Share& share : phase_.operations) {
    if (scope_of(share.operation) != scope) continue;
    const std::optional<Tally> tally =
        runner == nullptr ? Tally{1, 1} : runner->tally(share.operation);
    entry.operations = tally->operations;
    entry.calls = tally->calls;
    fill_latency(share.operation, entry);
    return true;
  }
  return false;
}

void PhaseMeter::fill_latency(Operation operation, ScopeResult& entry) const {
  Latencies sum;
  for (const auto& loop : loops_) sum.add(*loop->latencies()[static_cast<size_t>(operation)]);
  entry.latency = sum.histogram.sparse();
  entry.latency_max_ns = sum.max_ns;
}

PhaseMeter::AllCounts PhaseMeter::read_counts() const {
  AllCounts counts = {};
  for (unsigned scope = 0; scope < kScopes; ++scope) counts[scope] = observer_.read(scope);
  return counts;
}

void PhaseMeter::begin(const Store* store, size_t phase) {
  if (mode_ == Mode::kTime) {
    peak_reset_ = reset_peak_memory();
    faults_before_ = page_faults();
    clock_.start();
    return;
  }
  if (store != nullptr) physical_before_ = store->physical_work();
  counts_before_ = read_counts();
  profiler_.resume_phase(phase);
}

void PhaseMeter::end(const Store& store) {
  if (mode_ == Mode::kTime) {
    clock_.stop();
    faults_after_ = page_faults();
    memory_after_ = process_memory();
    driver_bytes_ = g_mapped_bytes;
    return;
  }
  profiler_.pause();
  counts_after_ = read_counts();
  physical_after_ = store.physical_work();
  usage_after_ = store.memory();
}

ScopeResult PhaseMeter::scope_result(Scope scope) const {
  ScopeResult result;
  result.name = name_of(scope);
  if (mode_ == Mode::kCount) {
    const heapdyno_counts counts =
        heapdyno::difference(counts_after_[scope], counts_before_[scope]);
    result.counts = named(counts);
    result.size_histogram = sparse_sizes(counts);
  }
  return result;
}

PhaseTimes PhaseMeter::times() const {
  PhaseTimes times;
  times.wall_ns = clock_.wall_ns();
  times.cpu_ns = clock_.cpu_ns();
  times.rss_anon = memory_after_.rss_anon;
  times.rss_file = memory_after_.rss_file;
  times.rss_shmem = memory_after_.rss_shmem;
  times.vm_rss = memory_after_.vm_rss;
  if (peak_reset_) times.vm_hwm = memory_after_.vm_hwm;
  times.minor_faults = faults_after_.minor - faults_before_.minor;
  times.major_faults = faults_after_.major - faults_before_.major;
  times.driver_bytes = driver_bytes_;
  return times;
}

void PhaseMeter::report(const PhaseRunner* runner, PhaseResult& result) const {
  for (unsigned i = 0; i < kScopes; ++i) {
    const Scope scope = static_cast<Scope>(i);
    if (scope == kScopeHarness || scope == kScopePreMain) continue;
    ScopeResult entry = scope_result(scope);
    const bool called = fill_calls(scope, runner, entry);
    if (called || (entry.counts && !entry.counts->empty()))
      result.scopes.push_back(std::move(entry));
  }
  if (mode_ != Mode::kTime) {
    result.physical = figures_between(physical_before_, physical_after_);
    result.memory = usage_after_;
    return;
  }
  result.times = times();
}

}  // namespace heapdyno

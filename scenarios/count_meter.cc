#include "scenarios/count_meter.h"

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

void CountMeter::begin(const Store* store, size_t phase_index) {
  if (store != nullptr) physical_before_ = store->physical_work();
  counts_before_ = read_counts();
  phase_index_ = phase_index;
  if (context().mode == Mode::kProfile) context().profiler->begin_phase(phase_index);
}

void CountMeter::end(const Store& store) {
  if (context().mode == Mode::kProfile) context().profiler->end_phase(phase_index_);
  counts_after_ = read_counts();
  physical_after_ = store.physical_work();
  usage_after_ = store.memory();
}

CountMeter::AllCounts CountMeter::read_counts() const {
  AllCounts counts = {};
  for (unsigned scope = 0; scope < kScopes; ++scope)
    counts[scope] = context().observer->read(scope);
  return counts;
}

void CountMeter::fill_scope(Scope scope, const Share*, ScopeResult& entry) const {
  if (context().mode == Mode::kProfile) return;
  const heapdyno_counts counts = heapdyno::difference(counts_after_[scope], counts_before_[scope]);
  entry.counts = named(counts);
  entry.size_histogram = sparse_sizes(counts);
}

void CountMeter::fill_phase(PhaseResult& result) const {
  result.physical = figures_between(physical_before_, physical_after_);
  result.memory = usage_after_;
}

std::unique_ptr<PhaseMeter> make_count_meter(const MeterContext& context) {
  return std::make_unique<CountMeter>(context);
}

}  // namespace heapdyno

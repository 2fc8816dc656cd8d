#include "harness/figures/metrics.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

using Value = std::optional<double>;

bool is_counted(const PhaseRecord& phase) {
  for (const ScopeRecord& scope : phase.scopes) {
    if (scope.counts) return true;
  }
  return false;
}

// A sum over the scopes of a counted phase; the observer's scopes of the driver are not in a record.
template <typename OfScope>
Value total(const PhaseRecord& phase, OfScope of_scope) {
  if (!is_counted(phase)) return std::nullopt;
  uint64_t sum = 0;
  for (const ScopeRecord& scope : phase.scopes) sum += of_scope(scope);
  return static_cast<double>(sum);
}

Value per_operation(Value value, const PhaseRecord& phase) {
  const uint64_t operations = phase.operations();
  if (!value || operations == 0) return std::nullopt;
  return *value / static_cast<double>(operations);
}

// A sum that is a figure by itself.
Value in_all(Value sum, const PhaseRecord& phase) {
  return phase.per_operation ? std::nullopt : sum;
}

Value sum_of_allocations(const PhaseRecord& phase) {
  return total(phase, [](const ScopeRecord& scope) { return scope.allocations(); });
}

Value allocations(const PhaseRecord& phase, const Metric&) {
  return in_all(sum_of_allocations(phase), phase);
}

Value allocations_per_operation(const PhaseRecord& phase, const Metric&) {
  return per_operation(sum_of_allocations(phase), phase);
}

Value background_per_operation(const PhaseRecord& phase, const Metric&) {
  const auto of_scope = [](const ScopeRecord& scope) {
    return scope.name == "background" ? scope.allocations() : 0;
  };
  return per_operation(total(phase, of_scope), phase);
}

Value sum_of_bytes(const PhaseRecord& phase) {
  return total(phase, [](const ScopeRecord& scope) { return scope.count("bytes"); });
}

Value bytes(const PhaseRecord& phase, const Metric&) { return in_all(sum_of_bytes(phase), phase); }

Value bytes_per_operation(const PhaseRecord& phase, const Metric&) {
  return per_operation(sum_of_bytes(phase), phase);
}

Value frees_per_operation(const PhaseRecord& phase, const Metric&) {
  const auto of_scope = [](const ScopeRecord& scope) {
    return scope.count("free") + scope.count("delete");
  };
  return per_operation(total(phase, of_scope), phase);
}

Value operations(const PhaseRecord& phase, const Metric&) {
  if (!phase.applies()) return std::nullopt;
  return in_all(static_cast<double>(phase.operations()), phase);
}

Value find_value(const std::map<std::string, uint64_t>& values, std::string_view key) {
  const auto found = values.find(std::string(key));
  if (found == values.end()) return std::nullopt;
  return static_cast<double>(found->second);
}

Value physical(const PhaseRecord& phase, const Metric& metric) {
  return find_value(phase.physical, metric.key);
}

Value small_nodes(const PhaseRecord& phase, const Metric&) {
  const Value nodes = find_value(phase.physical, "node_writes");
  const Value small = find_value(phase.physical, "small_node_writes");
  if (!nodes || !small || *nodes == 0) return std::nullopt;
  return *small / *nodes;
}

Value figure_of(const PhaseRecord& phase, const Metric& metric) {
  return find_value(phase.figures, metric.key);
}

Value figure_per_operation(const PhaseRecord& phase, const Metric& metric) {
  return per_operation(figure_of(phase, metric), phase);
}

template <uint64_t kShare, LatencyHistogram ScopeRecord::*kKind = &ScopeRecord::latency>
Value quantile(const PhaseRecord& phase, const Metric&) {
  return latency_quantile(latency_of(phase, kKind), kShare);
}

template <uint64_t ScopeRecord::*kMax>
Value longest(const PhaseRecord& phase, const Metric&) {
  uint64_t longest = 0;
  for (const ScopeRecord& scope : phase.scopes) longest = std::max(longest, scope.*kMax);
  return longest == 0 ? std::nullopt : Value(static_cast<double>(longest));
}

constexpr double kPauseNs = 1'000'000;

Value pauses(const PhaseRecord& phase, const Metric&) {
  uint64_t pauses = 0;
  bool any = false;
  for (const ScopeRecord& scope : phase.scopes) {
    for (const auto& [nanoseconds, count] : scope.latency) {
      any = true;
      if (nanoseconds > kPauseNs) pauses += count;
    }
  }
  return any ? Value(static_cast<double>(pauses)) : std::nullopt;
}

Value held(const PhaseRecord& phase, const Metric&) {
  const Value end = find_value(phase.figures, "rss_anon");
  return end ? held_of(phase, static_cast<uint64_t>(*end)) : std::nullopt;
}

// By the kernel's mark, which counts pages of files too: those that are there at the end are taken
// off.
Value held_peak(const PhaseRecord& phase, const Metric&) {
  const Value peak = find_value(phase.figures, "vm_hwm");
  if (!peak) return std::nullopt;
  const double files = find_value(phase.figures, "rss_file").value_or(0) +
                       find_value(phase.figures, "rss_shmem").value_or(0);
  return held_of(phase, static_cast<uint64_t>(std::max(0.0, *peak - files)));
}

// Over the phase's time: each sample stands for the time around it.
Value held_mean(const PhaseRecord& phase, const Metric&) {
  const auto& samples = phase.samples;
  if (samples.size() < 2 || samples.back().ns == samples.front().ns) return std::nullopt;
  double area = 0;
  for (size_t i = 1; i < samples.size(); ++i) {
    const double ns = static_cast<double>(samples[i].ns - samples[i - 1].ns);
    area += ns *
            (static_cast<double>(samples[i].first) + static_cast<double>(samples[i - 1].first)) / 2;
  }
  const double mean = area / static_cast<double>(samples.back().ns - samples.front().ns);
  return held_of(phase, static_cast<uint64_t>(mean));
}

Value alive(const PhaseRecord& phase, const Metric& metric) {
  return find_value(phase.alive, metric.key);
}

// Of the blocks that died in the phase, the share of those for which `is` holds.
template <typename Is>
Value share_of_deaths(const PhaseRecord& phase, Is is) {
  uint64_t all = 0;
  uint64_t chosen = 0;
  for (const ScopeRecord& scope : phase.scopes) {
    for (const Deaths& deaths : scope.deaths) {
      all += deaths.blocks;
      if (is(deaths)) chosen += deaths.blocks;
    }
  }
  if (all == 0) return std::nullopt;
  return static_cast<double>(chosen) / static_cast<double>(all);
}

Value temporary(const PhaseRecord& phase, const Metric&) {
  return share_of_deaths(
      phase, [](const Deaths& deaths) { return deaths.death == HEAPDYNO_DEATH_TEMPORARY; });
}

Value freed_elsewhere(const PhaseRecord& phase, const Metric&) {
  return share_of_deaths(
      phase, [](const Deaths& deaths) { return deaths.death == HEAPDYNO_DEATH_ELSEWHERE; });
}

Value of_own_operation(const PhaseRecord& phase, const Metric&) {
  return share_of_deaths(phase, [](const Deaths& deaths) { return deaths.lifetime_class == 0; });
}

Value of_allocator(const PhaseRecord& phase, const Metric& metric) {
  return find_value(phase.allocator, metric.key);
}

// RocksDB gives files random identifiers and times: the sizes of what it writes, and what its cache
// keeps, move a little from process to process.
constexpr double kRocksDbTolerance = 0.001;

// jemalloc gives memory back as time goes by, so that it does a little more or less while the same
// calls are made: instructions moved by 1.1 % in five runs.
constexpr double kJemallocTolerance = 0.02;

bool is(const CellKeys& keys, const char* key, std::string_view name) {
  const auto found = keys.find(key);
  return found != keys.end() && found->second.substr(0, found->second.find('{')) == name;
}

constexpr Metric exact(std::string_view name, std::string_view unit,
                       Value (*value)(const PhaseRecord&, const Metric&), std::string_view what,
                       std::string_view key = "") {
  return {name, unit, MetricClass::kExact, Mode::kCount, BlockValue::kMinimum, 0, key, value, what};
}

constexpr Metric work(std::string_view name, std::string_view unit, std::string_view what) {
  return exact(name, unit, physical, what, name);
}

constexpr Metric noisy(std::string_view name, std::string_view unit, BlockValue block_value,
                       Value (*value)(const PhaseRecord&, const Metric&), std::string_view what,
                       std::string_view key = "") {
  return {name, unit, MetricClass::kNoisy, Mode::kTime, block_value, 0, key, value, what};
}

// Of blocks that were followed; equal under every allocator, but for what it rounds up.
constexpr Metric followed(std::string_view name, std::string_view unit,
                          Value (*value)(const PhaseRecord&, const Metric&), std::string_view what,
                          std::string_view key = "") {
  return {name, unit, MetricClass::kExact, Mode::kLive, BlockValue::kMinimum, 0, key, value, what};
}

// Of one trial a round.
constexpr Metric in_memory(std::string_view name, Value (*value)(const PhaseRecord&, const Metric&),
                           std::string_view what, std::string_view key = "") {
  return {name,  "bytes", MetricClass::kNoisy, Mode::kMemory, BlockValue::kMean, 0, key,
          value, what};
}

// By cachegrind. They hang on where stack and heap lie, which is another place in each trial: equal
// trials moved by up to 8 %.
constexpr Metric missed(std::string_view name, std::string_view what, std::string_view key) {
  return {name,
          "misses",
          MetricClass::kNoisy,
          Mode::kInstructions,
          BlockValue::kMean,
          0,
          key,
          figure_per_operation,
          what};
}

constexpr Metric open(std::string_view name, std::string_view unit,
                      Value (*value)(const PhaseRecord&, const Metric&), std::string_view what,
                      std::string_view key = "") {
  return {name, unit, MetricClass::kNoisy, Mode::kOpenLoop, BlockValue::kMean, 0, key, value, what};
}

constexpr Metric kMetrics[] = {
    exact("allocations", "calls", allocations, "allocations of the store, background included"),
    exact("allocs/op", "calls", allocations_per_operation, "allocations for each operation"),
    exact("background-allocs/op", "calls", background_per_operation,
          "those of flush and compaction alone"),
    exact("bytes", "bytes", bytes, "bytes requested"),
    exact("bytes/op", "bytes", bytes_per_operation, "bytes requested for each operation"),
    exact("frees/op", "calls", frees_per_operation, "frees for each operation"),
    exact("operations", "operations", operations, "operations done"),
    work("flushes", "flushes", "memtables written to a table"),
    work("compactions", "compactions", "merges of tables into the next level"),
    work("trivial_moves", "tables", "tables that changed level as they are"),
    work("tables_written", "tables", "by flushes and compactions"),
    work("tables_removed", "tables", "files deleted"),
    work("wal_bytes", "bytes", "written to the log, with its framing"),
    work("flush_bytes", "bytes", "written to tables by flushes"),
    work("compaction_bytes", "bytes", "written to tables by compactions"),
    work("manifest_bytes", "bytes", "written to the manifest"),
    work("syncs", "calls", "of files"),
    work("bytes_read", "bytes", "of blocks read from table files"),
    work("block_reads", "blocks", "read by readers and compactions"),
    work("cache_hits", "blocks", "found in the block cache"),
    work("cache_misses", "blocks", "not found in the block cache"),
    work("cache_evictions", "blocks", "thrown out of the block cache"),
    work("bytes_copied", "bytes", "keys and values copied"),
    work("bytes_written", "bytes", "written to files of any kind"),
    work("replayed_entries", "entries", "of the log, at open"),
    work("checkpoints", "checkpoints", "of B+trees"),
    work("page_reads", "pages", "of B+trees, read from their files"),
    work("page_writes", "pages", "of B+trees, written to their files"),
    work("node_writes", "pages", "of B+trees, nodes written to their files"),
    work("small_node_writes", "pages", "of those with fewer than eight entries"),
    exact("small-nodes", "share", small_nodes,
          "of the nodes that B+trees wrote, those with fewer than eight entries"),
    work("page_splits", "pages", "of B+trees, divided in two"),
    work("page_merges", "pages", "of B+trees, joined with a sibling"),
    {"instructions/op", "instructions", MetricClass::kBounded, Mode::kInstructions,
     BlockValue::kMean, 0.001, "instructions", figure_per_operation,
     "instructions for each operation under cachegrind, the driver's own included"},
    missed("cache-misses/op",
           "data that a simulated first-level cache of 32 KiB did not have, for each operation",
           "cache_misses"),
    missed("memory-misses/op", "likewise a last-level one of 8 MiB", "memory_misses"),
    noisy("ns/op", "ns", BlockValue::kMinimum, figure_per_operation, "wall time for each operation",
          "wall_ns"),
    noisy("cpu-ns/op", "ns", BlockValue::kMinimum, figure_per_operation,
          "processor time of all threads for each operation", "cpu_ns"),
    noisy("p50", "ns", BlockValue::kMean, quantile<50'000>, "median latency"),
    noisy("p99", "ns", BlockValue::kMean, quantile<99'000>, "latency of 99 of 100 operations"),
    noisy("rss_anon", "bytes", BlockValue::kMean, figure_of,
          "anonymous memory at the end of the phase", "rss_anon"),
    noisy("rss_file", "bytes", BlockValue::kMean, figure_of,
          "resident memory of mapped files at the end of the phase", "rss_file"),
    noisy("rss_shmem", "bytes", BlockValue::kMean, figure_of,
          "resident shared memory at the end of the phase", "rss_shmem"),
    noisy("vm_rss", "bytes", BlockValue::kMean, figure_of,
          "resident memory at the end of the phase", "vm_rss"),
    noisy("vm_hwm", "bytes", BlockValue::kMean, figure_of, "peak of resident memory in the phase",
          "vm_hwm"),
    {"minor_faults", "faults", MetricClass::kBounded, Mode::kTime, BlockValue::kMean, 0.01,
     "minor_faults", figure_of, "pages first touched"},
    {"major_faults", "faults", MetricClass::kBounded, Mode::kTime, BlockValue::kMean, 0.01,
     "major_faults", figure_of, "pages read from disk"},
    followed("live", "bytes", alive, "requested bytes alive at the end of the phase", "requested"),
    followed("live-peak", "bytes", alive, "the most requested bytes alive in the phase",
             "requested_peak"),
    {"live-usable", "bytes", MetricClass::kBounded, Mode::kLive, BlockValue::kMinimum, 0.001,
     "usable", alive, "bytes of live blocks with the allocator's rounding at the end of the phase"},
    followed("temporary", "share", temporary,
             "of the blocks that died: freed with no other call of their thread in between"),
    followed("own-operation", "share", of_own_operation,
             "of the blocks that died: in the operation that made them"),
    followed("freed-elsewhere", "share", freed_elsewhere,
             "of the blocks that died: freed by another thread than made them"),
    in_memory("held", held,
              "what the store holds at the end of the phase: RssAnon above what it was "
              "before the store was opened"),
    in_memory("held-peak", held_peak, "the most that it held in the phase"),
    in_memory("held-mean", held_mean, "what it held on average, over the phase's time"),
    {"memory-faults", "faults", MetricClass::kBounded, Mode::kMemory, BlockValue::kMean, 0.01,
     "minor_faults", figure_of, "pages first touched, in a trial that looks at memory"},
    in_memory("pss", figure_of, "resident memory, what is shared in part", "pss"),
    in_memory("anon_huge", figure_of, "anonymous memory in huge pages", "anon_huge"),
    in_memory("allocator-usable", of_allocator, "the allocator's own figure: live blocks",
              "usable"),
    in_memory("allocator-active", of_allocator,
              "the allocator's own figure: pages with live or cached blocks", "active"),
    in_memory("allocator-cached", of_allocator, "the allocator's own figure: free blocks kept",
              "cached"),
    in_memory("allocator-retained", of_allocator,
              "the allocator's own figure: address space without memory", "retained"),
    in_memory("allocator-mapped", of_allocator, "the allocator's own figure: from the system",
              "mapped"),
    in_memory("allocator-metadata", of_allocator, "the allocator's own figure: its bookkeeping",
              "metadata"),
    open("open-rate", "calls/s", figure_of, "calls a second that the schedule has",
         "calls_per_second"),
    open("open-p50", "ns", quantile<50'000>, "median latency by a schedule"),
    open("open-p90", "ns", quantile<90'000>, "latency of 90 of 100 calls by a schedule"),
    open("open-p99", "ns", quantile<99'000>, "latency of 99 of 100 calls by a schedule"),
    open("open-p99.9", "ns", quantile<99'900>, "latency of 999 of 1,000 calls by a schedule"),
    open("open-p99.99", "ns", quantile<99'990>, "latency of 9,999 of 10,000 calls by a schedule"),
    open("open-max", "ns", longest<&ScopeRecord::latency_max_ns>, "longest latency by a schedule"),
    open("pauses", "calls", pauses, "calls with a latency of more than 1 ms by a schedule"),
    open("service-p99", "ns", quantile<99'000, &ScopeRecord::service>,
         "time of the call alone of 99 of 100 calls by a schedule"),
    open("service-max", "ns", longest<&ScopeRecord::service_max_ns>,
         "longest time of a call alone by a schedule"),
    open("background-p99", "ns", quantile<99'000, &ScopeRecord::in_background>,
         "latency of 99 of 100 calls while flush or compaction went on, by a schedule"),
};

}  // namespace

std::string_view name_of(MetricClass metric_class) {
  switch (metric_class) {
    case MetricClass::kExact:
      return "exact";
    case MetricClass::kBounded:
      return "bounded";
    case MetricClass::kNoisy:
      return "noisy";
  }
  return "";
}

std::span<const Metric> metrics() { return kMetrics; }

bool is_counted(const Metric& metric) {
  const bool in_repeated_work = metric.mode == Mode::kInstructions || metric.mode == Mode::kLive;
  return metric.metric_class == MetricClass::kExact ||
         (metric.metric_class == MetricClass::kBounded && in_repeated_work);
}

const Metric* known_metric(std::string_view name) {
  const auto found = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                  [&](const Metric& metric) { return metric.name == name; });
  return found == std::end(kMetrics) ? nullptr : found;
}

const Metric& find_metric(std::string_view name) {
  if (const Metric* const metric = known_metric(name)) return *metric;
  std::vector<std::string> names;
  for (const Metric& metric : kMetrics) names.emplace_back(metric.name);
  throw usage_error(unknown_name("metric", name, names));
}

double tolerance_of(const Metric& metric, const CellKeys& keys) {
  if (metric.mode == Mode::kInstructions && is(keys, "alloc", "jemalloc"))
    return kJemallocTolerance;
  if (metric.metric_class == MetricClass::kBounded) return metric.tolerance;
  const bool moves = metric.metric_class == MetricClass::kExact && metric.name != "operations";
  return moves && is(keys, "store", "rocksdb") ? kRocksDbTolerance : 0;
}

double margin_of(const Metric& metric) {
  if (metric.metric_class == MetricClass::kBounded) return metric.tolerance;
  return metric.unit == "bytes" ? 0.01 : 0.02;
}

bool is_cost(const Metric& metric) {
  static constexpr std::string_view kOthers[] = {"operations", "cache_hits", "trivial_moves",
                                                 "open-rate"};
  return metric.unit != "share" &&
         std::find(std::begin(kOthers), std::end(kOthers), metric.name) == std::end(kOthers);
}

bool agree(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

std::optional<double> held_of(const PhaseRecord& phase, uint64_t rss_anon) {
  const Value base = find_value(phase.figures, "rss_base");
  if (!base) return std::nullopt;
  return std::max(0.0, static_cast<double>(rss_anon) - *base);
}

LatencyHistogram added_up(const LatencyHistogram& a, const LatencyHistogram& b) {
  LatencyHistogram sum;
  sum.reserve(a.size() + b.size());
  auto of_a = a.begin();
  auto of_b = b.begin();
  while (of_a != a.end() && of_b != b.end()) {
    if (of_a->first < of_b->first) {
      sum.push_back(*of_a++);
    } else if (of_b->first < of_a->first) {
      sum.push_back(*of_b++);
    } else {
      sum.emplace_back(of_a->first, of_a->second + of_b->second);
      ++of_a;
      ++of_b;
    }
  }
  sum.insert(sum.end(), of_a, a.end());
  sum.insert(sum.end(), of_b, b.end());
  return sum;
}

LatencyHistogram latency_of(const PhaseRecord& phase, LatencyHistogram ScopeRecord::*kind) {
  LatencyHistogram latency;
  for (const ScopeRecord& scope : phase.scopes) {
    if (!(scope.*kind).empty()) latency = added_up(latency, scope.*kind);
  }
  return latency;
}

std::optional<double> latency_quantile(const LatencyHistogram& latency, uint64_t share) {
  uint64_t all = 0;
  for (const auto& [nanoseconds, count] : latency) all += count;
  if (all * (kWhole - share) < kBeyond * kWhole) return std::nullopt;
  uint64_t below = 0;
  for (const auto& [nanoseconds, count] : latency) {
    below += count;
    if (below * kWhole >= share * all) return nanoseconds;
  }
  return std::nullopt;
}

}  // namespace heapdyno

#include "harness/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

#include "harness/error.h"
#include "harness/words.h"

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

Value allocations(const PhaseRecord& phase, const Metric&) {
  return total(phase, [](const ScopeRecord& scope) { return scope.allocations(); });
}

Value allocations_per_operation(const PhaseRecord& phase, const Metric& metric) {
  return per_operation(allocations(phase, metric), phase);
}

Value background_per_operation(const PhaseRecord& phase, const Metric&) {
  const auto of_scope = [](const ScopeRecord& scope) {
    return scope.name == "background" ? scope.allocations() : 0;
  };
  return per_operation(total(phase, of_scope), phase);
}

Value bytes(const PhaseRecord& phase, const Metric&) {
  return total(phase, [](const ScopeRecord& scope) { return scope.count("bytes"); });
}

Value bytes_per_operation(const PhaseRecord& phase, const Metric& metric) {
  return per_operation(bytes(phase, metric), phase);
}

Value frees_per_operation(const PhaseRecord& phase, const Metric&) {
  const auto of_scope = [](const ScopeRecord& scope) {
    return scope.count("free") + scope.count("delete");
  };
  return per_operation(total(phase, of_scope), phase);
}

Value operations(const PhaseRecord& phase, const Metric&) {
  if (!phase.applies()) return std::nullopt;
  return static_cast<double>(phase.operations());
}

Value find_value(const std::map<std::string, uint64_t>& values, std::string_view key) {
  const auto found = values.find(std::string(key));
  if (found == values.end()) return std::nullopt;
  return static_cast<double>(found->second);
}

Value physical(const PhaseRecord& phase, const Metric& metric) {
  return find_value(phase.physical, metric.key);
}

Value figure_of(const PhaseRecord& phase, const Metric& metric) {
  return find_value(phase.figures, metric.key);
}

Value figure_per_operation(const PhaseRecord& phase, const Metric& metric) {
  return per_operation(figure_of(phase, metric), phase);
}

Value latency_p50(const PhaseRecord& phase, const Metric&) { return latency_quantile(phase, 0.5); }
Value latency_p99(const PhaseRecord& phase, const Metric&) { return latency_quantile(phase, 0.99); }

// RocksDB gives files random identifiers and times: the sizes of what it writes, and what its cache
// keeps, move a little from process to process.
constexpr double kRocksDbTolerance = 0.001;

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
    work("page_splits", "pages", "of B+trees, divided in two"),
    work("page_merges", "pages", "of B+trees, joined with a sibling"),
    noisy("ns/op", "ns", BlockValue::kMinimum, figure_per_operation, "wall time for each operation",
          "wall_ns"),
    noisy("cpu-ns/op", "ns", BlockValue::kMinimum, figure_per_operation,
          "processor time of all threads for each operation", "cpu_ns"),
    noisy("p50", "ns", BlockValue::kMean, latency_p50, "median latency"),
    noisy("p99", "ns", BlockValue::kMean, latency_p99, "latency of 99 of 100 operations"),
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

const Metric& find_metric(std::string_view name) {
  std::vector<std::string> names;
  for (const Metric& metric : kMetrics) {
    if (metric.name == name) return metric;
    names.emplace_back(metric.name);
  }
  throw usage_error(unknown_name("metric", name, names));
}

double tolerance_of(const Metric& metric, std::string_view store) {
  const bool moves = metric.metric_class == MetricClass::kExact && metric.name != "operations";
  return moves && store == "rocksdb" ? kRocksDbTolerance : 0;
}

std::string tolerance_text(double tolerance) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * tolerance);
  return text;
}

bool agree(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

std::optional<double> latency_quantile(const PhaseRecord& phase, double share) {
  std::map<double, uint64_t> latencies;
  uint64_t all = 0;
  for (const ScopeRecord& scope : phase.scopes) {
    for (const auto& [nanoseconds, count] : scope.latency) {
      latencies[nanoseconds] += count;
      all += count;
    }
  }
  uint64_t below = 0;
  for (const auto& [nanoseconds, count] : latencies) {
    below += count;
    if (static_cast<double>(below) >= share * static_cast<double>(all)) return nanoseconds;
  }
  return std::nullopt;
}

}  // namespace heapdyno

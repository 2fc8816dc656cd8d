// Every metric that records carry, in one table: its name, unit, class, the mode
// that gives it, and how to take it from a phase.
//
// Classes. exact: equal on every run of the same build, compared as it is.
// bounded: moves a little, compared with the stated tolerance. noisy: compared
// over interleaved rounds, with an interval. Constant data and pure functions.
//
// What is exact of other stores is bounded of one whose work depends on chance
// even when it is settled, and what is bounded has a wider bound under an allocator
// that looks at the clock: tolerance_of() says by how much.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

enum class MetricClass { kExact, kBounded, kNoisy };
std::string_view name_of(MetricClass metric_class);

// How the runs of a block become one value: the least for times, whose noise
// only adds; the mean for memory and percentiles.
enum class BlockValue { kMinimum, kMean };

struct Metric {
  std::string_view name;
  std::string_view unit;
  MetricClass metric_class;
  Mode mode;
  BlockValue block_value;
  double tolerance;      // of a bounded metric, relative
  std::string_view key;  // where the phase has it; its meaning is `value`'s
  std::optional<double> (*value)(const PhaseRecord& phase, const Metric& metric);
  std::string_view what;  // one line

  // Absent where the phase does not have it; never 0 in its place.
  std::optional<double> of(const PhaseRecord& phase) const { return value(phase, *this); }
};

std::span<const Metric> metrics();

// Whether it is counted and compared as it is, within its tolerance: an exact metric, and
// instructions.
bool is_counted(const Metric& metric);

// Null: there is none.
const Metric* known_metric(std::string_view name);

// Throws a usage error with a suggestion.
const Metric& find_metric(std::string_view name);

// How far a counted metric of this cell's store and allocator may move from run to
// run, relative; 0: not at all.
double tolerance_of(const Metric& metric, const CellKeys& keys);

// The relative difference of a metric that is not counted that is too small to matter: 1 % of
// memory, 2 % of all else, the tolerance of what is bounded.
double margin_of(const Metric& metric);

// Whether more of it is worse, as of almost all: not of how much was done, of what a cache found, or
// of shares.
bool is_cost(const Metric& metric);

// Do two values agree within a relative tolerance?
bool agree(double a, double b, double tolerance);

// What the store holds where its process has this much anonymous memory: without what there was
// before it was opened and the driver's own tables, never below 0. Absent where the phase does not
// say what there was.
std::optional<double> held_of(const PhaseRecord& phase, uint64_t rss_anon);

// Two histograms as one. REQUIRES: in ascending order, as records have them.
LatencyHistogram added_up(const LatencyHistogram& a, const LatencyHistogram& b);

// Of all scopes.
LatencyHistogram latency_of(const PhaseRecord& phase, LatencyHistogram ScopeRecord::*kind);

// The latency below which a share of the operations stayed, so many of kWhole, in nanoseconds, by
// the histogram's bucket midpoints. Absent where fewer than kBeyond lie beyond it: what is left of
// a tail then is chance.
inline constexpr uint64_t kWhole = 100'000;
inline constexpr uint64_t kBeyond = 10;
std::optional<double> latency_quantile(const LatencyHistogram& latency, uint64_t share);

}  // namespace heapdyno

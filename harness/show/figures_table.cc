#include "harness/show/figures_table.h"

#include <algorithm>
#include <deque>
#include <span>

#include "harness/figures/control.h"
#include "harness/figures/noisy_cells.h"
#include "harness/figures/phase_rows.h"
#include "harness/figures/stats.h"

namespace heapdyno {
namespace {

struct Shown {
  std::string_view metric;
  std::string_view heading;
  double unit;                 // a figure is shown in these
  std::string_view over = {};  // another metric that it is divided by
};

constexpr double kMegabyte = 1e6;
constexpr double kMicrosecond = 1e3;

constexpr Shown kMemory[] = {{"live-peak", "live peak", kMegabyte},
                             {"live", "live", kMegabyte},
                             {"live-usable", "usable/live", 1, "live"},
                             {"held-peak", "held peak", kMegabyte},
                             {"held-mean", "held mean", kMegabyte},
                             {"held", "held", kMegabyte},
                             {"held-peak", "peak held/live", 1, "live-peak"},
                             {"held", "held/live", 1, "live"},
                             {"pss", "PSS", kMegabyte},
                             {"anon_huge", "huge pages", kMegabyte},
                             {"memory-faults", "faults", 1},
                             {"allocator-usable", "usable", kMegabyte},
                             {"allocator-active", "active", kMegabyte},
                             {"allocator-cached", "cached", kMegabyte},
                             {"allocator-retained", "retained", kMegabyte},
                             {"allocator-mapped", "mapped", kMegabyte},
                             {"allocator-metadata", "metadata", kMegabyte}};

constexpr Shown kInstructions[] = {{"instructions/op", "instructions/op", 1}};

constexpr Shown kLatencies[] = {{"open-rate", "calls/s", 1},
                                {"open-p50", "p50", kMicrosecond},
                                {"open-p90", "p90", kMicrosecond},
                                {"open-p99", "p99", kMicrosecond},
                                {"open-p99.9", "p99.9", kMicrosecond},
                                {"open-p99.99", "p99.99", kMicrosecond},
                                {"open-max", "max", kMicrosecond},
                                {"pauses", "over 1 ms", 1},
                                {"background-p99", "p99 in background", kMicrosecond},
                                {"service-p99", "p99 of the call", kMicrosecond}};

// The null store has no memory, and its latencies are the machine's; its instructions are the driver's.
std::vector<Sample> samples_in(const std::vector<Record>& records, std::span<const Mode> modes) {
  std::vector<Sample> samples = samples_of(records, modes);
  std::erase_if(samples, [](const Sample& sample) {
    return value_of(sample, "store") == "null" &&
           value_of(sample, "mode") != name_of(Mode::kInstructions);
  });
  return samples;
}

// The median over the samples of the metric's mode.
std::optional<double> median_of(const std::vector<Sample>& samples, std::string_view name) {
  const Metric& metric = find_metric(name);
  std::vector<double> values;
  for (const Sample& sample : samples) {
    if (value_of(sample, "mode") != name_of(metric.mode)) continue;
    if (const auto value = metric.of(*sample.phase)) values.push_back(*value);
  }
  return values.empty() ? std::nullopt : std::optional(median(std::move(values)));
}

std::optional<double> value_of(const std::vector<Sample>& samples, const Shown& shown) {
  std::optional<double> value = median_of(samples, shown.metric);
  if (value && !shown.over.empty()) {
    const std::optional<double> divisor = median_of(samples, shown.over);
    value = divisor && *divisor > 0 ? std::optional(*value / *divisor) : std::nullopt;
  }
  return value ? std::optional(*value / shown.unit) : std::nullopt;
}

// Of a bounded metric that moved by more than its bound: from where to where.
std::string text_of(const std::vector<Sample>& samples, const Shown& shown, double value) {
  if (!is_counted(find_metric(shown.metric))) return figure(value);
  const std::optional<ExactValue> exact = exact_value(samples, find_metric(shown.metric));
  return exact && !exact->holds() ? text_of(*exact) + ", beyond its bound" : figure(value);
}

TableCell cell_of(const std::vector<Sample>& samples, const Shown& shown) {
  const std::optional<double> value = value_of(samples, shown);
  if (!value) return "n/a";
  return figure_cell(text_of(samples, shown, *value), *value);
}

// Those that any sample has.
std::vector<Shown> measured(std::span<const Shown> all, const std::vector<Sample>& samples) {
  std::vector<Shown> shown;
  for (const Shown& column : all) {
    if (value_of(samples, column)) shown.push_back(column);
  }
  return shown;
}

PhaseTable table_of(std::string title, const std::vector<Sample>& samples,
                    const std::vector<Shown>& columns) {
  const std::vector<PhaseRow> rows = phase_rows(samples, Allocators::kApart);
  PhaseTable table(std::move(title), rows);
  for (const Shown& shown : columns) table.add_column(std::string(shown.heading));
  for (const PhaseRow& row : rows) {
    std::vector<TableCell> cells;
    for (const Shown& shown : columns) cells.push_back(cell_of(row.samples, shown));
    table.add_row(row, cells);
  }
  for (const std::string& note : not_applicable_notes(samples)) table.add_note(note);
  return table;
}

// "longest gap on the machine while it only looked at the clock: 0.11 ms"
std::string noise_note(const std::vector<Sample>& samples) {
  uint64_t gap = 0;
  for (const Sample& sample : samples) gap = std::max(gap, sample.record->longest_gap_ns);
  return "the longest time that a process which only looked at the clock was not running: " +
         figure(static_cast<double>(gap) / 1e6) + " ms; tails below that are the machine's";
}

// The A/A control under a name of its own: what differs between it and the first configuration, the
// same binary, is noise.
std::vector<Sample> named_controls(const std::vector<Record>& records, Mode mode) {
  std::vector<Sample> controls = of_mode(control_samples_of(records), mode);
  for (Sample& sample : controls) {
    CellKeys keys = *sample.keys;
    keys["alloc"] += std::string(" ") + kControl;
    sample = sample_of(std::move(keys), *sample.record, *sample.phase);
  }
  return controls;
}

// Of those latencies that were measured.
std::vector<std::string> control_notes_of(const std::vector<Record>& records,
                                          const std::vector<Sample>& samples) {
  std::vector<ControlResult> controls;
  for (const char* const name : {"open-p50", "open-p99"}) {
    if (median_of(samples, name)) controls.push_back(control_of(records, find_metric(name)));
  }
  return control_notes(controls);
}

// Where the rounds are too few to say how sure the medians are.
std::vector<std::string> round_notes(const std::vector<Sample>& samples) {
  int rounds = 0;
  for (const Sample& sample : samples) rounds = std::max(rounds, sample.record->block + 1);
  if (rounds >= fewest_blocks()) return {};
  return {"warning: " + too_few_rounds(rounds, fewest_blocks()) +
          ", so nothing says how sure these figures are"};
}

// The samples with each kind of operation for itself: percentiles of a mix describe none of them.
class ByOperation {
 public:
  explicit ByOperation(const std::vector<Sample>& samples) {
    for (const Sample& sample : samples) {
      for (const ScopeRecord& scope : sample.phase->scopes) {
        if (!scope.latency.empty()) add(sample, scope);
      }
    }
  }

  const std::vector<Sample>& samples() const { return samples_; }

 private:
  void add(const Sample& sample, const ScopeRecord& scope) {
    PhaseRecord& alone = phases_.emplace_back(*sample.phase);
    alone.scopes = {scope};
    CellKeys keys = *sample.keys;
    keys["operation"] = scope.name;
    samples_.push_back(sample_of(std::move(keys), *sample.record, alone));
  }

  std::deque<PhaseRecord> phases_;
  std::vector<Sample> samples_;
};

}  // namespace

std::vector<Table> memory_tables(const std::vector<Record>& records) {
  constexpr Mode kModes[] = {Mode::kMemory, Mode::kLive};
  const std::vector<Sample> samples = samples_in(records, kModes);
  if (samples.empty()) return {};
  PhaseTable table = table_of("Memory by phase, MB (medians)", samples, measured(kMemory, samples));
  table.add_note(
      "live: requested bytes of the store's blocks, equal under every allocator; held: RssAnon "
      "above what it was before the store was opened; without a word: at the end of the phase");
  table.add_note("from usable on: what the allocator says of itself (n/a: it does not)");
  return {table.table()};
}

std::vector<Table> instruction_tables(const std::vector<Record>& records) {
  constexpr Mode kModes[] = {Mode::kInstructions};
  const std::vector<Sample> samples = samples_in(records, kModes);
  if (samples.empty()) return {};
  PhaseTable table =
      table_of("Instructions for each operation, counted (bounded, 0.1 %; under jemalloc 2 %)",
               samples, measured(kInstructions, samples));
  table.add_note("the driver's own are in them, the same for all: it is the null store's row");
  return {table.table()};
}

std::vector<Table> latency_tables(const std::vector<Record>& records) {
  constexpr Mode kModes[] = {Mode::kOpenLoop};
  std::vector<Sample> samples = samples_in(records, kModes);
  if (samples.empty()) return {};
  const std::vector<Sample> controls = named_controls(records, Mode::kOpenLoop);
  samples.insert(samples.end(), controls.begin(), controls.end());
  const ByOperation by_operation(samples);
  if (by_operation.samples().empty()) return {};
  PhaseTable table =
      table_of("Latency of calls that begin by a schedule, us (medians over the rounds)",
               by_operation.samples(), {std::begin(kLatencies), std::end(kLatencies)});
  table.add_note(noise_note(samples));
  table.add_note("n/a: fewer than " + figure(kBeyond) + " calls were slower than that");
  if (!controls.empty()) {
    table.add_note(std::string(kControl) +
                   ": the same binary once more; by how much its row differs, noise does");
  }
  for (const std::string& note : round_notes(samples)) table.add_note(note);
  for (const std::string& note : control_notes_of(records, samples)) table.add_note(note);
  return {table.table()};
}

}  // namespace heapdyno

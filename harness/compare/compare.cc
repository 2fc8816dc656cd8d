#include "harness/compare/compare.h"

#include <algorithm>
#include <map>

#include "harness/base/words.h"
#include "harness/compare/counted_table.h"
#include "harness/compare/hidden_keys.h"
#include "harness/compare/noisy_table.h"
#include "harness/compare/prediction.h"
#include "harness/figures/control.h"

namespace heapdyno {
namespace {

constexpr size_t kMostNames = 4;  // of lines, in a note

// What one line says, or several that say the same under one allocator each.
struct MergedLines {
  std::vector<Pair> lines;
  std::vector<std::vector<std::string>> allocators;  // of each line
};

// As much of a figure as is the same under every allocator: all of an exact one, of a bounded one
// what is shown of it.
bool is_same(const std::optional<ExactValue>& a, const std::optional<ExactValue>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->tolerance > 0 || (a->low == b->low && a->high == b->high);
}

bool say_the_same(const Pair& line, const Pair& other, const Metrics& metrics) {
  return std::all_of(metrics.begin(), metrics.end(), [&](const Metric* metric) {
    return counted_cell(line, *metric).text == counted_cell(other, *metric).text &&
           is_same(exact_value(line.a, *metric), exact_value(other.a, *metric)) &&
           is_same(exact_value(line.b, *metric), exact_value(other.b, *metric));
  });
}

// Exact figures do not depend on the allocator: where all of them agree, one line stands for all.
// Without allocators: some disagree.
MergedLines without_allocators(const std::vector<Pair>& lines, const Metrics& metrics) {
  MergedLines merged;
  for (const Pair& line : lines) {
    CellKeys keys = line.keys;
    keys.erase("alloc");
    const auto same = std::find_if(merged.lines.begin(), merged.lines.end(),
                                   [&](const Pair& other) { return other.keys == keys; });
    const auto place = static_cast<size_t>(same - merged.lines.begin());
    if (same == merged.lines.end()) {
      merged.lines.push_back({keys, line.a, line.b});
      merged.allocators.emplace_back();
    } else if (!say_the_same(*same, line, metrics)) {
      return {lines, {}};
    }
    merged.allocators[place].push_back(value_of(line.keys, "alloc"));
  }
  return merged;
}

bool names_allocators(const CompareOptions& options) {
  return options.a.names("alloc") || options.b.names("alloc") || options.row.names("alloc") ||
         options.col.names("alloc");
}

// "identical under glibc, jemalloc"; where lines were not all measured under the same allocators, of
// which lines each stands: "identical under glibc, jemalloc: fill", "under glibc alone: scan".
std::vector<std::string> identity_notes(const MergedLines& merged, const CompareOptions& options,
                                        const std::string& exception) {
  const Grid names = rows_of(merged.lines, options);
  std::map<std::string, std::vector<std::string>> lines_under;
  for (size_t i = 0; i < merged.lines.size(); ++i) {
    std::vector<std::string> allocators = merged.allocators[i];
    std::sort(allocators.begin(), allocators.end());
    const std::string note = allocators.size() == 1
                                 ? "under " + allocators.front() + " alone"
                                 : "identical under " + join(allocators, ", ") + exception;
    lines_under[note].push_back(join(names.rows[i].names, " "));
  }
  std::vector<std::string> notes;
  for (const auto& [note, lines] : lines_under)
    notes.push_back(lines_under.size() == 1 ? note : note + ": " + listed(lines, kMostNames));
  return notes;
}

void add_notes(Table& table, const std::vector<std::string>& notes) {
  table.notes.insert(table.notes.end(), notes.begin(), notes.end());
}

// What is compared, and the tables made of it so far.
class Comparing {
 public:
  Comparing(const std::vector<Record>& records, const std::vector<Sample>& samples,
            const CompareOptions& options)
      : records_(records), options_(options), lines_(lines_of(samples, options)) {
    const Metrics measured = measured_metrics(options.metrics, lines_);
    unmeasured_ = unmeasured_notes(options.metrics, lines_);
    accepted_ = check_comparable(lines_, measured, options.rules);
    for (const Metric* metric : measured) {
      const bool is_exact = metric->metric_class == MetricClass::kExact;
      (is_exact ? exact_ : is_counted(*metric) ? bounded_ : noisy_).push_back(metric);
    }
  }

  CompareResult take() {
    add_exact();
    if (!bounded_.empty()) add_counted(lines_, bounded_, "counted, bounded");
    add_noisy();
    add_prediction();
    Table& last = result_.tables.back();
    add_notes(last, hidden_key_notes(lines_, options_));
    add_notes(last, not_applicable_notes(samples_in(lines_)));
    add_notes(last, unmeasured_);
    add_notes(last, accepted_);
    return std::move(result_);
  }

 private:
  std::string sides() const { return options_.a.text() + " -> " + options_.b.text(); }

  void add_counted(const std::vector<Pair>& lines, const Metrics& metrics,
                   const std::string& what) {
    for (const Grid& grid : grids_of(lines, options_, metrics)) {
      result_.tables.push_back(counted_table(grid, sides() + " (" + what + ")"));
    }
  }

  void add_exact() {
    if (exact_.empty()) return;
    const MergedLines merged =
        names_allocators(options_) ? MergedLines{lines_, {}} : without_allocators(lines_, exact_);
    const std::string exception = bounded_exception(samples_in(lines_));
    add_counted(merged.lines, exact_, "counted, exact" + exception);
    if (merged.lines.size() < lines_.size())
      add_notes(result_.tables.back(), identity_notes(merged, options_, exception));
  }

  void add_noisy() {
    if (noisy_.empty()) return;
    for (const Grid& grid : grids_of(lines_, options_, noisy_)) {
      result_.tables.push_back(noisy_table(grid, sides(), options_));
    }
    const std::vector<ControlResult> controls = controls_of(records_, noisy_);
    result_.alarms = control_alarms(controls);
    add_notes(result_.tables.back(), control_notes(controls));
  }

  void add_prediction() {
    const auto is_shown = [](const Metrics& metrics, std::string_view name) {
      return std::any_of(metrics.begin(), metrics.end(),
                         [&](const Metric* metric) { return metric->name == name; });
    };
    if (!is_shown(exact_, "allocs/op") || !is_shown(noisy_, "ns/op")) return;
    std::optional<Table> table = prediction_table(lines_, options_);
    if (table) result_.tables.push_back(std::move(*table));
  }

  const std::vector<Record>& records_;
  const CompareOptions& options_;
  std::vector<Pair> lines_;
  std::vector<std::string> unmeasured_;  // of what was asked for
  std::vector<std::string> accepted_;    // what differs all the same
  Metrics exact_;
  Metrics bounded_;
  Metrics noisy_;
  CompareResult result_;
};

}  // namespace

CompareResult compare(const std::vector<Record>& records, const CompareOptions& options) {
  return Comparing(records, samples_of(records), options).take();
}

}  // namespace heapdyno

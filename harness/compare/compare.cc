#include "harness/compare/compare.h"

#include <algorithm>
#include <set>

#include "harness/base/words.h"
#include "harness/compare/counted_table.h"
#include "harness/compare/hidden_keys.h"
#include "harness/compare/noisy_table.h"
#include "harness/compare/prediction.h"
#include "harness/figures/control.h"

namespace heapdyno {
namespace {

// Exact figures do not depend on the allocator: where all of them agree, one line stands for all.
std::vector<Pair> without_allocators(const std::vector<Pair>& lines, const Metrics& metrics) {
  std::vector<Pair> merged;
  for (const Pair& line : lines) {
    CellKeys keys = line.keys;
    keys.erase("alloc");
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const Pair& other) { return other.keys == keys; });
    if (same == merged.end()) {
      merged.push_back({keys, line.a, line.b});
      continue;
    }
    for (const Metric* metric : metrics) {
      if (counted_cell(*same, *metric).text != counted_cell(line, *metric).text) return lines;
    }
  }
  return merged;
}

bool names_allocators(const CompareOptions& options) {
  return options.a.names("alloc") || options.b.names("alloc") || options.row.names("alloc") ||
         options.col.names("alloc");
}

std::string allocators_of(const std::vector<Pair>& lines) {
  std::set<std::string> names;
  for (const Pair& line : lines) names.insert(at(line.keys, "alloc"));
  return join(std::vector<std::string>(names.begin(), names.end()), ", ");
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
    const std::vector<Pair> lines =
        names_allocators(options_) ? lines_ : without_allocators(lines_, exact_);
    const std::string exception = bounded_exception(samples_in(lines_));
    add_counted(lines, exact_, "counted, exact" + exception);
    if (lines.size() < lines_.size()) {
      add_notes(result_.tables.back(), {"identical under " + allocators_of(lines_) + exception});
    }
  }

  void add_noisy() {
    if (noisy_.empty()) return;
    for (const Grid& grid : grids_of(lines_, options_, noisy_)) {
      result_.tables.push_back(noisy_table(grid, sides(), options_));
    }
    const std::vector<ControlResult> controls = controls_of(records_, noisy_);
    result_.alarms = control_alarms(controls);
    Table& last = result_.tables.back();
    add_notes(last, control_notes(controls));
    for (const std::string& alarm : result_.alarms) add_notes(last, {"warning: " + alarm});
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
  std::vector<std::string> accepted_;  // what differs all the same
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

#include "harness/compare/gate.h"

#include <cmath>
#include <map>

#include "harness/compare/counted_table.h"
#include "harness/compare/noisy_table.h"
#include "harness/figures/control.h"
#include "harness/figures/multiplicity.h"

namespace heapdyno {
namespace {

struct GatedLine {
  std::string name;  // "ns/op at scenario:fill alloc:glibc"
  NoisyResult result;
  double margin = 0;
};

// The test of the differences less the margin. 1 where the estimate is not above it.
double p_above_margin(const NoisyResult& result, double margin) {
  std::vector<double> above;
  for (const auto& [key, value] : result.differences) above.push_back(value - std::log1p(margin));
  const SignedRank shifted = signed_rank(above, result.ratio.level);
  return shifted.estimate > 0 ? p_at_level(result, shifted.p) : 1;
}

bool passes(const GatedLine& line) {
  const std::optional<Interval>& interval = line.result.ratio.interval;
  return interval && interval->high < std::log1p(line.margin);
}

// " (n/a: it has no tables)", where that is why a side lacks a metric.
std::string why_missing(const std::vector<Sample>& side) {
  for (const Sample& sample : side) {
    if (!sample.phase->applies()) return " (n/a: " + sample.phase->not_applicable + ")";
  }
  return "";
}

// Whether a trial that failed, whose phases are not known, may have been of these.
bool may_be_of(const Selection& selection, CellKeys keys) {
  for (const SelectionWord& word : selection.words()) {
    if (word.key == "phase" && !word.values.empty()) keys["phase"] = word.values.front();
  }
  return selection.matches(keys);
}

bool is_asked_for(const Record& record, const CompareOptions& options) {
  if (record.keys.contains("control")) return false;
  if (is_left_out(record.keys, options)) return false;
  const bool on_a_side = may_be_of(options.a, record.keys) || may_be_of(options.b, record.keys);
  return on_a_side && may_be_of(options.filter, record.keys) &&
         may_be_of(options.row, record.keys) && may_be_of(options.col, record.keys);
}

// What both sides of a line share, as far as a trial that failed says it.
CellKeys shared_keys(const Record& record, const CompareOptions& options) {
  CellKeys keys;
  for (const std::string& key : kKeys) {
    if (key == "mode" || options.a.names(key) || options.b.names(key)) continue;
    const std::string value = value_of(record.keys, key);
    if (!value.empty()) keys[key] = value;
  }
  return keys;
}

// The cells that have trials of a mode and none that succeeded, on either side: no sample shows that
// they are missing.
std::vector<CellKeys> failed_cells(const std::vector<Record>& records, Mode mode,
                                   const CompareOptions& options) {
  std::map<CellKeys, bool> succeeded;
  for (const Record& record : records) {
    if (record.keys.at("mode") != name_of(mode) || !is_asked_for(record, options)) continue;
    succeeded[shared_keys(record, options)] |= record.ok();
  }
  std::vector<CellKeys> failed;
  for (const auto& [cell, any] : succeeded) {
    if (!any) failed.push_back(cell);
  }
  return failed;
}

class Gate {
 public:
  Gate(const CompareOptions& options, const SkippedChecks& skipped)
      : options_(options), skipped_(skipped) {}

  void add(const Metric& metric, const std::vector<Pair>& lines) {
    bool any = false;
    for (const Pair& line : lines) {
      const bool in_a = is_measured(line.a, metric);
      const bool in_b = is_measured(line.b, metric);
      if (!in_a && !in_b) continue;
      any = true;
      const std::string name = std::string(metric.name) + " at " + spell(line.keys);
      if (in_a != in_b) {
        inconclusive(name + ": missing on side " + (in_a ? "b" : "a") +
                     why_missing(in_a ? line.b : line.a));
      } else if (is_counted(metric)) {
        add_counted(name, metric, line);
      } else {
        add_noisy(name, metric, line);
      }
    }
    if (!any) inconclusive(std::string(metric.name) + ": was not measured");
  }

  void add_failed(const Metric& metric, const std::vector<CellKeys>& cells) {
    for (const CellKeys& cell : cells) {
      inconclusive(std::string(metric.name) + " at " + spell(cell) +
                   ": missing on both sides, no trial succeeded");
    }
  }

  void inconclusive(std::string text) { result_.inconclusive.push_back(std::move(text)); }

  GateResult take() {
    std::vector<double> p;
    for (const GatedLine& line : noisy_) p.push_back(p_above_margin(line.result, line.margin));
    const std::vector<double> corrected = holm(p);
    for (size_t i = 0; i < noisy_.size(); ++i) conclude(noisy_[i], corrected[i]);
    return std::move(result_);
  }

 private:
  void add_counted(const std::string& name, const Metric& metric, const Pair& line) {
    ++result_.lines;
    if (skipped_.contains(GateCheck::kCosts)) return;
    const ExactValue a = *exact_value(line.a, metric);
    const ExactValue b = *exact_value(line.b, metric);
    const double tolerance = std::max(a.tolerance, b.tolerance);
    if (b.high <= a.low || (a.holds() && b.holds() && agree(a.low, b.high, tolerance))) return;
    const std::string text = name + ": " + counted_cell(line, metric).text;
    const bool is_certain = a.holds() && b.holds() && !a.by_chance && !b.by_chance;
    if (is_certain) {
      result_.regressions.push_back(text);
    } else {
      inconclusive(text);
    }
  }

  void add_noisy(const std::string& name, const Metric& metric, const Pair& line) {
    ++result_.lines;
    if (skipped_.contains(GateCheck::kTimes)) return;
    const ZeroRounds zero = zero_rounds(line, metric);
    if (zero.all_of_b) return;  // no less is possible
    std::optional<NoisyResult> result = noisy_line(line, metric);
    if (result) {
      noisy_.push_back({name, std::move(*result), options_.margin_for(metric)});
    } else if (zero.any()) {
      inconclusive(name + ": " + zero_cell(zero).text);
    } else {
      inconclusive(name + ": the sides have no round in common");
    }
  }

  void conclude(const GatedLine& line, double p) {
    if (passes(line)) return;
    const std::string text = line.name + ": " + noisy_cell(judged(line.result, line.margin)).text +
                             ", margin " + share_text(line.margin) + ", p " + figure(p) +
                             " by Holm";
    if (p <= kLevel && line.result.layouts_agree) {
      result_.regressions.push_back(text);
    } else {
      inconclusive(text);
    }
  }

  const CompareOptions& options_;
  const SkippedChecks& skipped_;
  std::vector<GatedLine> noisy_;
  GateResult result_;
};

}  // namespace

Exit GateResult::exit() const {
  if (!inconclusive.empty()) return Exit::kNotComparable;
  return regressions.empty() ? Exit::kFine : Exit::kRegression;
}

GateResult gate(const std::vector<Record>& records, const CompareOptions& options,
                const std::vector<std::string>& metrics, const SkippedChecks& skipped) {
  const std::vector<Sample> samples = samples_of(records);
  std::vector<Pair> lines = lines_of(samples, options);
  Gate gate(options, skipped);
  Metrics gated;
  Metrics noisy;
  for (const std::string& name : metrics) {
    const Metric& metric = find_metric(name);
    if (!is_cost(metric)) throw usage_error("no gate on " + name + ": more of it is not worse");
    gated.push_back(&metric);
    if (!is_counted(metric)) noisy.push_back(&metric);
  }
  check_comparable(lines, gated, options.rules);
  for (Pair& half : half_lines_of(samples, options)) lines.push_back(std::move(half));
  for (const Metric* metric : gated) {
    gate.add(*metric, lines);
    gate.add_failed(*metric, failed_cells(records, metric->mode, options));
  }
  for (std::string& alarm : control_alarms(controls_of(records, noisy)))
    gate.inconclusive(std::move(alarm));
  return gate.take();
}

}  // namespace heapdyno

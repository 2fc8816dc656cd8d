#include "harness/compare/lines.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

bool is_on_both_sides(const Metric& metric, const std::vector<Pair>& lines) {
  return std::any_of(lines.begin(), lines.end(), [&](const Pair& line) {
    return is_measured(line.a, metric) && is_measured(line.b, metric);
  });
}

std::vector<std::string> shown_keys(const CompareOptions& options) {
  std::vector<std::string> keys = options.row.keys();
  for (const std::string& key : options.col.keys()) keys.push_back(key);
  return keys;
}

bool names_null(const Selection& selection) {
  const auto is_null = [](const SelectionWord& word) {
    return word.key == "store" &&
           std::find(word.values.begin(), word.values.end(), "null") != word.values.end();
  };
  return std::any_of(selection.words().begin(), selection.words().end(), is_null);
}

Pairing pairing_of(std::vector<Sample> samples, const CompareOptions& options) {
  std::erase_if(samples, [&](const Sample& sample) { return is_left_out(*sample.keys, options); });
  Pairing pairing = pair_sides(samples, options.a, options.b, options.filter, shown_keys(options));
  const auto is_elsewhere = [&](const Pair& line) {
    return !options.row.matches(line.keys) || !options.col.matches(line.keys);
  };
  std::erase_if(pairing.whole, is_elsewhere);
  std::erase_if(pairing.halves, is_elsewhere);
  return pairing;
}

std::vector<std::string> metrics_on_both_sides(const std::vector<Pair>& lines) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) {
    if (is_on_both_sides(metric, lines)) names.emplace_back(metric.name);
  }
  return names;
}

}  // namespace

bool is_left_out(const CellKeys& keys, const CompareOptions& options) {
  return value_of(keys, "store") == "null" && !names_null(options.a) && !names_null(options.b) &&
         !names_null(options.filter) && !names_null(options.row) && !names_null(options.col);
}

std::vector<Pair> lines_of(const std::vector<Sample>& samples, const CompareOptions& options) {
  std::vector<Pair> lines = pairing_of(samples, options).whole;
  if (lines.empty()) throw usage_error("no cell is left in the rows and columns asked for");
  return lines;
}

std::vector<Pair> half_lines_of(const std::vector<Sample>& samples, const CompareOptions& options) {
  return pairing_of(samples, options).halves;
}

bool applies(const Pair& line) { return applies(line.a) && applies(line.b); }

Pair of_mode(const Pair& line, Mode mode) {
  return {line.keys, of_mode(line.a, mode), of_mode(line.b, mode)};
}

bool is_measured(const std::vector<Sample>& samples, const Metric& metric) {
  const std::vector<Sample> of_its_mode = of_mode(samples, metric.mode);
  return std::any_of(of_its_mode.begin(), of_its_mode.end(),
                     [&](const Sample& sample) { return metric.of(*sample.phase).has_value(); });
}

Metrics measured_metrics(const std::vector<std::string>& names, const std::vector<Pair>& lines) {
  Metrics measured;
  for (const std::string& name : names.empty() ? kDefaultMetrics : names) {
    const Metric& metric = find_metric(name);
    if (is_on_both_sides(metric, lines)) measured.push_back(&metric);
  }
  if (!measured.empty()) return measured;
  const std::vector<std::string> there = metrics_on_both_sides(lines);
  throw Error(there.empty() ? "no metric was measured in the same mode on both sides"
                            : "none of these metrics was measured on both sides; with --metric: " +
                                  join(there, ", "),
              Exit::kNotComparable);
}

std::vector<std::string> unmeasured_notes(const std::vector<std::string>& names,
                                          const std::vector<Pair>& lines) {
  std::vector<std::string> notes;
  for (const std::string& name : names) {
    if (!is_on_both_sides(find_metric(name), lines))
      notes.push_back(name + ": not measured on both sides");
  }
  return notes;
}

std::vector<Sample> samples_in(const std::vector<Pair>& lines) {
  std::vector<Sample> samples;
  for (const Pair& line : lines) {
    samples.insert(samples.end(), line.a.begin(), line.a.end());
    samples.insert(samples.end(), line.b.begin(), line.b.end());
  }
  return samples;
}

}  // namespace heapdyno

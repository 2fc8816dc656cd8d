#include "harness/compare/compare.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/compare/pairing.h"

namespace heapdyno {
namespace {

using Metrics = std::vector<const Metric*>;

bool has(const std::vector<Sample>& samples, const Metric& metric) {
  const std::vector<Sample> of_its_mode = of_mode(samples, metric.mode);
  return std::any_of(of_its_mode.begin(), of_its_mode.end(),
                     [&](const Sample& sample) { return metric.of(*sample.phase).has_value(); });
}

bool is_on_both_sides(const Metric& metric, const std::vector<Pair>& pairs) {
  return std::any_of(pairs.begin(), pairs.end(),
                     [&](const Pair& pair) { return has(pair.a, metric) && has(pair.b, metric); });
}

std::vector<std::string> metrics_on_both_sides(const std::vector<Pair>& pairs) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) {
    if (is_on_both_sides(metric, pairs)) names.emplace_back(metric.name);
  }
  return names;
}

// The metrics asked for that were measured on both sides of a pair.
Metrics measured_metrics(const std::vector<std::string>& names, const std::vector<Pair>& pairs) {
  Metrics metrics;
  for (const std::string& name : names.empty() ? kDefaultMetrics : names) {
    const Metric& metric = find_metric(name);
    if (is_on_both_sides(metric, pairs)) metrics.push_back(&metric);
  }
  if (metrics.empty()) {
    const std::vector<std::string> there = metrics_on_both_sides(pairs);
    throw Error(there.empty()
                    ? "no metric was measured in the same mode on both sides"
                    : "none of these metrics was measured on both sides; with --metric: " +
                          join(there, ", "),
                Exit::kNotComparable);
  }
  return metrics;
}

// "2,310 -> 2,150, 0.931 [0.912, 0.948]"
TableCell noisy_cell_of(const Pair& pair, const Metric& metric) {
  const Pair timed{pair.keys, of_mode(pair.a, metric.mode), of_mode(pair.b, metric.mode)};
  if (timed.a.empty() || timed.b.empty()) return "-";
  const std::optional<NoisyResult> result = noisy_result(timed.a, timed.b, metric);
  TableCell cell = noisy_cell(result);
  if (result) cell.text = figure(result->a) + " -> " + figure(result->b) + ", " + cell.text;
  return cell;
}

TableCell cell_of(const Pair& pair, const Metric& metric) {
  if (!applies(pair.a) || !applies(pair.b)) return "n/a";
  if (!is_counted(metric)) return noisy_cell_of(pair, metric);
  return exact_cell(exact_value(pair.a, metric), exact_value(pair.b, metric));
}

std::vector<std::string> shown(const CompareOptions& options) {
  std::vector<std::string> keys = options.row.keys();
  for (const std::string& key : options.col.keys()) keys.push_back(key);
  return keys;
}

// Which keys name a row: those asked for, else the scenario and whatever varies.
std::vector<std::string> row_keys(const CompareOptions& options, const std::vector<Pair>& pairs) {
  std::vector<std::string> keys = options.row.keys();
  if (!keys.empty()) return keys;
  for (const std::string& key : keys_of(pairs)) {
    if (options.col.names(key)) continue;
    const bool varies = std::any_of(pairs.begin(), pairs.end(), [&](const Pair& pair) {
      return at(pair.keys, key) != at(pairs.front().keys, key);
    });
    if (key == "scenario" || varies) keys.push_back(key);
  }
  return keys;
}

// Exact figures do not depend on the allocator: where all of them agree, one line stands for all.
std::vector<Pair> without_allocators(const std::vector<Pair>& pairs, const Metrics& metrics) {
  std::vector<Pair> merged;
  for (const Pair& pair : pairs) {
    CellKeys keys = pair.keys;
    keys.erase("alloc");
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const Pair& other) { return other.keys == keys; });
    if (same == merged.end()) {
      merged.push_back({keys, pair.a, pair.b});
      continue;
    }
    for (const Metric* metric : metrics) {
      if (cell_of(*same, *metric).text != cell_of(pair, *metric).text) return pairs;
    }
  }
  return merged;
}

std::vector<std::string> values_at(const CellKeys& keys, const std::vector<std::string>& names) {
  std::vector<std::string> values;
  for (const std::string& name : names) values.push_back(at(keys, name));
  return values;
}

Table start_table(const std::string& title, const std::vector<std::string>& keys) {
  Table table;
  table.title = title;
  for (const std::string& key : keys) table.columns.push_back({key, Align::kLeft});
  return table;
}

Error several_in_one(const Pair& pair) {
  return usage_error("several cells fall into one at " + spell(pair.keys) +
                     ": add a key to --row or --col, or fix it with --filter");
}

// One table in which each metric is a column.
Table by_metric(const std::string& title, const std::vector<Pair>& pairs,
                const std::vector<std::string>& keys, const Metrics& metrics) {
  Table table = start_table(title, keys);
  for (const Metric* metric : metrics) {
    table.columns.push_back({std::string(metric->name), Align::kRight});
  }
  std::set<std::vector<std::string>> seen;
  for (const Pair& pair : pairs) {
    const std::vector<std::string> names = values_at(pair.keys, keys);
    if (!seen.insert(names).second) throw several_in_one(pair);
    std::vector<TableCell> row(names.begin(), names.end());
    for (const Metric* metric : metrics) row.push_back(cell_of(pair, *metric));
    table.rows.push_back(std::move(row));
  }
  return table;
}

size_t position(std::vector<std::vector<std::string>>& known, std::vector<std::string> names) {
  const auto found = std::find(known.begin(), known.end(), names);
  if (found != known.end()) return static_cast<size_t>(found - known.begin());
  known.push_back(std::move(names));
  return known.size() - 1;
}

// One table of one metric, whose columns are the values of the --col keys.
Table by_column(const std::string& title, const std::vector<Pair>& pairs,
                const std::vector<std::string>& keys, const Selection& col, const Metric& metric) {
  const std::vector<std::string> column_keys = col.keys();
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<std::string>> columns;
  std::map<std::pair<size_t, size_t>, TableCell> cells;
  for (const Pair& pair : pairs) {
    const size_t row = position(rows, values_at(pair.keys, keys));
    const size_t column = position(columns, values_at(pair.keys, column_keys));
    if (!cells.emplace(std::make_pair(row, column), cell_of(pair, metric)).second) {
      throw several_in_one(pair);
    }
  }
  Table table = start_table(title, keys);
  for (const auto& column : columns) table.columns.push_back({join(column, " "), Align::kRight});
  for (size_t r = 0; r < rows.size(); ++r) {
    std::vector<TableCell> line(rows[r].begin(), rows[r].end());
    for (size_t c = 0; c < columns.size(); ++c) {
      const auto found = cells.find({r, c});
      line.push_back(found == cells.end() ? TableCell("-") : found->second);
    }
    table.rows.push_back(std::move(line));
  }
  return table;
}

std::vector<Sample> samples_in(const std::vector<Pair>& pairs) {
  std::vector<Sample> samples;
  for (const Pair& pair : pairs) {
    samples.insert(samples.end(), pair.a.begin(), pair.a.end());
    samples.insert(samples.end(), pair.b.begin(), pair.b.end());
  }
  return samples;
}

bool names_allocators(const CompareOptions& options) {
  return options.a.names("alloc") || options.b.names("alloc") || options.row.names("alloc") ||
         options.col.names("alloc");
}

// The tables of exact metrics, or those of the others.
void add_tables(std::vector<Table>& tables, const std::string& title, std::vector<Pair> pairs,
                const CompareOptions& options, const Metrics& metrics, bool exact) {
  if (metrics.empty()) return;
  std::string note;
  if (exact && !names_allocators(options)) {
    std::set<std::string> allocators;
    for (const Pair& pair : pairs) allocators.insert(at(pair.keys, "alloc"));
    const size_t before = pairs.size();
    pairs = without_allocators(pairs, metrics);
    if (pairs.size() < before) {
      note = "identical under " +
             join(std::vector<std::string>(allocators.begin(), allocators.end()), ", ") +
             bounded_exception(samples_in(pairs));
    }
  }
  const std::vector<std::string> keys = row_keys(options, pairs);
  if (options.col.empty()) {
    tables.push_back(by_metric(title, pairs, keys, metrics));
  } else {
    for (const Metric* metric : metrics) {
      tables.push_back(
          by_column(std::string(metric->name) + ", " + title, pairs, keys, options.col, *metric));
    }
  }
  if (!note.empty()) tables.back().notes.push_back(note);
}

void add_notes(std::vector<Table>& tables, const std::vector<Pair>& pairs, const Metrics& metrics) {
  for (const Pair& pair : pairs) {
    for (const Metric* metric : metrics) {
      const auto result =
          noisy_result(of_mode(pair.a, metric->mode), of_mode(pair.b, metric->mode), *metric);
      if (!result || result->interleaved) continue;
      tables.back().notes.push_back(
          "the sides were measured in different runs, not interleaved: a drift of the machine "
          "between them looks like an effect");
      return;
    }
  }
}

}  // namespace

std::vector<Table> compare(const std::vector<Record>& records, const CompareOptions& options) {
  const std::vector<Sample> samples = samples_of(records);
  std::vector<Pair> pairs =
      pair_sides(samples, options.a, options.b, options.filter, shown(options));
  std::erase_if(pairs, [&](const Pair& pair) {
    return !options.row.matches(pair.keys) || !options.col.matches(pair.keys);
  });
  if (pairs.empty()) throw usage_error("no cell is left in the rows and columns asked for");
  const Metrics measured = measured_metrics(options.metrics, pairs);
  const std::vector<std::string> accepted = check_comparable(pairs, measured, options.rules);
  Metrics exact;
  Metrics bounded;
  Metrics noisy;
  for (const Metric* metric : measured) {
    const bool is_exact = metric->metric_class == MetricClass::kExact;
    (is_exact ? exact : is_counted(*metric) ? bounded : noisy).push_back(metric);
  }
  const std::string sides = options.a.text() + " -> " + options.b.text();
  std::vector<Table> tables;
  const std::vector<Sample> compared = samples_in(pairs);
  add_tables(tables, sides + " (counted, exact" + bounded_exception(compared) + ")", pairs, options,
             exact, true);
  add_tables(tables, sides + " (counted, bounded)", pairs, options, bounded, false);
  add_tables(tables, sides + " (timed: a -> b, ratio [95 % interval], ~ not resolved)", pairs,
             options, noisy, false);
  if (!noisy.empty()) add_notes(tables, pairs, noisy);
  for (std::string& note : not_applicable_notes(compared)) {
    tables.back().notes.push_back(std::move(note));
  }
  for (const std::string& note : accepted) tables.back().notes.push_back(note);
  return tables;
}

}  // namespace heapdyno

#include "harness/show/summary.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "harness/base/words.h"
#include "harness/figures/control.h"
#include "harness/show/figures_table.h"

namespace heapdyno {
namespace {

// A line of a table: scenario, and its phase where a scenario measures several.
struct Line {
  std::string scenario;
  std::string phase;
  auto operator<=>(const Line&) const = default;
};

Line line_of(const Sample& sample) {
  return {value_of(sample, "scenario"), value_of(sample, "phase")};
}

class Matrix {
 public:
  Matrix(const std::vector<Record>& records, Mode mode) {
    for (Sample& sample : samples_of(records)) {
      if (value_of(sample, "mode") != name_of(mode)) continue;
      (value_of(sample, "store") == "null" ? null_ : samples_).push_back(std::move(sample));
    }
  }

  bool empty() const { return samples_.empty(); }
  const std::vector<Sample>& samples() const { return samples_; }

  // In the order of the scenarios' names, phases as they ran.
  std::vector<Line> lines() const {
    std::vector<Line> lines;
    for (const Sample& sample : samples_) {
      const Line line = line_of(sample);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
    }
    std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
      return comes_before(a.scenario, b.scenario);
    });
    return lines;
  }

  std::vector<std::string> allocators() const {
    return ordered("glibc", values_of(samples_, "alloc"));
  }

  std::vector<std::string> configurations() const {
    std::vector<std::string> names;
    for (const Sample& sample : samples_) {
      const std::string name = configuration_of(*sample.keys);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return ordered("baseline", std::move(names));
  }

  // Empty `allocator` or `configuration`: any.
  std::vector<Sample> at(const Line& line, const std::string& configuration,
                         const std::string& allocator) const {
    std::vector<Sample> chosen;
    for (const Sample& sample : samples_) {
      if (line_of(sample) == line &&
          (configuration.empty() || configuration_of(*sample.keys) == configuration) &&
          (allocator.empty() || value_of(sample, "alloc") == allocator)) {
        chosen.push_back(sample);
      }
    }
    return chosen;
  }

  std::vector<Sample> null_at(const Line& line) const {
    std::vector<Sample> chosen;
    for (const Sample& sample : null_) {
      if (line_of(sample) == line) chosen.push_back(sample);
    }
    return chosen;
  }

  // "jemalloc 5.3.0, ..."
  std::string versions() const {
    std::vector<std::string> texts;
    for (const std::string& name : allocators()) {
      for (const Sample& sample : samples_) {
        if (value_of(sample, "alloc") != name) continue;
        texts.push_back(name + " " + short_version(sample.record->allocator_version));
        break;
      }
    }
    return join(texts, ", ");
  }

 private:
  static std::vector<std::string> ordered(const std::string& first,
                                          std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    std::stable_partition(names.begin(), names.end(),
                          [&](const std::string& name) { return name == first; });
    return names;
  }

  std::vector<Sample> samples_;
  std::vector<Sample> null_;
};

// The scenario, with its phase where it measures several.
std::string label_of(const Line& line, const std::vector<Line>& lines) {
  const auto same = [&](const Line& other) { return other.scenario == line.scenario; };
  const bool several = std::count_if(lines.begin(), lines.end(), same) > 1;
  return line.scenario + (several ? " " + line.phase : "");
}

std::string percent_more(double ratio) { return signed_fixed(100 * (ratio - 1), 1) + " %"; }

void add_notes(Table& table, std::vector<std::string> notes) {
  table.notes.insert(table.notes.end(), notes.begin(), notes.end());
}

TableCell exact_figure(const std::optional<ExactValue>& value) {
  if (!value) return "-";
  return figure_cell(text_of(*value), value->low);
}

// "1.204 (-64.7 %)": against the first configuration.
TableCell against(const std::optional<ExactValue>& base, const std::optional<ExactValue>& value) {
  TableCell cell = exact_figure(value);
  if (!base || !value || base->low == 0) return cell;
  cell.text += " (" + percent_more(value->low / base->low) + ")";
  return cell;
}

Table allocation_table(const Matrix& matrix) {
  const Metric& metric = find_metric("allocs/op");
  const std::vector<std::string> configurations = matrix.configurations();
  const std::vector<Line> lines = matrix.lines();
  Table table;
  const std::string exception = bounded_exception(matrix.samples());
  table.title = "Allocations per operation, counted (exact" + exception + ")";
  table.columns.push_back({"scenario", Align::kLeft});
  table.columns.push_back({"operations", Align::kRight});
  for (const std::string& name : configurations) table.columns.push_back({name, Align::kRight});
  bool identical = true;
  for (const Line& line : lines) {
    std::vector<TableCell> row = {label_of(line, lines)};
    row.push_back(exact_figure(exact_value(matrix.at(line, "", ""), find_metric("operations"))));
    const auto base = exact_value(matrix.at(line, configurations.front(), ""), metric);
    for (const std::string& name : configurations) {
      const std::vector<Sample> samples = matrix.at(line, name, "");
      const auto value = exact_value(samples, metric);
      identical &= !value || value->holds();
      if (!applies(samples)) {
        row.push_back("n/a");
        continue;
      }
      row.push_back(name == configurations.front() ? exact_figure(value) : against(base, value));
    }
    table.rows.push_back(std::move(row));
  }
  if (matrix.allocators().size() > 1 && identical) {
    table.notes.push_back("identical under " + matrix.versions() + exception);
  }
  add_notes(table, not_applicable_notes(matrix.samples()));
  return table;
}

// "the driver's own cost, by a store that does nothing: 31.2 ns/op fill-random, ..."
std::string driver_cost(const Matrix& matrix, const std::vector<Line>& lines) {
  std::vector<std::string> costs;
  for (const Line& line : lines) {
    const auto cost = typical(matrix.null_at(line), find_metric("ns/op"));
    if (!cost) continue;
    costs.push_back(label_of(line, lines) + " " + figure(*cost));
  }
  if (costs.empty()) return "the driver's own cost was not measured";
  return "of which the driver's own cost, by a store that does nothing, in ns/op: " +
         join(costs, ", ");
}

int most_blocks(const std::vector<Record>& records) {
  int blocks = 0;
  for (const Record& record : records) {
    if (record.keys.at("mode") == name_of(Mode::kTime)) {
      blocks = std::max(blocks, record.block + 1);
    }
  }
  return blocks;
}

std::string rounds_text(int rounds) { return number_of(static_cast<uint64_t>(rounds), "round"); }

TableCell typical_cell(const std::vector<Sample>& samples, const Metric& metric) {
  if (!applies(samples)) return "n/a";
  const std::optional<double> value = typical(samples, metric);
  if (!value) return "-";
  return number_cell(*value);
}

struct Sides {
  std::vector<Sample> a;
  std::vector<Sample> b;
};

// To each row as many ratios as it has columns left. `sides`: row by row.
void add_ratios(Table& table, const std::vector<Sides>& sides, const Metric& metric) {
  std::vector<std::optional<NoisyResult>> results;
  for (const Sides& cell : sides) results.push_back(noisy_result(cell.a, cell.b, metric));
  const std::vector<NoisyLine> lines = judge_grid(std::move(results), margin_of(metric));
  size_t next = 0;
  for (std::vector<TableCell>& row : table.rows) {
    for (; row.size() < table.columns.size(); ++next) {
      const bool both = applies(sides[next].a) && applies(sides[next].b);
      row.push_back(both ? noisy_cell(lines[next]) : "n/a");
    }
  }
  add_notes(table, grid_notes(metric, lines));
}

Table allocator_table(const Matrix& matrix, int rounds) {
  const Metric& metric = find_metric("ns/op");
  const std::vector<std::string> allocators = matrix.allocators();
  const std::vector<Line> lines = matrix.lines();
  const std::string& base = allocators.front();
  Table table;
  table.title = "Time per operation by allocator, " + rounds_text(rounds) +
                (allocators.size() > 1 ? " (ratio to " + base + "; ~ not detected)" : "");
  table.columns.push_back({"scenario", Align::kLeft});
  table.columns.push_back({"variant", Align::kLeft});
  table.columns.push_back({base + " ns/op", Align::kRight});
  for (size_t i = 1; i < allocators.size(); ++i) {
    table.columns.push_back({allocators[i], Align::kRight});
  }
  std::vector<Sides> sides;
  for (const Line& line : lines) {
    for (const std::string& configuration : matrix.configurations()) {
      const std::vector<Sample> a = matrix.at(line, configuration, base);
      table.rows.push_back({label_of(line, lines), configuration, typical_cell(a, metric)});
      for (size_t i = 1; i < allocators.size(); ++i) {
        sides.push_back({a, matrix.at(line, configuration, allocators[i])});
      }
    }
  }
  add_ratios(table, sides, metric);
  table.notes.push_back(driver_cost(matrix, lines));
  add_notes(table, not_applicable_notes(matrix.samples()));
  return table;
}

Table variant_table(const Matrix& matrix, const std::string& base, const std::string& variant,
                    int rounds) {
  const Metric& metric = find_metric("ns/op");
  const std::vector<Line> lines = matrix.lines();
  Table table;
  table.title = "Time per operation of " + variant + " against " + base + ", " +
                rounds_text(rounds) + " (ratio; ~ not detected)";
  table.columns.push_back({"scenario", Align::kLeft});
  for (const std::string& allocator : matrix.allocators()) {
    table.columns.push_back({allocator, Align::kRight});
  }
  std::vector<Sides> sides;
  for (const Line& line : lines) {
    table.rows.push_back({label_of(line, lines)});
    for (const std::string& allocator : matrix.allocators()) {
      sides.push_back({matrix.at(line, base, allocator), matrix.at(line, variant, allocator)});
    }
  }
  add_ratios(table, sides, metric);
  table.notes.push_back(driver_cost(matrix, lines));
  return table;
}

}  // namespace

std::vector<Table> summarize(const std::vector<Record>& records) {
  std::vector<Table> tables;
  const Matrix counted(records, Mode::kCount);
  if (!counted.empty()) tables.push_back(allocation_table(counted));
  for (const auto of_mode : {instruction_tables, memory_tables, latency_tables})
    for (Table& table : of_mode(records)) tables.push_back(std::move(table));
  const Matrix timed(records, Mode::kTime);
  if (timed.empty()) return tables;
  const int rounds = most_blocks(records);
  tables.push_back(allocator_table(timed, rounds));
  const std::vector<std::string> configurations = timed.configurations();
  for (size_t i = 1; i < configurations.size(); ++i) {
    tables.push_back(variant_table(timed, configurations.front(), configurations[i], rounds));
  }
  add_notes(tables.back(), control_notes({control_of(records, find_metric("ns/op"))}));
  return tables;
}

}  // namespace heapdyno

#include "harness/compare/noisy_table.h"

#include <algorithm>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

// The lines of a grid, column after column.
class Judged {
 public:
  Judged(const Grid& grid, const CompareOptions& options) : grid_(grid), options_(options) {
    const size_t together = grid.metric == nullptr ? 1 : grid.columns.size();
    for (size_t column = 0; column < grid.columns.size(); column += together) {
      judge(column, column + together);
    }
  }

  std::span<const NoisyLine> all() const { return lines_; }
  std::span<const NoisyLine> column(size_t column) const {
    return all().subspan(column * grid_.rows.size(), grid_.rows.size());
  }

 private:
  // All columns are of one metric.
  void judge(size_t first, size_t last) {
    const Metric& metric = *grid_.columns[first].metric;
    std::vector<std::optional<NoisyResult>> results;
    for (size_t column = first; column < last; ++column) {
      for (const Grid::Row& row : grid_.rows) {
        const Pair* const line = row.lines[column];
        results.push_back(line == nullptr ? std::nullopt : noisy_line(*line, metric));
      }
    }
    for (NoisyLine& line : judge_grid(std::move(results), options_.margin_for(metric))) {
      lines_.push_back(std::move(line));
    }
  }

  const Grid& grid_;
  const CompareOptions& options_;
  std::vector<NoisyLine> lines_;
};

TableCell cell_with_sides(const NoisyLine& line) {
  TableCell cell = noisy_cell(line);
  if (!line.result) return cell;
  cell.text = figure(line.result->a) + " -> " + figure(line.result->b) + ", " + cell.text;
  return cell;
}

TableCell cell_of(const Pair* line, const NoisyLine& judged, const Metric& metric) {
  if (line != nullptr && !applies(*line)) return "n/a";
  if (line != nullptr && !judged.result) return zero_cell(zero_rounds(*line, metric));
  return cell_with_sides(judged);
}

TableCell mean_cell(std::span<const NoisyLine> lines, double margin) {
  std::vector<NoisyResult> results;
  for (const NoisyLine& line : lines) {
    if (line.result) results.push_back(*line.result);
  }
  if (results.size() < 2) return "-";
  return cell_with_sides(judged(geometric_mean(results), margin));
}

// "margin: ns/op 2 %, rss_anon 1 %"
std::string margins_text(const Metrics& metrics, const CompareOptions& options) {
  std::vector<std::string> texts;
  for (const Metric* metric : metrics) {
    texts.push_back(std::string(metric->name) + " " + share_text(options.margin_for(*metric)));
  }
  return "margin: " + join(texts, ", ");
}

bool is_interleaved(const NoisyLine& line) { return !line.result || line.result->interleaved; }

void add_notes(Table& table, const Grid& grid, const Judged& judged,
               const CompareOptions& options) {
  Metrics metrics;
  if (grid.metric != nullptr) metrics = {grid.metric};
  for (size_t column = 0; grid.metric == nullptr && column < grid.columns.size(); ++column) {
    metrics.push_back(grid.columns[column].metric);
  }
  table.notes.push_back(margins_text(metrics, options));
  for (size_t i = 0; i < metrics.size(); ++i) {
    const auto lines = grid.metric == nullptr ? judged.column(i) : judged.all();
    for (std::string& note : grid_notes(*metrics[i], lines)) table.notes.push_back(std::move(note));
  }
  if (!std::all_of(judged.all().begin(), judged.all().end(), is_interleaved)) {
    table.notes.push_back(
        "the sides were measured in different runs, not interleaved: a drift of the machine "
        "between them looks like an effect");
  }
}

}  // namespace

std::optional<NoisyResult> noisy_line(const Pair& line, const Metric& metric) {
  const Pair timed = of_mode(line, metric.mode);
  if (!applies(line) || timed.a.empty() || timed.b.empty()) return std::nullopt;
  return noisy_result(timed.a, timed.b, metric);
}

ZeroRounds zero_rounds(const Pair& line, const Metric& metric) {
  if (!is_measured(line.a, metric) || !is_measured(line.b, metric)) return {};
  return zero_rounds(of_mode(line.a, metric.mode), of_mode(line.b, metric.mode), metric);
}

Table noisy_table(const Grid& grid, const std::string& sides, const CompareOptions& options) {
  const Judged judged(grid, options);
  Table table =
      start_table(grid, sides + " (timed: a -> b, ratio [" + confidence_text(judged.all()) +
                            " interval] verdict, ~ not detected)");
  std::vector<TableCell> means;
  for (size_t column = 0; column < grid.columns.size(); ++column) {
    const std::span<const NoisyLine> lines = judged.column(column);
    const Metric& metric = *grid.columns[column].metric;
    for (size_t row = 0; row < grid.rows.size(); ++row) {
      table.rows[row].push_back(cell_of(grid.rows[row].lines[column], lines[row], metric));
    }
    means.push_back(mean_cell(lines, options.margin_for(metric)));
  }
  add_mean_row(table, grid, means);
  add_notes(table, grid, judged, options);
  return table;
}

}  // namespace heapdyno

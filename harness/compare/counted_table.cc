#include "harness/compare/counted_table.h"

#include <cmath>

namespace heapdyno {
namespace {

// "ratio 0.312 (37 of 39)": of the rows in which both sides are above 0.
TableCell mean_ratio(const Grid& grid, size_t column) {
  const Metric& metric = *grid.columns[column].metric;
  double sum = 0;
  double rows = 0;
  for (const Grid::Row& row : grid.rows) {
    if (row.lines[column] == nullptr) continue;
    const auto a = exact_value(row.lines[column]->a, metric);
    const auto b = exact_value(row.lines[column]->b, metric);
    if (!a || !b || a->low <= 0 || b->low <= 0) continue;
    sum += std::log(b->low / a->low);
    rows += 1;
  }
  if (rows < 2) return "-";
  const double ratio = std::exp(sum / rows);
  const double all = static_cast<double>(grid.rows.size());
  TableCell cell("ratio " + figure(ratio) +
                 (rows < all ? " (" + figure(rows) + " of " + figure(all) + ")" : ""));
  cell.figures = {{"ratio", ratio}, {"rows", rows}};
  return cell;
}

}  // namespace

TableCell counted_cell(const Pair& line, const Metric& metric) {
  if (!applies(line)) return "n/a";
  return exact_cell(exact_value(line.a, metric), exact_value(line.b, metric));
}

Table counted_table(const Grid& grid, const std::string& title) {
  Table table = start_table(grid, title);
  std::vector<TableCell> means;
  for (size_t column = 0; column < grid.columns.size(); ++column) {
    for (size_t row = 0; row < grid.rows.size(); ++row) {
      const Pair* const line = grid.rows[row].lines[column];
      table.rows[row].push_back(
          line == nullptr ? "-" : counted_cell(*line, *grid.columns[column].metric));
    }
    means.push_back(mean_ratio(grid, column));
  }
  add_mean_row(table, grid, means);
  return table;
}

}  // namespace heapdyno

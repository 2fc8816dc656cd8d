#include "harness/compare/grid.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

// Which keys name a row: those asked for, else the scenario and whatever varies.
std::vector<std::string> row_keys(const CompareOptions& options, const std::vector<Pair>& lines) {
  std::vector<std::string> keys = options.row.keys();
  if (!keys.empty()) return keys;
  for (const std::string& key : keys_of(lines)) {
    if (options.col.names(key)) continue;
    const bool varies = std::any_of(lines.begin(), lines.end(), [&](const Pair& line) {
      return value_of(line.keys, key) != value_of(lines.front().keys, key);
    });
    if (key == "scenario" || varies) keys.push_back(key);
  }
  return keys;
}

std::vector<std::string> values_at(const CellKeys& keys, const std::vector<std::string>& names) {
  std::vector<std::string> values;
  for (const std::string& name : names) values.push_back(value_of(keys, name));
  return values;
}

Error several_in_one(const Pair& line) {
  return usage_error("several cells fall into one at " + spell(line.keys) +
                     ": add a key to --row or --col, or fix it with --filter");
}

// Each metric is a column.
Grid by_metric(const std::vector<Pair>& lines, std::vector<std::string> keys,
               const Metrics& metrics) {
  Grid grid;
  grid.keys = std::move(keys);
  for (const Metric* metric : metrics) grid.columns.push_back({std::string(metric->name), metric});
  for (const Pair& line : lines) {
    Grid::Row row{values_at(line.keys, grid.keys), {}};
    row.lines.assign(metrics.size(), &line);
    const auto same = [&](const Grid::Row& other) { return other.names == row.names; };
    if (std::any_of(grid.rows.begin(), grid.rows.end(), same)) throw several_in_one(line);
    grid.rows.push_back(std::move(row));
  }
  return grid;
}

size_t column_at(Grid& grid, const std::string& name, const Metric& metric) {
  const auto found = std::find_if(grid.columns.begin(), grid.columns.end(),
                                  [&](const Grid::Column& column) { return column.name == name; });
  if (found != grid.columns.end()) return static_cast<size_t>(found - grid.columns.begin());
  grid.columns.push_back({name, &metric});
  for (Grid::Row& row : grid.rows) row.lines.push_back(nullptr);
  return grid.columns.size() - 1;
}

Grid::Row& row_at(Grid& grid, std::vector<std::string> names) {
  const auto found = std::find_if(grid.rows.begin(), grid.rows.end(),
                                  [&](const Grid::Row& row) { return row.names == names; });
  if (found != grid.rows.end()) return *found;
  grid.rows.push_back({std::move(names), {}});
  grid.rows.back().lines.assign(grid.columns.size(), nullptr);
  return grid.rows.back();
}

// Of one metric, whose columns are the values of the --col keys.
Grid by_column(const std::vector<Pair>& lines, std::vector<std::string> keys, const Selection& col,
               const Metric& metric) {
  const std::vector<std::string> column_keys = col.keys();
  Grid grid;
  grid.keys = std::move(keys);
  grid.metric = &metric;
  for (const Pair& line : lines) {
    const size_t column = column_at(grid, join(values_at(line.keys, column_keys), " "), metric);
    const Pair*& cell = row_at(grid, values_at(line.keys, grid.keys)).lines[column];
    if (cell != nullptr) throw several_in_one(line);
    cell = &line;
  }
  return grid;
}

}  // namespace

Grid rows_of(const std::vector<Pair>& lines, const CompareOptions& options) {
  Grid grid;
  grid.keys = row_keys(options, lines);
  for (const std::string& key : options.col.keys()) grid.keys.push_back(key);
  for (const Pair& line : lines) grid.rows.push_back({values_at(line.keys, grid.keys), {}});
  return grid;
}

std::vector<Grid> grids_of(const std::vector<Pair>& lines, const CompareOptions& options,
                           const Metrics& metrics) {
  const std::vector<std::string> keys = row_keys(options, lines);
  if (options.col.empty()) return {by_metric(lines, keys, metrics)};
  std::vector<Grid> grids;
  for (const Metric* metric : metrics) {
    grids.push_back(by_column(lines, keys, options.col, *metric));
  }
  return grids;
}

Table start_table(const Grid& grid, const std::string& title) {
  Table table;
  table.title = (grid.metric == nullptr ? "" : std::string(grid.metric->name) + ", ") + title;
  for (const std::string& key : grid.keys) table.columns.push_back({key, Align::kLeft});
  for (const Grid::Column& column : grid.columns) table.columns.push_back({column.name});
  for (const Grid::Row& row : grid.rows) {
    table.rows.emplace_back(row.names.begin(), row.names.end());
  }
  return table;
}

void add_mean_row(Table& table, const Grid& grid, const std::vector<TableCell>& means) {
  const bool any = std::any_of(means.begin(), means.end(),
                               [](const TableCell& cell) { return cell.text != "-"; });
  if (grid.rows.size() < 2 || !any) return;
  std::vector<TableCell> row = {"geomean"};
  row.resize(grid.keys.size());
  row.insert(row.end(), means.begin(), means.end());
  table.rows.push_back(std::move(row));
}

}  // namespace heapdyno

// The lines of a comparison by row and column, and what its tables have in common. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/compare/lines.h"

namespace heapdyno {

// A column is a metric, or where --col says so the values of keys. Borrows the lines.
struct Grid {
  struct Column {
    std::string name;
    const Metric* metric = nullptr;
  };
  struct Row {
    std::vector<std::string> names;  // as long as keys
    std::vector<const Pair*> lines;  // as long as columns; null: there is none
  };
  std::vector<std::string> keys;  // that name a row
  std::vector<Column> columns;
  std::vector<Row> rows;
  const Metric* metric = nullptr;  // of all columns; null: each has its own
};

// The rows alone, named by what --row says, else by the scenario and whatever varies, and by --col.
Grid rows_of(const std::vector<Pair>& lines, const CompareOptions& options);

// One grid of all metrics, or one for each where columns are asked for. Throws a usage error when
// several lines fall into one cell.
std::vector<Grid> grids_of(const std::vector<Pair>& lines, const CompareOptions& options,
                           const Metrics& metrics);

// Its columns, and of each row the names; the metric, where it is one, stands before the title.
Table start_table(const Grid& grid, const std::string& title);

// The last row, of the columns' geometric means, where there are several rows and one has a mean.
void add_mean_row(Table& table, const Grid& grid, const std::vector<TableCell>& means);

}  // namespace heapdyno

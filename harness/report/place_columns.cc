#include "harness/report/place_columns.h"

#include <algorithm>

namespace heapdyno {

PlaceColumns::PlaceColumns(const std::vector<ReportCell>& cells, ShowAllocators allocators)
    : has_allocators_(allocators == ShowAllocators::kYes) {
  for (const ReportCell& cell : cells) {
    has_inputs_ |= cell.in != cells.front().in;
    has_loads_ |= !cell.load.text.empty();
  }
}

std::vector<Column> PlaceColumns::columns() const {
  std::vector<Column> columns;
  if (has_inputs_) columns.push_back({"in", Align::kLeft});
  for (const char* const name : {"scenario", "phase", "variant"})
    columns.push_back({name, Align::kLeft});
  if (has_allocators_) columns.push_back({"alloc", Align::kLeft});
  if (has_loads_) columns.push_back({"load", Align::kRight});
  return columns;
}

std::vector<TableCell> PlaceColumns::row(const ReportCell& cell) const {
  std::vector<TableCell> row;
  if (has_inputs_) row.emplace_back(cell.in);
  row.emplace_back(cell.scenario.text);
  row.emplace_back(cell.phase);
  row.emplace_back(cell.configuration());
  if (has_allocators_) row.emplace_back(cell.alloc);
  if (has_loads_) row.emplace_back(cell.load.text.empty() ? "" : cell.load.text + " %");
  return row;
}

}  // namespace heapdyno

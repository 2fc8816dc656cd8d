// The columns in which a section's rows say which cell they are of; filters and charts find them by
// these names. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/report/report_cell.h"

namespace heapdyno {

enum class ShowAllocators { kYes, kNo };

// scenario, phase, variant, and where any of these cells has them in (of several inputs), alloc and
// load.
class PlaceColumns {
 public:
  PlaceColumns(const std::vector<ReportCell>& cells, ShowAllocators allocators);

  std::vector<Column> columns() const;
  std::vector<TableCell> row(const ReportCell& cell) const;

 private:
  bool has_inputs_ = false;
  bool has_allocators_ = false;
  bool has_loads_ = false;
};

}  // namespace heapdyno

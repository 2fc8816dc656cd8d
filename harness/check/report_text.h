// A report for a terminal: findings under the cell that they are of, the most serious first, and a
// verdict in the last line.
//
//   fill-random (baseline)
//     increase, fill: put: +2.00 allocations/op: +1.00 Memtable::insert > std::string (engine/...
//       - heapdyno accept fill-random --reason "..."
//   check: 1 increase; 340 figures in 12 cells compared: exit 3
//
// All findings are in it, however many there are. Pure; any thread.
#pragma once

#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

void write_text(const CheckReport& report, std::ostream& out);

}  // namespace heapdyno

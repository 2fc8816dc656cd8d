// What a history says: the table of its steps, and a report with a chart for each metric. Pure; any
// thread.
#pragma once

#include "harness/base/table.h"
#include "harness/history/history.h"
#include "harness/report/report_data.h"

namespace heapdyno {

// A row for each step, in the order of the commits. `against`: what noisy metrics are ratios over, as it
// was typed; empty: nothing.
Table steps_table(const History& history, const std::string& against);

// `files`: how many were read. Throws a usage error where there is no line.
ReportData history_report(const History& history, const std::string& against, size_t files);

}  // namespace heapdyno

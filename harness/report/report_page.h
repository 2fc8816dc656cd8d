// A report as one HTML file: the page that scripts/report-assets made, filled in.
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "harness/builds/build_folder.h"
#include "harness/report/report_data.h"

namespace heapdyno {

// Stands in report/page/page.html and is raised, here and there, with every change of what the page
// reads: a page that was made before is refused.
inline constexpr int kPageVersion = 2;

// What the page reads, and nothing else: report/page/page.js. A cell of a table is its text, or
// where figures or words stand behind it [text, value, ...] in the order of its column's "fields".
nlohmann::ordered_json page_data(const ReportData& report);

// The text of page.html. Throws Error that says how to make it where it is not there or of another
// version.
std::string empty_page(const BuildFolder& folder);

// `page` is the text of page.html.
void write_page(std::ostream& out, const ReportData& report, const std::string& page);

// The report without pictures, for a pull request, whose comments have an end: long tables are cut,
// and say so. And all tables whole as CSV, each below a line "# ID".
void write_markdown(std::ostream& out, const ReportData& report);
void write_csv(std::ostream& out, const ReportData& report);

}  // namespace heapdyno

// A report's charts as SVG files, drawn by Node.js from the page's own libraries.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report_data.h"

namespace heapdyno {

// FOLDER/ID.svg of each section that has a chart; the folder is made where it is missing. Returns
// the files. `assets`: the folder that has page.html and draw-svg.cjs. Throws Error where node is
// not there or fails.
std::vector<std::string> draw_pictures(const ReportData& report, const std::string& assets,
                                       const std::string& folder);

}  // namespace heapdyno

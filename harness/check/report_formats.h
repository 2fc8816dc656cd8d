#pragma once
#include <ostream>
#include <string>
#include <vector>

#include "harness/check/check_report.h"
namespace heapdyno {
enum class CheckFormat { kText };
struct ReportRequest {
  std::string file;
};
inline std::vector<ReportRequest> parse_report_requests(const std::vector<std::string>&) {
  return {};
}
inline CheckFormat parse_check_format(const std::string&) { return CheckFormat::kText; }
inline void say_report(const CheckReport& report, CheckFormat, const std::vector<ReportRequest>&,
                       std::ostream& out) {
  size_t figures = 0;
  for (const CheckedCell& cell : report.cells) figures += cell.figures;
  for (const Finding& f : report.findings) {
    out << name_of(f.found) << ": " << f.scenario << " " << f.variant << " " << f.phase << ": "
        << f.text << "\n";
    if (!f.advice.empty()) out << "    -> " << f.advice << "\n";
    for (const SiteDelta& s : f.sites) out << "    " << text_of(s, f.operations) << "\n";
  }
  out << report.cells.size() << " cells, " << figures << " figures\n";
}
}  // namespace heapdyno

#include "harness/testing/test_check_reports.h"

#include <sstream>

namespace heapdyno {
namespace {

Finding finding_of(Found found, const char* scenario, const char* variant) {
  Finding finding;
  finding.found = found;
  finding.scenario = scenario;
  finding.variant = variant;
  return finding;
}

Finding increase() {
  Finding finding = finding_of(Found::kIncrease, "fill-random", "baseline");
  finding.phase = "fill";
  finding.operation = "put";
  finding.metric = "allocations";
  finding.before = 1000;
  finding.after = 3000;
  finding.operations = 1000;
  finding.sites = {
      {"put", "Db::put", "", {}, 1000, 8000},
      {"put", "Memtable::insert", "std::string", {"engine/store/memtable.cc", 88}, 1000, 32000}};
  finding.advice = "heapdyno accept fill-random --reason \"...\"";
  return finding;
}

Finding decrease() {
  Finding finding = finding_of(Found::kDecrease, "fill-random", "all");
  finding.phase = "fill";
  finding.metric = "flushes";
  finding.before = 12;
  finding.after = 11;
  finding.text = "The baseline has not accepted this.";
  return finding;
}

Finding moved() {
  Finding finding = finding_of(Found::kMoved, "get-random", "baseline");
  finding.phase = "get";
  finding.operation = "get";
  finding.metric = "allocations";
  finding.before = 500;
  finding.after = 500;
  finding.operations = 500;
  finding.sites = {{"get", "Table::find", "", {"engine/store/table.cc", 40}, 500, 0},
                   {"get", "Db::get", "", {"engine/db/db.cc", 120}, -500, 0}};
  finding.text = "get: as many allocations at other call sites";
  return finding;
}

Finding note() {
  Finding finding;
  finding.text = "compared with the baseline of gcc 12.1";
  return finding;
}

}  // namespace

CheckReport ordinary_report() {
  return {
      {{"fill-random", "baseline", 28}, {"fill-random", "all", 28}, {"get-random", "baseline", 20}},
      {increase(), decrease(), moved(), note()}};
}

CheckReport awkward_report() {
  Finding finding = finding_of(Found::kFailed, "a<b>&\"c\", 50 %", "x|y`z");
  finding.phase = "load: 1";
  finding.text = "ended with\r\n::error::signal 11\x1b[31m \xff \xEF\xBF\xBF ]]> @all #1";
  finding.sites = {
      {"put", "std::map<int, f()::{lambda()#1}>", "a|b``c", {"my dir/a,b%.cc", 7}, 1, 1}};
  return {{{finding.scenario, finding.variant, 1}}, {finding}};
}

CheckReport long_report(size_t increases) {
  CheckReport report;
  for (size_t i = 0; i < increases; ++i) {
    Finding finding = increase();
    finding.scenario = "bench-" + std::to_string(i);
    finding.sites[1].place.line = static_cast<int>(i) + 1;
    report.cells.push_back({finding.scenario, finding.variant, 28});
    report.findings.push_back(std::move(finding));
  }
  return report;
}

std::string written(const CheckReport& report, CheckFormat format) {
  std::ostringstream out;
  write_report(report, format, out);
  return out.str();
}

}  // namespace heapdyno

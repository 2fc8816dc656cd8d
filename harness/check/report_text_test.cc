#include "harness/check/report_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string text_of(const CheckReport& report) { return written(report, CheckFormat::kText); }

TEST(ReportText, FindingsStandUnderTheirCellAndTheVerdictIsLast) {
  EXPECT_EQ(text_of(ordinary_report()),
            R"(fill-random (baseline)
  increase, fill: put: +2.00 allocations/op: +1.00 Db::put, +1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)
    - heapdyno accept fill-random --reason "..."
fill-random (all)
  decrease, fill: -1 flushes (12 -> 11)
    - The baseline has not accepted this.
get-random (baseline)
  moved, get: get: as many allocations at other call sites: +1.00 Table::find (engine/store/table.cc:40), -1.00 Db::get (engine/db/db.cc:120)
check
  note: compared with the baseline of gcc 12.1
check: 1 increase, 1 decrease, 1 moved, 1 note; 76 figures in 3 cells compared: exit 3
)");
}

TEST(ReportText, WithoutFindingsItIsTheVerdict) {
  EXPECT_EQ(text_of({{{"fill-random", "all", 28}}, {}}),
            "check: no change; 28 figures in 1 cell compared: exit 0\n");
  EXPECT_EQ(text_of({}), "check: no change; nothing was compared: exit 0\n");
}

TEST(ReportText, NothingThatAProgramSaysBeginsALineOrMovesTheCursor) {
  EXPECT_EQ(text_of(awkward_report()),
            "a<b>&\"c\", 50 % (x|y`z)\n"
            "  failed, load: 1: ended with  ::error::signal 11 [31m \uFFFD \uFFFF ]]> @all #1: +1 "
            "std::map<int, f()::{lambda()#1}> > a|b``c (my dir/a,b%.cc:7)\n"
            "check: 1 failed; 1 figure in 1 cell compared: exit 1\n");
}

TEST(ReportText, WhatIsToBeDoneIsSaidOnceForACell) {
  CheckReport report = ordinary_report();
  report.findings.insert(report.findings.begin(), report.findings[0]);
  const std::string text = text_of(report);
  EXPECT_EQ(text.find("heapdyno accept"), text.rfind("heapdyno accept"));
}

TEST(ReportText, AMessageHasTheGreatestChangesAndCountsTheOthers) {
  CheckReport report = ordinary_report();
  std::vector<SiteDelta>& sites = report.findings[0].sites;
  sites.resize(1);
  for (const char* function : {"b", "c", "d", "e", "f", "g"})
    sites.push_back({"put", function, "", {}, 1000, 0});
  EXPECT_THAT(text_of(report), HasSubstr(": +1.00 Db::put, +1.00 b, +1.00 c, +1.00 d, +1.00 e, "
                                         "2 more sites\n"));
}

TEST(ReportText, AThousandFindingsAreAllSaid) {
  const std::string text = text_of(long_report(1000));
  EXPECT_THAT(text, HasSubstr("bench-999 (baseline)\n"));
  EXPECT_THAT(text, EndsWith("\ncheck: 1,000 increases; 28,000 figures in 1,000 cells compared: "
                             "exit 3\n"));
}

}  // namespace
}  // namespace heapdyno

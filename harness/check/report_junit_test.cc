#include "harness/check/report_junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string junit_of(const CheckReport& report) { return written(report, CheckFormat::kJunit); }

TEST(ReportJunit, AScenarioIsASuiteAndAVariantACase) {
  EXPECT_EQ(junit_of(ordinary_report()),
            R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="heapdyno check">
  <testsuite name="fill-random" tests="2" failures="2" errors="0" skipped="0">
    <testcase name="baseline" classname="fill-random" assertions="28">
      <failure type="increase" message="put: +2.00 allocations/op: +1.00 Db::put, +1.00 Memtable::insert &gt; std::string (engine/store/memtable.cc:88)">increase: fill-random (baseline), fill: put: +2.00 allocations/op: +1.00 Db::put, +1.00 Memtable::insert &gt; std::string (engine/store/memtable.cc:88)
heapdyno accept fill-random --reason &quot;...&quot;
</failure>
    </testcase>
    <testcase name="all" classname="fill-random" assertions="28">
      <failure type="decrease" message="-1 flushes (12 -&gt; 11)">decrease: fill-random (all), fill: -1 flushes (12 -&gt; 11)
The baseline has not accepted this.
</failure>
    </testcase>
  </testsuite>
  <testsuite name="get-random" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="baseline" classname="get-random" assertions="20">
      <system-out>moved: get-random (baseline), get: get: as many allocations at other call sites: +1.00 Table::find (engine/store/table.cc:40), -1.00 Db::get (engine/db/db.cc:120)
</system-out>
    </testcase>
  </testsuite>
  <testsuite name="check" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="check" classname="check" assertions="0">
      <system-out>note: check: compared with the baseline of gcc 12.1
</system-out>
    </testcase>
  </testsuite>
</testsuites>
)xml");
}

TEST(ReportJunit, WhatXmlCannotHoldIsReplaced) {
  const std::string xml = junit_of(awkward_report());
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"a&lt;b&gt;&amp;&quot;c&quot;, 50 %\" tests=\"1\" "
                             "failures=\"0\" errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<error type=\"failed\" message=\"ended with  ::error::signal 11 [31m "
                             "\uFFFD \uFFFD ]]&gt; @all #1: +1 std::map&lt;int, "));
}

TEST(ReportJunit, TheWorstOfACaseDecidesAndAllIsInItsText) {
  CheckReport report = ordinary_report();
  Finding& failed = *report.findings.insert(report.findings.begin(), report.findings[0]);
  failed.found = Found::kNotComparable;
  failed.text = "other work was done";
  failed.before.reset();
  const std::string xml = junit_of(report);
  EXPECT_THAT(xml, HasSubstr("failures=\"1\" errors=\"1\""));
  EXPECT_THAT(xml,
              HasSubstr("<error type=\"not comparable\" message=\"other work was done: +1.00 "));
  EXPECT_THAT(xml, HasSubstr("; 1 more finding\">"));
  EXPECT_THAT(xml, HasSubstr("\nincrease: fill-random (baseline), fill: put: +2.00"));
}

TEST(ReportJunit, AProgramIsACaseOfItsName) {
  EXPECT_THAT(junit_of({{{"my_benchmark", "", 4}}, {}}),
              HasSubstr("<testcase name=\"my_benchmark\" classname=\"my_benchmark\""));
}

TEST(ReportJunit, NothingCheckedIsNoSuite) {
  EXPECT_EQ(junit_of({}),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"heapdyno check\">\n"
            "</testsuites>\n");
}

TEST(ReportJunit, AThousandFindingsAreAThousandCases) {
  const std::string xml = junit_of(long_report(1000));
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"bench-999\" tests=\"1\" failures=\"1\""));
  EXPECT_THAT(xml, Not(HasSubstr("errors=\"1\"")));
}

}  // namespace
}  // namespace heapdyno

#include "harness/check/report_annotations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string annotations_of(const CheckReport& report) {
  return written(report, CheckFormat::kGithub);
}

TEST(ReportAnnotations, EachFindingIsACommandWithItsPlace) {
  EXPECT_EQ(
      annotations_of(ordinary_report()),
      R"(::error file=engine/store/memtable.cc,line=88,title=increase%3A fill-random (baseline)%2C fill::put: +2.00 allocations/op: +1.00 Db::put, +1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)%0Aheapdyno accept fill-random --reason "..."
::warning title=decrease%3A fill-random (all)%2C fill::-1 flushes (12 -> 11)%0AThe baseline has not accepted this.
::notice file=engine/store/table.cc,line=40,title=moved%3A get-random (baseline)%2C get::get: as many allocations at other call sites: +1.00 Table::find (engine/store/table.cc:40), -1.00 Db::get (engine/db/db.cc:120)
::notice title=note%3A check::compared with the baseline of gcc 12.1
)");
}

TEST(ReportAnnotations, PropertiesEscapeMoreThanMessages) {
  EXPECT_EQ(
      annotations_of(awkward_report()),
      "::error file=my dir/a%2Cb%25.cc,line=7,title=failed%3A a<b>&\"c\"%2C 50 %25 (x|y`z)%2C "
      "load%3A 1::ended with  ::error::signal 11 [31m \uFFFD \uFFFF ]]> @all #1: +1 "
      "std::map<int, f()::{lambda()#1}> > a|b``c (my dir/a,b%25.cc:7)\n");
}

TEST(ReportAnnotations, AFileOfWhichNoLineIsKnownIsNamedAlone) {
  CheckReport report = long_report(1);
  report.findings[0].sites[1].place.line = 0;
  EXPECT_THAT(annotations_of(report), HasSubstr("::error file=engine/store/memtable.cc,title="));
}

TEST(ReportAnnotations, APlaceThatIsGoneIsShownOnlyWhereNothingIsMore) {
  CheckReport report = long_report(1);
  std::vector<SiteDelta>& sites = report.findings[0].sites;
  sites[0] = {"put", "Db::gone", "", {"engine/db/db.cc", 7}, -9000, -72000};
  EXPECT_THAT(annotations_of(report), HasSubstr("::error file=engine/store/memtable.cc,line=1,"));
  sites.resize(1);
  EXPECT_THAT(annotations_of(report), HasSubstr("::error file=engine/db/db.cc,line=7,"));
}

TEST(ReportAnnotations, EachKindHasItsCommand) {
  const auto command_of = [](Found found) {
    CheckReport report;
    report.findings.emplace_back().found = found;
    const std::string line = annotations_of(report);
    return line.substr(0, line.find(' '));
  };
  for (const Found found :
       {Found::kFailed, Found::kNotComparable, Found::kIncrease, Found::kExpired})
    EXPECT_EQ(command_of(found), "::error");
  EXPECT_EQ(command_of(Found::kDecrease), "::warning");
  EXPECT_EQ(command_of(Found::kMoved), "::notice");
  EXPECT_EQ(command_of(Found::kNote), "::notice");
}

size_t lines_of(const std::string& text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(ReportAnnotations, NoMoreThanGithubShowsAndTheLastCountsTheRest) {
  EXPECT_EQ(lines_of(annotations_of(long_report(10))), 10U);
  const std::string many = annotations_of(long_report(1000));
  EXPECT_EQ(lines_of(many), 10U);
  EXPECT_THAT(many, HasSubstr("title=increase%3A bench-8 (baseline)"));
  EXPECT_THAT(many, EndsWith("\n::error title=heapdyno check::991 more findings in the step's log "
                             "and summary\n"));
}

TEST(ReportAnnotations, NothingFoundIsNothingSaid) { EXPECT_EQ(annotations_of({}), ""); }

}  // namespace
}  // namespace heapdyno

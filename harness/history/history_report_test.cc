#include "harness/history/history_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

History three_commits() {
  HistoryGatherer gatherer({{&find_metric("allocs/op")}, {}});
  uint64_t news = 300;
  for (const char* commit : {"first", "second", "third"}) {
    gatherer.add(record({.news = news, .background = 0, .commit = commit}));
    if (commit == std::string("first")) news = 400;
  }
  return gatherer.history({"first", "second", "third"});
}

TEST(HistoryReport, StepsAreATable) {
  std::ostringstream out;
  print(out, steps_table(three_commits(), ""), Format::kCsv);
  EXPECT_THAT(out.str(), HasSubstr("second,fill,fill,baseline,glibc,allocs/op,3,4,0.333"));
}

TEST(HistoryReport, ItSaysHowMuchChangedAndWhere) {
  const ReportData report = history_report(three_commits(), "", 1);
  EXPECT_EQ(report.answer.at(0).text,
            "1 of 1 figure that several of the 3 commits have changed, in 1 step.");
  EXPECT_THAT(report.answer.at(1).items,
              ElementsAre("second: allocs/op of fill, fill, baseline +33.3 %"));
  ASSERT_EQ(report.sections.size(), 2u);
  EXPECT_EQ(report.sections[0].id, "history-allocs-op");
  EXPECT_EQ(report.sections[0].chart, "history");
  EXPECT_EQ(report.sections[0].table.rows.size(), 3u);
  EXPECT_EQ(report.sections[1].table.rows.size(), 1u);
}

TEST(HistoryReport, WithoutAStepItSaysSo) {
  HistoryGatherer gatherer({{&find_metric("allocs/op")}, {}});
  gatherer.add(record({.commit = "only"}));
  const ReportData report = history_report(gatherer.history({}), "", 1);
  EXPECT_EQ(report.answer.size(), 1u);
  EXPECT_EQ(report.answer.at(0).text, "No figure is there of more than one of the 1 commit.");
}

TEST(HistoryReport, WithoutAFigureItIsRefused) {
  HistoryGatherer gatherer({{&find_metric("ns/op")}, {}});
  gatherer.add(record({}));
  EXPECT_THROW(history_report(gatherer.history({}), "", 1), Error);
}

}  // namespace
}  // namespace heapdyno

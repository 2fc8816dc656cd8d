#include "harness/show/repeatability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Record counted(const std::string& alloc, int block, uint64_t news, bool by_chance = false) {
  TestTrial trial;
  trial.alloc = alloc;
  trial.block = block;
  trial.news = news;
  Record result = record(trial);
  for (PhaseRecord& phase : result.phases) phase.by_chance = by_chance;
  return result;
}

TEST(Repeatability, FiguresThatAreTheSameUnderAllAllocatorsAreCounted) {
  const auto tables = repeatability_tables(
      {counted("glibc", 0, 300), counted("glibc", 1, 300), counted("jemalloc", 0, 300)});
  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].rows.size(), 1u);
  EXPECT_EQ(tables[0].rows[0][0].text, "fill");
  EXPECT_EQ(tables[0].rows[0][2].text, "2");  // allocators
  EXPECT_EQ(tables[0].rows[0][3].text, "3");  // trials
  EXPECT_NE(tables[0].rows[0][4].text, "0");
  EXPECT_EQ(tables[0].rows[0][5].text, "0");  // moved
}

TEST(Repeatability, OneThatMovesInOneOfThemIsNamedWithHowFar) {
  const auto tables = repeatability_tables(
      {counted("glibc", 0, 280), counted("glibc", 1, 280), counted("jemalloc", 0, 380)});
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_NE(tables[0].rows[0][5].text, "0");
  ASSERT_EQ(tables[1].rows.size(), 1u);
  EXPECT_THAT(tables[1].rows[0][4].text, HasSubstr("allocations 25 %"));  // 300 and 400 in all
  EXPECT_THAT(tables[1].rows[0][3].text, Not(HasSubstr("allocations")));
  EXPECT_THAT(tables[1].rows[0][3].text, HasSubstr("flushes"));
}

TEST(Repeatability, APhaseWithThreadsSaysWhatNeverMoved) {
  const auto tables =
      repeatability_tables({counted("glibc", 0, 300, true), counted("glibc", 1, 300, true)});
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_THAT(tables[1].rows[0][3].text, HasSubstr("allocations"));
  EXPECT_EQ(tables[1].rows[0][4].text, "");
}

TEST(Repeatability, IsNotThereWithoutCounts) {
  TestTrial timed;
  timed.mode = Mode::kTime;
  EXPECT_TRUE(repeatability_tables({record(timed)}).empty());
}

}  // namespace
}  // namespace heapdyno

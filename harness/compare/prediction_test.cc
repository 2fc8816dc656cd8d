#include "harness/compare/prediction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/test_comparisons.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<Pair> lines(const std::vector<Record>& records, const CompareOptions& options) {
  return lines_of(samples_of(records), options);
}

// Two allocations for each operation saved, and `saved` ns of 1,000.
std::vector<Record> saving(double saved, std::optional<double> pair_ns = 20) {
  std::vector<Record> records = {record({.news = 300}), record({.variant = "all", .news = 100})};
  for (const char* variant : {"baseline", "all"}) {
    const double base = std::string(variant) == "all" ? 1000 - saved : 1000;
    for (Record& record :
         timed({.variant = variant}, {base, base + 2, base - 2, base + 1, base - 1, base})) {
      record.allocation_pair_ns = pair_ns;
      records.push_back(std::move(record));
    }
  }
  return records;
}

std::string table_of(const std::vector<Record>& records) {
  const std::optional<Table> table =
      prediction_table(lines(records, all_against_baseline()), all_against_baseline());
  if (!table) return "none";
  std::ostringstream out;
  print(out, *table, Format::kText);
  return out.str();
}

TEST(Prediction, StandsBesideWhatWasSaved) {
  EXPECT_EQ(table_of(saving(50)),
            R"(What the saved allocations explain, variant:baseline -> variant:all
  scenario  allocs/op saved  ns of a pair  ns/op predicted           ns/op saved  remark
  fill                    2            20               40  50.00 [49.90, 50.10]
)");
}

TEST(Prediction, MoreThanTwiceApartIsSaid) {
  EXPECT_THAT(table_of(saving(300)), HasSubstr("more than 2 x apart"));
  EXPECT_THAT(table_of(saving(-50)), HasSubstr("more than 2 x apart"));
  EXPECT_THAT(table_of(saving(70)), Not(HasSubstr("apart")));
  EXPECT_THAT(table_of(saving(25)), Not(HasSubstr("apart")));
}

TEST(Prediction, ThatNothingThatMattersWasSavedIsNoDisagreement) {
  // 2 ns predicted, 10 ns measured: both below 2 % of 1,000 ns.
  EXPECT_THAT(table_of(saving(10, 1.0)), Not(HasSubstr("apart")));
}

TEST(Prediction, AllocatorsOfDifferentCostSaveTimeWithTheSameAllocations) {
  std::vector<Record> records = {record({.alloc = "glibc"}), record({.alloc = "jemalloc"})};
  for (const char* alloc : {"glibc", "jemalloc"}) {
    const bool glibc = std::string(alloc) == "glibc";
    for (Record& record : timed({.alloc = alloc}, std::vector<double>(6, glibc ? 1000 : 970))) {
      record.allocation_pair_ns = glibc ? 30 : 20;
      records.push_back(std::move(record));
    }
  }
  CompareOptions by_allocator;
  by_allocator.a = Selection::parse("alloc:glibc");
  by_allocator.b = Selection::parse("alloc:jemalloc");
  const std::optional<Table> table = prediction_table(lines(records, by_allocator), by_allocator);
  ASSERT_TRUE(table);
  std::ostringstream out;
  print(out, *table, Format::kText);
  EXPECT_THAT(out.str(), HasSubstr("30 -> 20               32"));
}

TEST(Prediction, WithoutTheCostOfAnAllocationThereIsNone) {
  EXPECT_EQ(table_of(saving(50, std::nullopt)), "none");
}

}  // namespace
}  // namespace heapdyno

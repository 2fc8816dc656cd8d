#include "harness/show/lifetimes_table.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

TestTrial lifetimes_of(std::vector<uint64_t> sizes, std::vector<uint64_t> deaths) {
  TestTrial trial;
  trial.mode = Mode::kLive;
  trial.sizes = std::move(sizes);
  trial.deaths = std::move(deaths);
  return trial;
}

std::string lifetimes_csv(const std::vector<Table>& tables) {
  std::ostringstream out;
  print(out, tables, Format::kCsv);
  return out.str();
}

TEST(BlocksOfSize, AreAddedUp) {
  ScopeRecord scope;
  scope.histogram = {2, 130, 1, 7};
  scope.deaths = {{2, HEAPDYNO_DEATH_OWN, 0, 10},
                  {2, HEAPDYNO_DEATH_OWN, 4, 50},
                  {2, HEAPDYNO_DEATH_ELSEWHERE, 5, 30},
                  {2, HEAPDYNO_DEATH_TEMPORARY, 0, 10},
                  {47, HEAPDYNO_DEATH_OWN, 31, 1}};
  const std::vector<BlocksOfSize> sizes = blocks_by_size(scope);
  ASSERT_EQ(sizes.size(), 3u);
  EXPECT_EQ(sizes[0].sizes(), "33-48 B");
  EXPECT_EQ(sizes[0].born, 130u);
  EXPECT_EQ(sizes[0].died, 100u);
  EXPECT_EQ(sizes[0].temporary, 10u);
  EXPECT_EQ(sizes[0].own_operation, 20u);
  EXPECT_EQ(sizes[0].elsewhere, 30u);
  EXPECT_EQ(sizes[0].median_limit, 15u);  // 70 of them within 8 to 15
  EXPECT_EQ(sizes[1].sizes(), "49-64 B");
  EXPECT_EQ(sizes[1].born, 7u);
  EXPECT_EQ(sizes[1].died, 0u);
  EXPECT_EQ(sizes[2].sizes(), "over 4,194,304 B");
  EXPECT_EQ(sizes[2].born, 0u);
  EXPECT_EQ(sizes[2].median_limit, UINT64_MAX);
}

TEST(LifetimesTable, HasARowForEachSizeThatMattersOfOneTrial) {
  // 1,000 blocks die in class 1 and 5 in class 8: below a hundredth. Class 2 lives.
  const Record one = record(lifetimes_of({1, 1100, 1, 300}, {96, 1000, 7 * 96, 5}));
  const auto tables = lifetime_tables({one, one});
  ASSERT_EQ(tables.size(), 1u);
  EXPECT_NE(
      lifetimes_csv(tables).find("fill,fill,baseline,put,17-32 B,1100,11,1000,10,0,100,0,its own\n"
                                 "fill,fill,baseline,put,33-48 B,300,3,0,0,,,,n/a\n"),
      std::string::npos)
      << lifetimes_csv(tables);
  EXPECT_EQ(tables[0].rows.size(), 2u);
  EXPECT_TRUE(lifetime_tables({record({})}).empty());
}

}  // namespace
}  // namespace heapdyno

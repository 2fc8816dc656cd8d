#include "engine/db/compaction_picker.h"

#include <gtest/gtest.h>

#include "engine/db/test_tables.h"

namespace engine {
namespace {

class CompactionPickerTest : public ::testing::Test {
 protected:
  CompactionPickerTest() {
    options_.table_bytes = 1000;
    options_.level_base_bytes = 3000;
  }
  void add(int level, TableRef table) { edit_.added.push_back({level, std::move(table)}); }
  std::shared_ptr<const Version> version() {
    auto version = std::make_shared<Version>();
    EXPECT_TRUE(version->change(edit_).is_ok());
    return version;
  }
  static std::vector<uint64_t> numbers(const Tables& tables) {
    std::vector<uint64_t> numbers;
    for (const TableRef& table : tables) numbers.push_back(table->number);
    return numbers;
  }

  using Numbers = std::vector<uint64_t>;
  Options options_;
  VersionEdit edit_;
};

TEST_F(CompactionPickerTest, NothingIsDueWhileEveryLevelHasRoom) {
  for (uint64_t i = 0; i < 3; ++i) add(0, table_of(i, "a", "z"));
  add(1, table_of(10, "a", "b", 2999));
  add(2, table_of(11, "a", "b", 29999));
  EXPECT_FALSE(due_level(options_, *version()));
}

TEST_F(CompactionPickerTest, TheMostOverfullLevelIsDue) {
  for (uint64_t i = 0; i < 5; ++i) add(0, table_of(i, "a", "z"));
  EXPECT_EQ(due_level(options_, *version()), 0);
  add(1, table_of(10, "a", "b", 6000));
  EXPECT_EQ(due_level(options_, *version()), 1);
  add(2, table_of(11, "a", "b", 90000));
  EXPECT_EQ(due_level(options_, *version()), 2);
}

TEST_F(CompactionPickerTest, TheLastLevelIsNeverDue) {
  add(kLevels - 1, table_of(1, "a", "b", uint64_t{1} << 60));
  EXPECT_FALSE(due_level(options_, *version()));
}

TEST_F(CompactionPickerTest, LevelZeroBeginsWithTheOldestAndAllThatOverlapsIt) {
  add(0, table_of(4, "x", "z"));
  add(0, table_of(3, "m", "p"));
  add(0, table_of(2, "d", "n"));
  add(0, table_of(1, "a", "e"));
  add(1, table_of(10, "b", "c"));
  add(1, table_of(11, "o", "q"));
  add(1, table_of(12, "r", "s"));
  const Compaction compaction = pick_compaction(options_, version(), 0);
  EXPECT_EQ(numbers(compaction.inputs[0]), (Numbers{3, 2, 1}));
  EXPECT_EQ(numbers(compaction.inputs[1]), (Numbers{10, 11}));
}

TEST_F(CompactionPickerTest, OfADeeperLevelTheTableWithTheLeastToMergeWithForItsSizeIsNext) {
  add(1, table_of(3, "a", "d", 1000));
  add(1, table_of(2, "e", "h", 2000));
  add(1, table_of(1, "i", "l", 500));
  add(2, table_of(11, "a", "b", 1000));
  add(2, table_of(12, "d", "e", 600));  // meets both sides of its gap
  add(2, table_of(13, "g", "k", 900));
  const auto picked = [&] { return pick_compaction(options_, version(), 1); };
  EXPECT_EQ(numbers(picked().inputs[0]), Numbers{2});  // 1500 for 2000; 1600 for 1000; 900 for 500
  EXPECT_EQ(numbers(picked().inputs[1]), (Numbers{12, 13}));
  edit_.added[5].table = table_of(13, "j", "k", 900);
  edit_.added[4].table = table_of(12, "d", "d", 600);
  EXPECT_EQ(numbers(picked().inputs[0]), Numbers{2});  // nothing
  edit_.added[5].table = table_of(13, "f", "h", 3300);
  EXPECT_EQ(numbers(picked().inputs[0]), Numbers{1});  // nothing
}

TEST_F(CompactionPickerTest, OfEqualTablesTheOldestIsNext) {
  add(1, table_of(3, "a", "b"));
  add(1, table_of(1, "c", "d"));
  add(1, table_of(2, "e", "f"));
  EXPECT_EQ(numbers(pick_compaction(options_, version(), 1).inputs[0]), Numbers{1});
}

TEST_F(CompactionPickerTest, OneTableThatMeetsNothingMoves) {
  add(1, table_of(1, "a", "b"));
  add(2, table_of(2, "c", "d"));
  EXPECT_TRUE(pick_compaction(options_, version(), 1).is_move());
  EXPECT_FALSE(compaction_of_level(options_, version(), 1).is_move());
  add(2, table_of(3, "b", "b"));
  EXPECT_FALSE(pick_compaction(options_, version(), 1).is_move());
}

TEST_F(CompactionPickerTest, ATableThatMeetsTooMuchOfTheLevelAfterTheNextDoesNotMove) {
  add(1, table_of(1, "a", "b"));
  add(3, table_of(2, "a", "c", grandparent_limit(options_)));
  EXPECT_TRUE(pick_compaction(options_, version(), 1).is_move());
  add(3, table_of(3, "d", "e", 1000));
  EXPECT_TRUE(pick_compaction(options_, version(), 1).is_move());
  edit_.added[1].table = table_of(2, "a", "c", grandparent_limit(options_) + 1);
  EXPECT_FALSE(pick_compaction(options_, version(), 1).is_move());
}

}  // namespace
}  // namespace engine

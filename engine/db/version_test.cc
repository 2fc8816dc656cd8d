#include "engine/db/version.h"

#include <gtest/gtest.h>

#include "engine/db/test_tables.h"

namespace engine {
namespace {

struct Placed {
  int level;
  TableRef table;
};

Version version_with(const std::vector<Placed>& tables) {
  VersionEdit edit;
  for (const Placed& placed : tables) edit.added.push_back({placed.level, placed.table});
  Version version;
  EXPECT_TRUE(version.change(edit).is_ok());
  return version;
}

std::vector<uint64_t> numbers(const Tables& tables) {
  std::vector<uint64_t> result;
  for (const TableRef& table : tables) result.push_back(table->number);
  return result;
}

std::vector<uint64_t> covering(const Version& version, std::string_view key,
                               Sequence sequence = 100) {
  std::vector<uint64_t> result;
  version.visit_covering(key_at(key, sequence), [&](const TableMeta& table) {
    result.push_back(table.number);
    return false;
  });
  return result;
}

using Numbers = std::vector<uint64_t>;

TEST(Version, LevelZeroIsSearchedNewestFirstThenDeeperLevels) {
  const Version version = version_with({{0, table_of(5, "a", "z")},
                                        {0, table_of(9, "a", "z")},
                                        {0, table_of(7, "a", "m")},
                                        {1, table_of(3, "a", "k")},
                                        {1, table_of(4, "l", "z")},
                                        {3, table_of(1, "c", "d")}});
  EXPECT_EQ(covering(version, "c"), (Numbers{9, 7, 5, 3, 1}));
  EXPECT_EQ(covering(version, "n"), (Numbers{9, 5, 4}));
  EXPECT_EQ(covering(version, "zz"), Numbers{});
}

TEST(Version, VisitingStopsAtTheFirstAnswer) {
  const Version version = version_with({{0, table_of(5, "a", "z")}, {1, table_of(3, "a", "k")}});
  int visits = 0;
  version.visit_covering(key_at("b", 100), [&](const TableMeta&) {
    ++visits;
    return true;
  });
  EXPECT_EQ(visits, 1);
}

TEST(Version, ATableWhoseVersionsAreAllTooNewIsSkippedForTheRightReason) {
  const Version version = version_with({{1, table_of(3, "a", "k", 1000, 50)}});
  EXPECT_EQ(covering(version, "k", 50), Numbers{3});
  EXPECT_EQ(covering(version, "k", 49), Numbers{});
  EXPECT_EQ(covering(version, "b", 1), Numbers{3});
}

TEST(Version, OverlappingTablesOfLevelZeroDragInWhatOverlapsThem) {
  const Version version = version_with({{0, table_of(1, "a", "c")},
                                        {0, table_of(2, "c", "f")},
                                        {0, table_of(3, "f", "h")},
                                        {0, table_of(4, "x", "y")}});
  EXPECT_EQ(numbers(version.overlapping(0, {"a", "a"})), (Numbers{3, 2, 1}));
  EXPECT_EQ(numbers(version.overlapping(0, {"x", "x"})), Numbers{4});
}

TEST(Version, OverlappingTablesOfADeeperLevelAreThoseThatMeetTheRange) {
  const Version version = version_with(
      {{2, table_of(1, "a", "c")}, {2, table_of(2, "d", "f")}, {2, table_of(3, "g", "h")}});
  EXPECT_EQ(numbers(version.overlapping(2, {"c", "d"})), (Numbers{1, 2}));
  EXPECT_EQ(numbers(version.overlapping(2, {"", "z"})), (Numbers{1, 2, 3}));
  EXPECT_EQ(numbers(version.overlapping(2, {"e", "e"})), Numbers{2});
  EXPECT_EQ(numbers(version.overlapping(2, {"cc", "cd"})), Numbers{});
  EXPECT_EQ(numbers(version.overlapping(2, {"", "Z"})), Numbers{});
  EXPECT_EQ(numbers(version.overlapping(2, {"i", "z"})), Numbers{});
  EXPECT_EQ(numbers(version.overlapping(3, {"a", "z"})), Numbers{});
}

TEST(Version, ImpossibleEditsAreCorruption) {
  Version version = version_with({{1, table_of(1, "a", "c")}});
  VersionEdit overlap;
  overlap.added.push_back({1, table_of(2, "c", "d")});
  EXPECT_EQ(Version(version).change(overlap).code(), Code::kCorruption);
  VersionEdit removal;
  removal.removed.push_back({2, 1});
  EXPECT_EQ(Version(version).change(removal).code(), Code::kCorruption);
}

TEST(Version, AnEditMayReplaceTablesOfTheSameRange) {
  Version version = version_with({{1, table_of(1, "a", "c")}});
  VersionEdit edit;
  edit.removed.push_back({1, 1});
  edit.added.push_back({1, table_of(2, "a", "b")});
  edit.added.push_back({1, table_of(3, "c", "c")});
  ASSERT_TRUE(version.change(edit).is_ok());
  EXPECT_EQ(numbers(version.level(1)), (Numbers{2, 3}));
  EXPECT_EQ(version.last_level(), 1);
}

}  // namespace
}  // namespace engine

#include "harness/show/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint64_t kSize = 96;  // from one size class to the next in a sparse table of deaths
constexpr uint64_t kWay = 32;   // from one way to die to the next

// 100 operations; what is alive is too little to speak of.
TestTrial followed(std::vector<uint64_t> sizes, std::vector<uint64_t> deaths) {
  TestTrial trial;
  trial.mode = Mode::kLive;
  trial.background = 0;
  trial.sizes = std::move(sizes);
  trial.deaths = std::move(deaths);
  return trial;
}

std::vector<std::string> sentences(const std::vector<Table>& tables) {
  std::vector<std::string> said;
  for (const Table& table : tables)
    for (const auto& row : table.rows) said.push_back(row[3].text + ": " + row[4].text);
  return said;
}

TEST(Advice, BlocksThatDieInTheirOperationAreForAnArena) {
  // 71 of 100 of 17 to 32 bytes, and all of 33 to 48.
  const auto tables =
      advice_tables({record(followed({1, 100, 1, 50}, {kSize, 71, 5, 29, kSize - 5, 50}))});
  EXPECT_THAT(
      sentences(tables),
      ElementsAre("arena: 80.67 % of the blocks of 17-48 B that put makes (1.500 for each put) "
                  "die within their operation: an arena would take them"));
  EXPECT_THAT(tables[0].notes, ElementsAre(HasSubstr("arena, from 60 %: ")));
}

TEST(Advice, BlocksThatOutliveTheirOperationAreForSlabs) {
  EXPECT_THAT(sentences(advice_tables({record(followed({1, 100}, {kSize + 9, 100}))})),
              ElementsAre(HasSubstr("slab: 100 % of the blocks of 17-32 B that put makes (1 for "
                                    "each put) outlive their operation")));
}

// Those that are still alive when the phase ends outlive their operation most of all.
TEST(Advice, BlocksThatDoNotDieAreCounted) {
  EXPECT_THAT(sentences(advice_tables({record(followed({1, 600}, {kSize, 200}))})),
              ElementsAre(HasSubstr("slab: 66.67 % of the blocks of 17-32 B that put makes (6 for "
                                    "each put) outlive")));
}

TEST(Advice, ASizeOfWhichTheRuleDoesNotSpeakPartsItsSentences) {
  // Classes 1 and 5 die at once, class 3 lives.
  EXPECT_THAT(sentences(advice_tables(
                  {record(followed({1, 100, 2, 100, 2, 100}, {kSize, 100, 4 * kSize, 100}))})),
              ElementsAre(HasSubstr("arena: 100 % of the blocks of 17-32 B"),
                          HasSubstr("slab: 100 % of the blocks of 49-64 B"),
                          HasSubstr("arena: 100 % of the blocks of 81-96 B")));
}

TEST(Advice, AFewBlocksOfAnotherSizeDoNotStretchARange) {
  // Of the sizes around those of class 2 and 4 there are next to none.
  EXPECT_THAT(
      sentences(advice_tables({record(followed({1, 1, 1, 100, 1, 1, 1, 100, 3, 1}, {}))})),
      ElementsAre(HasSubstr("slab: 100 % of the blocks of 33-80 B that put makes (2.010 ")));
}

TEST(Advice, TemporaryBlocksAreForTheStackAndThoseOfAnotherThreadForNoPool) {
  EXPECT_THAT(
      sentences(advice_tables(
          {record(followed({0, 100, 1, 12}, {2 * kWay, 100, kSize - kWay + 4, 12}))})),
      ElementsAre(HasSubstr("temporary: 100 % of the blocks of 1-16 B"),
                  HasSubstr("slab: 100 % of the blocks of 17-32 B"),
                  HasSubstr("cross-thread: 100 % of the blocks of 17-32 B that put made and that "
                            "died (0.120 for each put) were freed by another thread")));
}

TEST(Advice, WhatHappensSeldomIsNotSpokenOf) {
  const auto tables = advice_tables({record(followed({1, 4}, {kSize, 4}))});
  EXPECT_TRUE(sentences(tables).empty());
  EXPECT_THAT(tables.at(0).notes, ElementsAre("no rule has anything to say"));
}

TEST(Advice, BackgroundWorkThatAllocatesMuchIsNamed) {
  TestTrial trial = followed({}, {});
  trial.news = 100;
  trial.background = 300;
  EXPECT_THAT(sentences(advice_tables({record(trial)})),
              ElementsAre("background: 75 % of all allocations are made by flush and compaction: "
                          "look there, too"));
}

TEST(Advice, RoundingAndWhatIsHeldNameTheAllocatorsThatDoIt) {
  TestTrial glibc = followed({}, {});
  glibc.live = 10'000'000;
  glibc.usable = 10'500'000;
  TestTrial jemalloc = glibc;
  jemalloc.alloc = "jemalloc";
  jemalloc.usable = 12'000'000;
  TestTrial held = glibc;
  held.mode = Mode::kMemory;
  held.rss_base = 0;
  held.rss_anon = 30'000'000;
  held.samples = {{0, 0, 0}};
  EXPECT_THAT(sentences(advice_tables({record(glibc), record(jemalloc), record(held)})),
              ElementsAre(HasSubstr("rounded up, under jemalloc by 20.00 %:"),
                          HasSubstr("held at the end than is alive, under glibc 3.000 times:")));
}

TEST(Advice, NeedsRecordsThatFollowedBlocks) { EXPECT_TRUE(advice_tables({record({})}).empty()); }

}  // namespace
}  // namespace heapdyno

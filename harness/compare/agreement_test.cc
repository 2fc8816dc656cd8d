#include "harness/compare/agreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TestTrial of(const char* variant, const char* alloc) {
  TestTrial trial;
  trial.variant = variant;
  trial.alloc = alloc;
  if (std::string(variant) == "all") trial.news = 100;
  return trial;
}

std::vector<std::string> check(const std::vector<TestTrial>& trials) {
  std::vector<Record> records;
  for (const TestTrial& trial : trials) records.push_back(record(trial));
  return disagreements(records);
}

TEST(Agreement, VariantsMayAllocateDifferentlyAndAllocatorsNot) {
  EXPECT_THAT(check({of("baseline", "glibc"), of("baseline", "jemalloc"), of("all", "glibc"),
                     of("all", "jemalloc")}),
              IsEmpty());
  TestTrial other = of("baseline", "jemalloc");
  other.news = 301;
  EXPECT_THAT(
      check({of("baseline", "glibc"), other}),
      ElementsAre(HasSubstr("fill: baseline under glibc (count) and baseline under jemalloc "
                            "(count) differ: put ")));
}

TEST(Agreement, TheBTreeDoesOtherWorkThanTheLsmButTheSameInEveryVariant) {
  TestTrial btree = of("baseline", "glibc");
  btree.store = "btree";
  btree.flushes = 0;
  btree.news = 700;
  TestTrial all = btree;
  all.variant = "all";
  all.news = 100;
  EXPECT_THAT(check({of("baseline", "glibc"), btree, all}), IsEmpty());
  all.flushes = 1;
  EXPECT_THAT(check({of("baseline", "glibc"), btree, all}),
              ElementsAre(HasSubstr("btree/baseline under glibc (count) and btree/all under glibc "
                                    "(count) did not do the same physical work: flushes 0 and 1")));
}

TEST(Agreement, ARepetitionMustCountTheSame) {
  TestTrial again = of("baseline", "glibc");
  again.block = 1;
  again.background = 21;
  EXPECT_THAT(check({of("baseline", "glibc"), again}), ElementsAre(HasSubstr("background")));
}

TEST(Agreement, WhatIsAliveIsTheSameUnderEveryAllocator) {
  TestTrial live = of("baseline", "glibc");
  live.mode = Mode::kLive;
  TestTrial other = of("baseline", "jemalloc");
  other.mode = Mode::kLive;
  other.usable = 2000;  // each rounds up as it likes
  EXPECT_THAT(check({live, other}), IsEmpty());
  other.live = 1016;
  EXPECT_THAT(
      check({live, other}),
      ElementsAre(HasSubstr("baseline under glibc (live) and baseline under jemalloc (live) "
                            "differ in what is alive: requested bytes 1000 and 1016")));
}

TEST(Agreement, AtEveryMoment) {
  TestTrial trial = of("baseline", "glibc");
  trial.mode = Mode::kLive;
  Record first = record(trial);
  Record second = record(trial);
  second.phases[0].samples[0].first += 8;
  EXPECT_THAT(
      disagreements({first, second}),
      ElementsAre(HasSubstr("differ in what is alive after 0 keys: requested bytes 0 and 8")));
}

TEST(Agreement, AtAsManyMoments) {
  TestTrial trial = of("baseline", "glibc");
  trial.mode = Mode::kLive;
  Record fewer = record(trial);
  fewer.phases[0].samples.pop_back();
  EXPECT_THAT(disagreements({record(trial), fewer}),
              ElementsAre(HasSubstr("looked at what is alive at 2 and 1 moments")));
}

// Who was first decides over counts; operations and answers are the same all the same.
TEST(Agreement, WhereThreadsWorkCountsMayMoveAndAnswersMayNot) {
  const auto by_chance = [](TestTrial trial) {
    Record result = record(trial);
    for (PhaseRecord& phase : result.phases) phase.by_chance = true;
    return result;
  };
  TestTrial other = of("baseline", "jemalloc");
  other.news = 301;
  other.flushes = 3;
  const Record first = by_chance(of("baseline", "glibc"));
  EXPECT_THAT(disagreements({first, by_chance(other)}), IsEmpty());
  other.answer_digest = "bad";
  EXPECT_THAT(disagreements({first, by_chance(other)}),
              ElementsAre(HasSubstr("did not give the same answers")));
}

TEST(Agreement, OtherOperationsOrAnswersAreNamedOnBothSides) {
  TestTrial other = of("all", "tcmalloc");
  other.operation_digest = "bad";
  EXPECT_THAT(
      check({of("baseline", "glibc"), other}),
      ElementsAre(HasSubstr("baseline under glibc (count) and all under tcmalloc (count) did "
                            "not do the same operations (0123456789abcdef, bad) in phase fill")));
  other = of("all", "tcmalloc");
  other.answer_digest = "bad";
  EXPECT_THAT(check({of("baseline", "glibc"), other}),
              ElementsAre(HasSubstr("did not give the same answers")));
}

TEST(Agreement, HoldsAcrossModesAndStores) {
  TestTrial timed = of("baseline", "glibc");
  timed.mode = Mode::kTime;
  timed.operation_digest = "bad";
  EXPECT_THAT(check({of("baseline", "glibc"), timed}), ElementsAre(HasSubstr("(time)")));
  TestTrial peer = of("", "glibc");
  peer.store = "leveldb";
  peer.answer_digest = "bad";
  EXPECT_THAT(check({of("baseline", "glibc"), peer}),
              ElementsAre(HasSubstr("leveldb under glibc")));
}

TEST(Agreement, TheNullStoreDoesTheOperationsAndGivesNoAnswers) {
  TestTrial null = of("", "glibc");
  null.store = "null";
  null.mode = Mode::kTime;
  null.answer_digest = "bad";
  EXPECT_THAT(check({null, of("baseline", "glibc")}), IsEmpty());
  null.operation_digest = "bad";
  EXPECT_THAT(check({null, of("baseline", "glibc")}), ElementsAre(HasSubstr("null")));
}

TEST(Agreement, PhysicalWorkIsTheSameButForWhatAToggleChanges) {
  TestTrial copies_less = of("all", "glibc");
  copies_less.bytes_copied = 10;  // zero_copy is on in all
  EXPECT_THAT(check({of("baseline", "glibc"), copies_less}), IsEmpty());
  TestTrial flushes_less = of("all", "glibc");
  flushes_less.flushes = 1;
  EXPECT_THAT(check({of("baseline", "glibc"), flushes_less}),
              ElementsAre(HasSubstr("did not do the same physical work: flushes 2 and 1")));
}

TEST(Agreement, OtherTogglesMayCopyWhatSlicesSave) {
  TestTrial copies_less = of("all", "glibc");
  copies_less.bytes_copied = 10;
  TestTrial copies_nothing = of("only-zero_copy", "glibc");
  copies_nothing.bytes_copied = 0;
  EXPECT_THAT(check({copies_nothing, copies_less}), IsEmpty());
}

TEST(Agreement, AMappedTableIsNotReadThroughTheBlockCache) {
  std::vector<Record> records = {record(of("baseline", "glibc")), record(of("all", "glibc"))};
  records[0].phases[0].physical["block_reads"] = 9;
  records[1].phases[0].physical["block_reads"] = 5;
  EXPECT_THAT(disagreements(records),
              ElementsAre(HasSubstr("did not do the same physical work: block_reads 9 and 5")));
  records[1].policy["mmap"] = "on";
  EXPECT_THAT(disagreements(records), IsEmpty());
  records[0].policy["mmap"] = "on";
  EXPECT_EQ(disagreements(records).size(), 1u);
}

TestTrial of_rocksdb(uint64_t news) {
  TestTrial trial;
  trial.store = "rocksdb";
  trial.news = news;
  return trial;
}

TEST(Agreement, ABoundedStoreMayMoveByItsToleranceAndNotByMore) {
  EXPECT_THAT(check({of_rocksdb(1'000'000), of_rocksdb(1'000'900)}), IsEmpty());
  EXPECT_THAT(check({of_rocksdb(1'000'000), of_rocksdb(1'002'000)}),
              ElementsAre(HasSubstr("rocksdb under glibc (count) differ by more than 0.1 %: "
                                    "allocations 1,000,020 and 1,002,020 in phase fill")));
  TestTrial leveldb = of_rocksdb(1'000'000);
  leveldb.store = "leveldb";
  TestTrial other = leveldb;
  other.news = 1'000'001;
  EXPECT_THAT(check({leveldb, other}), ElementsAre(HasSubstr("differ: put ")));
}

TEST(Agreement, ASmallPhaseOfABoundedStoreMayMoveByAFewCalls) {
  EXPECT_THAT(check({of_rocksdb(300), of_rocksdb(310)}), IsEmpty());
  EXPECT_THAT(check({of_rocksdb(300), of_rocksdb(350)}), ElementsAre(HasSubstr("allocations")));
  TestTrial flushes = of_rocksdb(300);
  flushes.flushes = 9;
  EXPECT_THAT(check({of_rocksdb(300), flushes}), ElementsAre(HasSubstr("flushes 2 and 9")));
}

TEST(Agreement, APhaseThatDoesNotApplyAgreesWithEveryOther) {
  TestTrial peer = of("", "glibc");
  peer.store = "lmdb";
  peer.not_applicable = "it has no such thing";
  EXPECT_THAT(check({peer, of("baseline", "glibc")}), IsEmpty());
  TestTrial other = of("all", "glibc");
  other.operation_digest = "bad";
  EXPECT_THAT(check({peer, of("baseline", "glibc"), other}),
              ElementsAre(HasSubstr("did not do the same operations")));
}

TEST(Agreement, FailedTrialsAreLeftOut) {
  TestTrial failed = of("all", "glibc");
  failed.state = TrialEnd::State::kCrashed;
  EXPECT_THAT(check({of("baseline", "glibc"), failed}), IsEmpty());
}

}  // namespace
}  // namespace heapdyno

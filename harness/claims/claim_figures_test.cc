#include "harness/claims/claim_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// allocs/op of two phases, with one arm.
Claim counted_claim() {
  Claim claim;
  claim.id = "arena";
  claim.metric = &find_metric("allocs/op");
  claim.reduction = ClaimedRange{30, 50};
  claim.places = {{"fill", "fill", "", ""}, {"scan", "scan", "", ""}, {"get", "get", "", ""}};
  claim.headline = 2;
  claim.arms = {{{}, {"only-arena", "glibc"}}};
  return claim;
}

Claim timed_claim() {
  Claim claim = counted_claim();
  claim.metric = &find_metric("ns/op");
  claim.headline = 1;
  claim.places = {{"fill", "fill", "", ""}};
  return claim;
}

// So many allocations for each operation.
Record counted(const std::string& scenario, const std::string& variant, uint64_t allocations) {
  TestTrial trial;
  trial.scenario = trial.phase = scenario;
  trial.variant = variant;
  trial.background = 0;
  trial.news = allocations * trial.operations;
  if (variant.empty()) trial.store = "leveldb";
  return record(trial);
}

Record timed(const std::string& scenario, const std::string& variant, int block, uint64_t wall_ns) {
  TestTrial trial;
  trial.scenario = trial.phase = scenario;
  trial.variant = variant;
  trial.mode = Mode::kTime;
  trial.block = block;
  trial.wall_ns = wall_ns;
  return record(trial);
}

std::vector<Record> counted_records() {
  return {counted("fill", "baseline", 8), counted("fill", "only-arena", 2),
          counted("scan", "baseline", 9), counted("scan", "only-arena", 9),
          counted("get", "baseline", 4),  counted("get", "only-arena", 5)};
}

ClaimFigures figures_of(const Claim& claim, const std::vector<Record>& records) {
  static ClaimList list;
  list = {"A document", {claim}};
  return claim_figures(list, records).at(0);
}

std::string refusal(const Claim& claim, const std::vector<Record>& records) {
  try {
    figures_of(claim, records);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
    return error.what();
  }
  return "";
}

TEST(ClaimFigures, TheHeadlineIsTheGeometricMeanOfItsPhases) {
  const ClaimFigures row = figures_of(counted_claim(), counted_records());
  EXPECT_NEAR(row.headline.off, std::sqrt(72.0), 1e-9);
  EXPECT_NEAR(row.headline.on, std::sqrt(18.0), 1e-9);
  EXPECT_NEAR(row.headline.change.reduction(), 50, 1e-9);
  EXPECT_EQ(row.outcome, Outcome::kConfirmed);
}

TEST(ClaimFigures, BestAndWorstAreOfAllPhases) {
  const ClaimFigures row = figures_of(counted_claim(), counted_records());
  EXPECT_EQ(row.best().place.phase, "fill");
  EXPECT_EQ(row.worst().place.phase, "get");
  EXPECT_NEAR(row.worst().figures.change.percent(), 25, 1e-9);
}

TEST(ClaimFigures, ExactlyTheSameIsNotConfirmed) {
  std::vector<Record> records = counted_records();
  records[1] = counted("fill", "only-arena", 8);
  EXPECT_EQ(figures_of(counted_claim(), records).outcome, Outcome::kNotConfirmed);
}

TEST(ClaimFigures, NothingLeftExceeds) {
  std::vector<Record> records = counted_records();
  records[1] = counted("fill", "only-arena", 0);
  const ClaimFigures row = figures_of(counted_claim(), records);
  EXPECT_EQ(row.headline.on, 0);
  EXPECT_EQ(row.headline.change.reduction(), 100);
  EXPECT_EQ(row.outcome, Outcome::kExceeded);
}

TEST(ClaimFigures, LessTakesOffWhatTheSameMakesElsewhere) {
  Claim claim = counted_claim();
  claim.headline = 1;
  claim.places = {{"fill", "fill", "", "short"}};
  std::vector<Record> records = counted_records();
  for (const auto& [variant, allocations] : {std::pair("baseline", 3), {"only-arena", 1}}) {
    TestTrial trial;
    trial.scenario = "short";
    trial.variant = variant;
    trial.background = 0;
    trial.news = static_cast<uint64_t>(allocations) * trial.operations;
    records.push_back(record(trial));
  }
  const ClaimFigures row = figures_of(claim, records);
  EXPECT_NEAR(row.headline.off, 5, 1e-9);
  EXPECT_NEAR(row.headline.on, 1, 1e-9);
  EXPECT_FALSE(row.peer);
}

TEST(ClaimFigures, ThePeerStandsBesideWhereItHasThePhase) {
  std::vector<Record> records = counted_records();
  EXPECT_FALSE(figures_of(counted_claim(), records).peer);
  records.push_back(counted("fill", "", 4));
  const ClaimFigures row = figures_of(counted_claim(), records);
  ASSERT_TRUE(row.peer);
  EXPECT_EQ(row.peer->phases, 1u);
  EXPECT_EQ(row.peer->figures.off, 4);
  EXPECT_NEAR(row.peer->figures.change.reduction(), 50, 1e-9);
}

TEST(ClaimFigures, WhatIsNotRecordedIsNamed) {
  std::vector<Record> records = counted_records();
  records.erase(records.begin() + 3);
  EXPECT_THAT(
      refusal(counted_claim(), records),
      AllOf(HasSubstr("claim arena: there is no record of allocs/op in scan scan, only-arena "
                      "under glibc, mode count"),
            HasSubstr("heapdyno claims --claim arena")));
}

TEST(ClaimFigures, NoisyFiguresHaveTheIntervalOfTheirRounds) {
  std::vector<Record> records;
  for (int block = 0; block < 8; ++block) {
    records.push_back(timed("fill", "baseline", block, 100000 + 100 * block));
    records.push_back(timed("fill", "only-arena", block, 60000 + 70 * block));
  }
  const ClaimFigures row = figures_of(timed_claim(), records);
  EXPECT_NEAR(row.headline.change.reduction(), 40, 0.5);
  EXPECT_TRUE(row.headline.change.detected());
  EXPECT_EQ(row.outcome, Outcome::kConfirmed);
}

TEST(ClaimFigures, NoisyFiguresThatScatterAroundTheSameConfirmNothing) {
  std::vector<Record> records;
  for (int block = 0; block < 8; ++block) {
    const int sign = block % 2 == 0 ? 1 : -1;
    records.push_back(timed("fill", "baseline", block, 100000));
    records.push_back(timed("fill", "only-arena", block, 100000 + sign * (500 + block)));
  }
  EXPECT_EQ(figures_of(timed_claim(), records).outcome, Outcome::kNotConfirmed);
}

std::vector<Record> rounds_of_arena(int rounds) {
  std::vector<Record> records;
  for (int block = 0; block < rounds; ++block) {
    records.push_back(timed("fill", "baseline", block, 100000));
    records.push_back(timed("fill", "only-arena", block, 60000));
  }
  return records;
}

TEST(ClaimFigures, TooFewRoundsHaveNoVerdict) {
  EXPECT_THAT(
      refusal(timed_claim(), rounds_of_arena(5)),
      HasSubstr("claim arena, only-arena: too few rounds were measured: an interval needs 6"));
  EXPECT_EQ(refusal(timed_claim(), rounds_of_arena(6)), "");
}

TEST(ClaimFigures, SidesThatAreNotOfOneRunAreRefused) {
  std::vector<Record> records = rounds_of_arena(6);
  for (Record& record : records) {
    if (record.keys.at("variant") == "only-arena") record.plan_digest = "another";
  }
  EXPECT_THAT(refusal(timed_claim(), records), HasSubstr("same rounds of one run"));
}

TEST(ClaimFigures, SidesOfOtherMachinesOrCompilersAreRefused) {
  std::vector<Record> records = rounds_of_arena(6);
  records[1].keys["host"] = "another";
  EXPECT_THAT(refusal(timed_claim(), records),
              HasSubstr("claim arena, fill fill: the machines differ"));
  records = counted_records();
  records[1].keys["host"] = "another";
  EXPECT_EQ(refusal(counted_claim(), records), "") << "counts are the same everywhere";
  records[1].keys["compiler"] = "clang";
  EXPECT_THAT(refusal(counted_claim(), records), HasSubstr("the compilers differ"));
}

TEST(ClaimFigures, FromNothingAndToNothingHaveNoMean) {
  std::vector<Record> records = counted_records();
  records[0] = counted("fill", "baseline", 0);
  records[3] = counted("scan", "only-arena", 0);
  EXPECT_THAT(refusal(counted_claim(), records), HasSubstr("headline phases have no mean"));
}

TEST(ClaimFigures, OverDividesRoundByRound) {
  Claim claim = timed_claim();
  claim.places = {{"fill", "fill", "one", ""}};
  std::vector<Record> records;
  for (int block = 0; block < 8; ++block) {
    // Two threads cost twice a thread without and 1.2 times with the arena, whatever a round is like.
    const uint64_t round = 100000 + 5000 * static_cast<uint64_t>(block);
    for (const auto& [variant, two] : {std::pair("baseline", 20), {"only-arena", 12}}) {
      TestTrial trial;
      trial.variant = variant;
      trial.mode = Mode::kTime;
      trial.block = block;
      trial.wall_ns = round * static_cast<uint64_t>(two) / 10;
      records.push_back(record(trial));
      trial.scenario = "one";
      trial.wall_ns = round;
      records.push_back(record(trial));
    }
  }
  const ClaimFigures row = figures_of(claim, records);
  EXPECT_NEAR(row.headline.off, 2, 1e-9);
  EXPECT_NEAR(row.headline.on, 1.2, 1e-9);
  EXPECT_NEAR(row.headline.change.reduction(), 40, 1e-6);
  EXPECT_TRUE(row.headline.change.detected());
}

TEST(ClaimFigures, ASharesHeadlineIsItsMean) {
  Claim claim = counted_claim();
  claim.metric = &find_metric("small-nodes");
  claim.more_than = 50;
  claim.places = {{"fill", "fill", "", ""}, {"scan", "scan", "", ""}};
  claim.arms = {{{}, {}}};
  std::vector<Record> records = {counted("fill", "baseline", 1), counted("scan", "baseline", 1)};
  for (Record& record : records) record.phases[0].physical["node_writes"] = 10;
  records[0].phases[0].physical["small_node_writes"] = 9;
  records[1].phases[0].physical["small_node_writes"] = 0;
  const ClaimFigures row = figures_of(claim, records);
  EXPECT_NEAR(row.headline.on, 0.45, 1e-9);
  EXPECT_EQ(row.best().place.phase, "fill");
  EXPECT_EQ(row.outcome, Outcome::kPartly);
}

TEST(ClaimFigures, CellsAreBothSidesOfAllAndThePeerOfTheHeadline) {
  const std::set<PlannedCell> cells = cells_of(counted_claim());
  EXPECT_EQ(cells.size(), 8u);
  EXPECT_TRUE(cells.contains({Mode::kCount, "get", "reference", "only-arena", "glibc"}));
  EXPECT_TRUE(cells.contains({Mode::kCount, "scan", "leveldb", "", "glibc"}));
  EXPECT_FALSE(cells.contains({Mode::kCount, "get", "leveldb", "", "glibc"}));
}

TEST(ClaimFigures, CellsOfARatioHaveWhatItIsDividedByAndNoPeer) {
  Claim claim = timed_claim();
  claim.places = {{"fill", "fill", "one", ""}};
  const std::set<PlannedCell> cells = cells_of(claim);
  EXPECT_EQ(cells.size(), 4u);
  EXPECT_TRUE(cells.contains({Mode::kTime, "one", "reference", "baseline", "glibc"}));
}

}  // namespace
}  // namespace heapdyno

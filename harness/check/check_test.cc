#include "harness/check/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "harness/base/folder.h"
#include "harness/check/accept.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Toolchain kGcc = {"gcc 12.2.0", "12", "x86_64", "-O2 -g1"};
const Toolchain kClang = {"clang 14.0.6", "12", "x86_64", "-O2 -g1"};

CountedTrial trial(const std::string& variant, uint64_t allocations = 3000,
                   const std::string& scenario = "fill-random{size=gate}") {
  CellPhase fill;
  fill.name = "fill";
  fill.work = "aa bb";
  fill.operations["put"] = {1000, {{"allocations", allocations}}};
  return {{scenario, variant, "d1", {fill}}, {}, kGcc, ""};
}

// Baselines in a folder of the test.
class CheckOfBaselines : public ::testing::Test {
 protected:
  CheckReport checked(const std::vector<CountedTrial>& trials, bool all = false,
                      const std::string& date = "2026-11-26") const {
    return check(trials, baselines_, {date, all});
  }

  // With so many instructions, where any are asked for.
  static CountedTrial measured(std::vector<uint64_t> instructions, uint64_t allocations = 3000) {
    CountedTrial all = trial("all", allocations);
    all.bounded[{"fill", "", "instructions"}] = std::move(instructions);
    all.cell.bounded = settled(all.bounded, instructions_);
    return all;
  }

  CheckReport checked_with_instructions(const CountedTrial& trial) const {
    return check({trial}, baselines_, {"2026-11-26", false, {instructions_}});
  }

  Accepted accepted_with_instructions(const CountedTrial& trial,
                                      const std::string& reason = "first") const {
    return accept({trial}, baselines_, {reason, "c0ffee", "2026-11-26", ""}, instructions_);
  }

  NamedCounts banked() const {
    const Baseline baseline = *baselines_.load("fill-random", kGcc);
    const BoundedCounts& bounded = baseline.cells.at(0).counted.bounded;
    return bounded.contains("fill") ? bounded.at("fill") : NamedCounts();
  }

  // The only finding.
  Finding found(const std::vector<CountedTrial>& trials, bool all = false) const {
    const CheckReport report = checked(trials, all);
    EXPECT_EQ(report.findings.size(), 1u);
    return report.findings.empty() ? Finding() : report.findings[0];
  }

  Accepted accepted(const std::vector<CountedTrial>& trials, const std::string& reason = "first",
                    const std::string& expires = "",
                    MovingAllocations moving = MovingAllocations::kRefused) const {
    return accept(trials, baselines_, {reason, "c0ffee", "2026-11-26", expires}, {}, moving);
  }

  // Of five runs one counts more.
  static CountedTrial moving(const std::string& metric) {
    CountedTrial moves = trial("all");
    moves.further = {{moves.cell}, {moves.cell, "under jemalloc"}};
    moves.further[1].cell.phases[0].operations["put"].figures[metric] = 3001;
    return moves;
  }

  static inline const BoundedMetrics instructions_ = parse_bounded({"instructions/op"});
  const TemporaryFolder folder_{testing::TempDir()};
  const BaselineFolder baselines_{folder_.path() + "/baselines"};
};

TEST_F(CheckOfBaselines, WhatWasAcceptedIsFine) {
  accepted({trial("all"), trial("baseline")});
  const CheckReport report = checked({trial("all"), trial("baseline")}, true);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.exit(), Exit::kFine);
  ASSERT_EQ(report.cells.size(), 2u);
  EXPECT_EQ(report.cells[1].figures, 2u);
}

TEST_F(CheckOfBaselines, AnIncreaseIsThreeAndADecreaseFour) {
  accepted({trial("all"), trial("baseline")});
  EXPECT_EQ(checked({trial("all", 3001), trial("baseline")}).exit(), Exit::kRegression);
  EXPECT_EQ(checked({trial("all", 2999), trial("baseline")}).exit(), Exit::kImprovement);
  EXPECT_EQ(checked({trial("all", 2999), trial("baseline", 3001)}).exit(), Exit::kRegression);
}

TEST_F(CheckOfBaselines, ATrialThatFailedIsAFailureWhateverElse) {
  accepted({trial("all"), trial("baseline")});
  CountedTrial crashed = trial("all");
  crashed.failure = "crashed: signal 11 (Segmentation fault)";
  const CheckReport report = checked({crashed, trial("baseline", 3001)});
  EXPECT_EQ(report.exit(), Exit::kFailed);
  EXPECT_THAT(report.findings[0].text, HasSubstr("signal 11"));
}

TEST_F(CheckOfBaselines, WithoutABaselineNothingPasses) {
  const Finding finding = found({trial("all")});
  EXPECT_EQ(finding.found, Found::kNotComparable);
  EXPECT_THAT(finding.text, HasSubstr(baselines_.path()));
  EXPECT_THAT(finding.advice, HasSubstr("heapdyno accept --reason"));
  accepted({trial("all")});
  EXPECT_EQ(found({trial("baseline"), trial("all")}).variant, "baseline");
}

TEST_F(CheckOfBaselines, ABaselineWhoseCellIsNotRunAnyMoreIsSaid) {
  accepted({trial("all"), trial("baseline"), trial("all", 10, "scan{size=gate}")});
  EXPECT_THAT(checked({trial("all")}).findings, IsEmpty()) << "they were not asked for";
  const CheckReport report = checked({trial("all")}, true);
  EXPECT_EQ(report.exit(), Exit::kNotComparable);
  ASSERT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.findings[0].variant, "baseline");
  EXPECT_EQ(report.findings[1].scenario, "scan{size=gate}");
  EXPECT_THAT(report.findings[1].advice, HasSubstr("scan.json"));
}

TEST_F(CheckOfBaselines, AnotherToolchainIsComparedAllTheSame) {
  accepted({trial("all")});
  CountedTrial other = trial("all");
  other.toolchain = kClang;
  const Finding equal = found({other});
  EXPECT_EQ(equal.found, Found::kNote);
  EXPECT_THAT(equal.text, HasSubstr("equal to the baseline of gcc-12"));
  other = trial("all", 2999);
  other.toolchain = kClang;
  const Finding different = found({other});
  EXPECT_EQ(different.found, Found::kNotComparable);
  EXPECT_THAT(different.text, HasSubstr("there is no baseline of clang-14"));
  EXPECT_THAT(different.advice, HasSubstr("heapdyno accept"));
}

TEST_F(CheckOfBaselines, RunsThatDisagreeAreNoBasisForAnything) {
  accepted({trial("all")});
  CountedTrial torn = trial("all");
  torn.further = {{trial("all").cell}, {trial("all", 3001).cell, "under jemalloc"}};
  const Finding finding = found({torn});
  EXPECT_EQ(finding.found, Found::kNotComparable);
  EXPECT_THAT(finding.text, HasSubstr("fill put allocations"));
}

TEST_F(CheckOfBaselines, RunsThatAnswerOtherwiseAreNoBasisWhateverTheyCount) {
  accepted({trial("all")});
  CountedTrial torn = trial("all");
  torn.further = {{trial("all").cell}, {trial("all").cell}};
  torn.further[1].cell.phases[0].work = "aa cc";
  const Finding finding = found({torn});
  EXPECT_EQ(finding.found, Found::kNotComparable);
  EXPECT_THAT(finding.text, HasSubstr("what they do or answer is not the same"));
}

TEST_F(CheckOfBaselines, AnAcceptedExceptionEndsWithItsDay) {
  accepted({trial("all")}, "until the pool is mended", "2027-01-31");
  EXPECT_THAT(checked({trial("all")}, false, "2027-01-31").findings, IsEmpty());
  const CheckReport report = checked({trial("all")}, false, "2027-02-01");
  EXPECT_EQ(report.exit(), Exit::kRegression);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].found, Found::kExpired);
  EXPECT_THAT(report.findings[0].text, HasSubstr("until the pool is mended"));
}

TEST_F(CheckOfBaselines, ADamagedBaselineIsAnErrorThatNamesIt) {
  accepted({trial("all")});
  std::ofstream(baselines_.file_of("fill-random", kGcc)) << "{";
  EXPECT_THROW(checked({trial("all")}), Error);
}

TEST_F(CheckOfBaselines, WhatIsAsItWasKeepsItsEntry) {
  accepted({trial("all"), trial("baseline")});
  const Accepted again = accepted({trial("all"), trial("baseline", 2999)}, "second");
  EXPECT_EQ(again.cells, 1);
  EXPECT_EQ(again.kept, 1);
  ASSERT_EQ(again.changes.size(), 1u);
  EXPECT_EQ(again.changes[0].found, Found::kDecrease);
  const Baseline baseline = *baselines_.load("fill-random", kGcc);
  EXPECT_EQ(baseline.find("fill-random{size=gate}", "all")->accepted.reason, "first");
  EXPECT_EQ(baseline.find("fill-random{size=gate}", "baseline")->accepted.reason, "second");
}

TEST_F(CheckOfBaselines, AFigureThatMovesIsNotBanked) {
  EXPECT_THAT(
      accepted({moving("bytes")}).left_out,
      ElementsAre("fill-random{size=gate} all: fill put bytes (0, and 3,001 under jemalloc)"));
  EXPECT_THAT(checked({trial("all")}).findings, IsEmpty());
  EXPECT_EQ(checked({trial("all", 9999)}).exit(), Exit::kRegression);
}

TEST_F(CheckOfBaselines, AllocationsThatMoveAreRefused) {
  try {
    accepted({trial("baseline"), moving("allocations")});
    ADD_FAILURE() << "they were accepted";
  } catch (const Error& error) {
    EXPECT_THAT(
        error.what(),
        HasSubstr("fill-random{size=gate} all: fill put allocations (3,000, and 3,001 under "
                  "jemalloc) is not the same in all runs"));
    EXPECT_THAT(error.what(), HasSubstr("--leave-out"));
  }
  EXPECT_FALSE(baselines_.has("fill-random", kGcc)) << "nothing was written";
}

TEST_F(CheckOfBaselines, AllocationsThatMoveAreLeftOutOnRequestAndSaidInEachCheck) {
  EXPECT_EQ(accepted({moving("allocations")}, "first", "", MovingAllocations::kLeftOut).cells, 1);
  const CheckReport report = checked({trial("all", 9999)});
  EXPECT_EQ(report.exit(), Exit::kFine);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].found, Found::kNote);
  EXPECT_THAT(report.findings[0].text, HasSubstr("put allocations moved from run to run"));
  EXPECT_EQ(accepted({trial("all")}).cells, 1) << "it holds still now";
  EXPECT_EQ(checked({trial("all", 9999)}).exit(), Exit::kRegression);
}

TEST_F(CheckOfBaselines, NothingIsAcceptedWhereATrialFailedOrItsWorkMoves) {
  CountedTrial failed = trial("baseline");
  failed.failure = "hung: killed after 120 s";
  EXPECT_THROW(accepted({trial("all"), failed}), Error);
  CountedTrial other = trial("baseline");
  other.further = {{other.cell}};
  other.further[0].cell.phases[0].work = "aa cc";
  EXPECT_THROW(accepted({trial("all"), other}), Error);
  EXPECT_FALSE(baselines_.has("fill-random", kGcc));
}

TEST_F(CheckOfBaselines, AcceptingAPartLeavesTheRest) {
  accepted({trial("all"), trial("baseline")});
  accepted({trial("all", 2000)}, "second");
  EXPECT_THAT(checked({trial("all", 2000), trial("baseline")}, true).findings, IsEmpty());
}

TEST_F(CheckOfBaselines, ABoundedMetricIsComparedWithinItsTolerance) {
  accepted_with_instructions(measured({1'000'000, 1'000'400, 1'000'200}));
  EXPECT_EQ(banked(), (NamedCounts{{"instructions", 1'000'200}}));
  const CheckReport same = checked_with_instructions(measured({1'001'000}));
  EXPECT_THAT(same.findings, IsEmpty());
  EXPECT_EQ(same.cells[0].figures, 3u) << "with the operations and the allocations";
  const CheckReport more = checked_with_instructions(measured({1'002'000}));
  EXPECT_EQ(more.exit(), Exit::kRegression);
  ASSERT_EQ(more.findings.size(), 1u);
  EXPECT_EQ(change_text(more.findings[0]), "+1.80 instructions/op (+0.2 %, tolerance 0.1 %)");
  const CheckReport fewer = checked_with_instructions(measured({998'000}));
  EXPECT_EQ(fewer.exit(), Exit::kImprovement);
  EXPECT_THAT(fewer.findings[0].advice, HasSubstr("accept --metric instructions/op"));
}

TEST_F(CheckOfBaselines, ABoundedMetricThatTheBaselineHasNotIsNotComparable) {
  accepted({trial("all")});
  const CheckReport report = checked_with_instructions(measured({1'000'000}));
  EXPECT_EQ(report.exit(), Exit::kNotComparable);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].text, "the baseline has no instructions/op");
  EXPECT_THAT(report.findings[0].advice, HasSubstr("accept --metric instructions/op --reason"));
  accepted_with_instructions(measured({1'000'000}));
  EXPECT_EQ(checked_with_instructions(trial("all")).exit(), Exit::kNotComparable)
      << "it was asked for, and not measured";
}

TEST_F(CheckOfBaselines, ABoundedMetricThatIsNotAskedForIsNotLookedAtAndNotLost) {
  accepted_with_instructions(measured({1'000'000}));
  EXPECT_THAT(checked({trial("all")}).findings, IsEmpty());
  EXPECT_EQ(accepted({trial("all")}, "again").kept, 1);
  EXPECT_EQ(accepted({trial("all", 2999)}, "fewer").cells, 1);
  EXPECT_EQ(banked(), (NamedCounts{{"instructions", 1'000'000}}));
  CountedTrial other = trial("all", 2999);
  other.cell.phases[0].work = "aa cc";
  EXPECT_THAT(accepted({other}, "other work").dropped,
              ElementsAre("fill-random{size=gate} all: instructions"));
  EXPECT_EQ(banked(), NamedCounts());
}

TEST_F(CheckOfBaselines, ABoundedMetricWithinItsToleranceDoesNotCreepAway) {
  accepted_with_instructions(measured({1'000'000}));
  EXPECT_EQ(accepted_with_instructions(measured({1'000'900}), "again").kept, 1);
  EXPECT_EQ(banked(), (NamedCounts{{"instructions", 1'000'000}}));
  EXPECT_EQ(accepted_with_instructions(measured({1'002'000}), "more").changes.size(), 1u);
  EXPECT_EQ(banked(), (NamedCounts{{"instructions", 1'002'000}}));
}

TEST_F(CheckOfBaselines, ABoundedMetricThatMovesIsLeftOutAndSaid) {
  const CountedTrial moves = measured({1'000'000, 1'010'000});
  EXPECT_THAT(accepted_with_instructions(moves).left_out,
              ElementsAre("fill-random{size=gate} all: fill instructions (within its tolerance)"));
  EXPECT_EQ(accepted_with_instructions(moves, "again").kept, 1);
  const CheckReport report = checked_with_instructions(measured({2'000'000}));
  EXPECT_EQ(report.exit(), Exit::kFine);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].found, Found::kNote);
  EXPECT_EQ(accepted({trial("all", 2999)}, "fewer").cells, 1);
  EXPECT_EQ(checked_with_instructions(measured({2'000'000}, 2999)).exit(), Exit::kFine)
      << "it is kept as one that moved";
}

TEST(Expiry, IsADayThatThereIsAfterToday) {
  check_expiry("2027-01-31", "2026-11-26");
  for (const char* wrong : {"2027-02-31", "2027-1-31", "31.1.2027", "soon", "2026-11-26", ""})
    EXPECT_THROW(check_expiry(wrong, "2026-11-26"), Error) << wrong;
}

}  // namespace
}  // namespace heapdyno

#include "harness/check/check_cell.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/check/advice.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

CountedCell cell() {
  CellPhase fill;
  fill.name = "fill";
  fill.work = "aa bb";
  fill.operations["put"] = {1000, {{"allocations", 3000}, {"bytes", 90'000}}};
  fill.operations["background"] = {0, {{"allocations", 40}}};
  fill.physical = {{"flushes", 3}, {"cache_hits", 7}};
  fill.sites = {{"put", "Memtable::insert", "std::string", {"engine/a.cc", 8}, 3000, 90'000}};
  return {"fill-random{size=gate}", "all", "d1", {fill}};
}

BaselineCell baseline_of_cell() { return {cell(), {"first", "c0ffee", "2026-11-26", ""}, {}}; }

// But for that of the blocks left alive, which the last tests are about.
std::vector<Finding> findings_of(const CountedCell& now) {
  std::vector<Finding> findings = check_cell(now, baseline_of_cell()).findings;
  std::erase_if(findings,
                [](const Finding& finding) { return finding.metric == "blocks left alive"; });
  return findings;
}

// The only finding.
Finding found(const CountedCell& now) {
  const std::vector<Finding> findings = findings_of(now);
  EXPECT_EQ(findings.size(), 1u);
  return findings.empty() ? Finding() : findings[0];
}

TEST(CheckCell, EqualFiguresAreFineAndCounted) {
  const CellCheck check = check_cell(cell(), baseline_of_cell());
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_EQ(check.figures, 6u) << "put: three; background: one; flushes, cache_hits";
}

TEST(CheckCell, OneMoreIsAnIncreaseAndNamesTheSite) {
  CountedCell now = cell();
  now.phases[0].operations["put"].figures["allocations"] = 3001;
  now.phases[0].sites.push_back({"put", "Db::put", "std::string", {"engine/b.cc", 5}, 1, 8});
  const Finding finding = found(now);
  EXPECT_EQ(finding.found, Found::kIncrease);
  EXPECT_EQ(finding.scenario, "fill-random{size=gate}");
  EXPECT_EQ(finding.variant, "all");
  EXPECT_EQ(finding.phase, "fill");
  EXPECT_EQ(finding.operations, 1000u);
  ASSERT_EQ(finding.sites.size(), 1u);
  EXPECT_EQ(finding.sites[0].function, "Db::put");
}

TEST(CheckCell, OneMoreWhereThereWasNoneNamesItsSiteToo) {
  CountedCell now = cell();
  CellPhase get;
  get.name = "get";
  get.operations["get"] = {500, {}};
  BaselineCell then = baseline_of_cell();
  then.counted.phases.push_back(get);
  get.operations["get"].figures = {{"allocations", 500}, {"frees", 500}};
  get.sites = {{"get", "Db::get", "std::string", {"engine/b.cc", 5}, 500, 4000}};
  now.phases.push_back(get);
  const std::vector<Finding> findings = check_cell(now, then).findings;
  ASSERT_FALSE(findings.empty());
  ASSERT_EQ(findings[0].sites.size(), 1u);
  EXPECT_EQ(findings[0].sites[0].function, "Db::get");
  then.counted.phases[1].operations["get"].figures = {{"allocations", 499}};
  EXPECT_TRUE(check_cell(now, then).findings[0].sites.empty()) << "it was not profiled";
}

TEST(CheckCell, OneFewerIsADecreaseThatIsToBeAccepted) {
  CountedCell now = cell();
  now.phases[0].operations["put"].figures["bytes"] = 89'999;
  const Finding finding = found(now);
  EXPECT_EQ(finding.found, Found::kDecrease);
  EXPECT_THAT(finding.advice, HasSubstr("accept --reason"));
}

TEST(CheckCell, AFigureThatIsGoneOrNewIsComparedWithZero) {
  CountedCell now = cell();
  now.phases[0].physical.erase("flushes");
  EXPECT_EQ(found(now).found, Found::kDecrease);
  now = cell();
  now.phases[0].physical["compactions"] = 1;
  EXPECT_EQ(found(now).found, Found::kIncrease);
}

TEST(CheckCell, BackgroundWorkIsForAllOperations) {
  CountedCell now = cell();
  now.phases[0].operations["background"].figures["allocations"] = 140;
  EXPECT_EQ(found(now).operations, 1000u);
}

TEST(CheckCell, WhatACacheFindsHasToBeAcceptedEitherWay) {
  for (const uint64_t hits : {6, 8}) {
    CountedCell now = cell();
    now.phases[0].physical["cache_hits"] = hits;
    EXPECT_EQ(found(now).found, Found::kDecrease) << hits;
  }
}

TEST(CheckCell, OtherWorkIsNotCompared) {
  const auto is_other = [](auto change) {
    CountedCell now = cell();
    change(now);
    now.phases[0].physical["flushes"] = 9;
    const Finding finding = found(now);
    EXPECT_EQ(finding.found, Found::kNotComparable);
    EXPECT_THAT(finding.advice, HasSubstr("accept"));
    return finding.text;
  };
  EXPECT_THAT(is_other([](CountedCell& now) { now.digest = "d2"; }), HasSubstr("d2"));
  EXPECT_THAT(is_other([](CountedCell& now) { now.phases[0].work = "aa cc"; }),
              HasSubstr("other work is done in the phase fill"));
  EXPECT_THAT(is_other([](CountedCell& now) { now.phases[0].name = "load"; }),
              HasSubstr("the phase fill is in the baseline, and was not run"));
  EXPECT_THAT(is_other([](CountedCell& now) {
                now.phases.push_back({"more", "", {}, {}, {}});
              }),
              HasSubstr("the phase more is not in the baseline"));
  EXPECT_THAT(is_other([](CountedCell& now) { now.phases[0].operations["put"].operations = 999; }),
              HasSubstr("put was done 999 times, and 1000 times before"));
}

TEST(CheckCell, WhatMovedFromRunToRunIsNotCompared) {
  CountedCell now = cell();
  now.phases[0].operations["put"].figures["bytes"] = 1;
  BaselineCell then = baseline_of_cell();
  then.moved = {"fill put bytes"};
  const CellCheck check = check_cell(now, then);
  EXPECT_THAT(check.findings, IsEmpty());
  EXPECT_EQ(check.figures, 5u);
}

TEST(CheckCell, AnAllocationThatMovedIsSaidAndNoFailure) {
  CountedCell now = cell();
  now.phases[0].sites[0].function = "Memtable::make";
  const Finding finding = found(now);
  EXPECT_EQ(finding.found, Found::kMoved);
  ASSERT_EQ(finding.sites.size(), 2u);
  EXPECT_EQ(finding.sites[0].function, "Memtable::insert");
  EXPECT_EQ(finding.sites[1].function, "Memtable::make");
}

TEST(CheckCell, OneSiteThatBecameSeveralHasMovedToo) {
  CountedCell now = cell();
  now.phases[0].sites = {{"put", "a", "", {}, 1000, 0}, {"put", "b", "", {}, 2000, 0}};
  const Finding finding = found(now);
  EXPECT_EQ(finding.found, Found::kMoved);
  EXPECT_EQ(finding.sites.size(), 3u);
}

TEST(CheckCell, SitesThatAreNotKnownSayNothing) {
  CountedCell now = cell();
  now.phases[0].sites.clear();
  EXPECT_THAT(findings_of(now), IsEmpty());
}

TEST(CheckCell, SitesOfBackgroundWorkAreItsOwn) {
  CountedCell now = cell();
  now.phases[0].operations["background"].figures["allocations"] = 41;
  now.phases[0].sites.push_back({"put, background", "Table::open", "", {"engine/t.cc", 3}, 1, 8});
  const Finding finding = found(now);
  EXPECT_EQ(finding.operation, "background");
  ASSERT_EQ(finding.sites.size(), 1u);
  EXPECT_EQ(finding.sites[0].function, "Table::open");
}

// The findings when so many blocks are made, resized and freed.
std::vector<Finding> with_blocks(uint64_t made, uint64_t resized, uint64_t freed) {
  CellPhase clear;
  clear.name = "clear";
  clear.operations["delete"] = {1000, {{"allocations", 500}, {"resized", 100}, {"frees", 2000}}};
  CountedCell then = cell();
  then.phases.push_back(clear);
  clear.operations["delete"].figures = {
      {"allocations", made}, {"resized", resized}, {"frees", freed}};
  CountedCell now = cell();
  now.phases.push_back(clear);
  return check_cell(now, {then, {}, {}}).findings;
}

TEST(CheckCell, AFreeThatIsMissingIsAnIncreaseOfBlocksLeftAlive) {
  const std::vector<Finding> findings = with_blocks(500, 100, 1000);
  ASSERT_EQ(findings.size(), 2u) << "and fewer frees";
  EXPECT_EQ(findings[0].found, Found::kDecrease);
  EXPECT_EQ(findings[1].found, Found::kIncrease);
  EXPECT_EQ(findings[1].phase, "clear");
  EXPECT_EQ(findings[1].metric, "blocks left alive");
  EXPECT_EQ(findings[1].operations, 1000u);
  EXPECT_EQ(findings[1].text, "blocks left alive: +1.00/op (+1,000)");
}

TEST(CheckCell, ABlockThatIsResizedIsNoNewOne) {
  for (const Finding& finding : with_blocks(600, 200, 2000))
    EXPECT_NE(finding.metric, "blocks left alive");
  EXPECT_EQ(with_blocks(500, 99, 2000).back().metric, "blocks left alive");
}

TEST(CheckCell, FewerBlocksLeftAliveAreNoFinding) {
  const std::vector<Finding> findings = with_blocks(500, 100, 2001);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].metric, "frees");
}

TEST(CheckCell, BlocksLeftAliveAreNotComparedWhereWhatTheyAreMadeOfMoved) {
  CountedCell now = cell();
  now.phases[0].operations["put"].figures["allocations"] = 3001;
  BaselineCell then = baseline_of_cell();
  then.moved = {"fill put allocations"};
  const std::vector<Finding> findings = check_cell(now, then).findings;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].found, Found::kNote);
}

// Their sum is not held to be what it was.
TEST(CheckCell, SitesSayNothingWhereAllocationsAreLeftOut) {
  CountedCell now = cell();
  now.phases[0].operations["put"].figures["allocations"] = 3001;
  now.phases[0].sites.push_back({"put", "Db::put", "std::string", {"engine/b.cc", 5}, 1, 8});
  BaselineCell then = baseline_of_cell();
  then.moved = {"fill put allocations"};
  const std::vector<Finding> findings = check_cell(now, then).findings;
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].found, Found::kNote);
  EXPECT_EQ(findings[0].text,
            "put allocations moved from run to run when it was accepted, so it is not compared");
}

TEST(CheckCell, WhatAcceptsNamesTheProgramThatWasChecked) {
  const CellRules rules = {.accept_arguments =
                               accept_arguments("my baselines", {"./words", "a b"})};
  CountedCell now = cell();
  now.phases[0].operations["put"].figures["bytes"] = 89'999;
  const std::string accept =
      "`heapdyno accept --reason \"...\" --baseline 'my baselines' -- ./words 'a b'`";
  EXPECT_THAT(check_cell(now, baseline_of_cell(), rules).findings.at(0).advice, HasSubstr(accept));
  now.digest = "d2";
  EXPECT_THAT(check_cell(now, baseline_of_cell(), rules).findings.at(0).advice, HasSubstr(accept));
}

TEST(CheckCell, OtherArgumentsOfAProgramAreCalledThat) {
  CountedCell now = cell();
  now.variant.clear();
  now.digest = "d2";
  const Finding finding = found(now);
  EXPECT_EQ(finding.found, Found::kNotComparable);
  EXPECT_THAT(finding.text, HasSubstr("its arguments are not those that the baseline is of"));
  EXPECT_THAT(finding.advice, HasSubstr("--baseline DIR"));
}

}  // namespace
}  // namespace heapdyno

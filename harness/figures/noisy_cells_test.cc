#include "harness/figures/noisy_cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "harness/figures/looks.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr double kMargin = 0.02;

// Of so many blocks around `ratio`: the differences lie evenly within `spread` of it.
NoisyResult around(double ratio, double spread, int blocks = 12, double level = kLevel) {
  NoisyResult result;
  result.a = 1000;
  result.b = 1000 * ratio;
  std::vector<double> differences;
  for (int block = 0; block < blocks; ++block) {
    const double share = 2.0 * block / (blocks - 1) - 1;
    differences.push_back(std::log(ratio) + spread * share);
    result.differences[{"", "", block}] = differences.back();
  }
  result.ratio = signed_rank(differences, level);
  return result;
}

std::string text_of(NoisyResult result) {
  return noisy_cell(judged(std::move(result), kMargin)).text;
}

TEST(NoisyCell, SaysWhetherADifferenceIsDetectedAndWhatItIsAgainstTheMargin) {
  EXPECT_EQ(text_of(around(1.06, 0.02)), "1.060 [1.050, 1.070] regression");
  EXPECT_EQ(text_of(around(0.94, 0.02)), "0.940 [0.931, 0.949] improvement");
  EXPECT_EQ(text_of(around(1.01, 0.01)), "1.010 [1.005, 1.015] equivalent");
  EXPECT_EQ(text_of(around(1.0, 0.01)), "~ 1.000 [0.995, 1.005] equivalent");
}

TEST(NoisyCell, AnOpenVerdictSaysWhatWasToBeSeenAndWhatItTakes) {
  EXPECT_EQ(text_of(around(1.01, 0.04)),
            "~ 1.010 [0.992, 1.029] inconclusive (sees 2.7 %, 77 more rounds)");
  EXPECT_EQ(text_of(around(1.03, 0.03)),
            "1.030 [1.016, 1.044] inconclusive (sees 2 %, 39 more rounds)");
}

TEST(NoisyCell, TooFewRoundsForAnIntervalSayHowManyItTakes) {
  EXPECT_EQ(text_of(around(1.1, 0.01, 2)), "~ 1.100, 2 rounds; an interval needs 6");
  EXPECT_EQ(text_of(around(1.1, 0.01, 8, level_of_look(10))),
            "~ 1.100, 8 rounds; an interval needs 9");
  EXPECT_EQ(noisy_cell(judged(std::nullopt, kMargin)).text, "-");
}

TEST(NoisyCell, LinkOrdersThatDisagreeLeaveTheVerdictOpen) {
  NoisyResult result = around(1.06, 0.02);
  result.layouts = 3;
  result.layouts_agree = false;
  EXPECT_EQ(text_of(result), "1.060 [1.050, 1.070] inconclusive (layouts disagree)");
  EXPECT_EQ(judge(result, kMargin).verdict, Verdict::kInconclusive);
  NoisyResult undetected = around(1.0, 0.01);
  undetected.layouts_agree = false;
  EXPECT_EQ(text_of(undetected), "~ 1.000 [0.995, 1.005] equivalent");
}

TEST(NoisyCell, CarriesItsFiguresAndItsVerdict) {
  const TableCell cell = noisy_cell(judged(around(1.06, 0.02), kMargin));
  std::vector<std::string> names;
  for (const auto& [name, value] : cell.figures) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("a", "b", "ratio", "rounds", "low", "high", "detected",
                                 "detectable", "more_rounds", "p"));
  EXPECT_THAT(cell.words, ElementsAre(std::pair("verdict", "regression")));
}

// Eighteen lines without an effect and two with one, of which the smaller is not beyond what chance
// detects among twenty.
std::vector<NoisyLine> twenty_lines() {
  std::vector<std::optional<NoisyResult>> results(18, around(1.0, 0.03));
  results.emplace_back(around(1.06, 0.02));
  results.emplace_back(around(1.021, 0.033));
  results.emplace_back(std::nullopt);
  results.emplace_back(around(1.5, 0.01, 3));
  return judge_grid(std::move(results), kMargin);
}

TEST(NoisyGrid, WhatIsDetectedButNotKeptAmongManyIsMarked) {
  const std::vector<NoisyLine> lines = twenty_lines();
  EXPECT_TRUE(lines[18].kept());
  EXPECT_TRUE(lines[19].judgement.detected);
  EXPECT_FALSE(lines[19].kept());
  EXPECT_EQ(noisy_cell(lines[19]).text.substr(0, 8), "? 1.021 ");
  EXPECT_THAT(grid_notes(find_metric("ns/op"), lines),
              ElementsAre("ns/op: 2 of 20 lines detected, 1 kept where 5 % of those kept may be by "
                          "chance (Benjamini-Hochberg); ? marks the others"));
}

TEST(NoisyGrid, LinesWithoutAnIntervalTakeNoPart) {
  const std::vector<NoisyLine> lines = twenty_lines();
  EXPECT_FALSE(lines[20].q);
  EXPECT_FALSE(lines[21].q);
  EXPECT_THAT(lines[21].judgement.detected, false);
}

TEST(NoisyGrid, OneLineIsNotCorrected) {
  const std::vector<NoisyLine> lines = judge_grid({around(1.06, 0.02)}, kMargin);
  EXPECT_FALSE(lines[0].q);
  EXPECT_TRUE(lines[0].kept());
  EXPECT_THAT(grid_notes(find_metric("ns/op"), lines), IsEmpty());
}

TEST(NoisyGrid, SaysHowManyLinkOrdersThereAre) {
  NoisyResult result = around(1.06, 0.02);
  result.layouts = 3;
  EXPECT_THAT(grid_notes(find_metric("ns/op"), judge_grid({result}, kMargin)),
              ElementsAre("ns/op: over 3 link orders, in each of which the sign must be the same"));
}

TEST(NoisyGrid, ALookIsCorrectedAtItsOwnLevel) {
  // At the level of the first look p must be nine times smaller for the same share of false ones.
  const double level = level_of_look(10);
  const NoisyResult result = around(1.06, 0.02, 10, level);
  EXPECT_DOUBLE_EQ(p_at_level(result, 0.001), 0.001 * kLevel / level);
  EXPECT_EQ(p_at_level(result, 0.9), 1.0);
}

TEST(Confidence, IsThatOfTheIntervals) {
  std::vector<std::optional<NoisyResult>> results = {around(1, 0.01)};
  EXPECT_EQ(confidence_text(judge_grid(results, kMargin)), "95 %");
  results = {around(1, 0.01, 10, level_of_look(10))};
  EXPECT_EQ(confidence_text(judge_grid(results, kMargin)), "99.4 %");
  results.emplace_back(around(1, 0.01, 20, level_of_look(20)));
  EXPECT_EQ(confidence_text(judge_grid(results, kMargin)), "98.9 to 99.4 %");
  EXPECT_EQ(confidence_text({}), "95 %");
}

}  // namespace
}  // namespace heapdyno

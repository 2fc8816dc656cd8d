#include "harness/calibrate/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace heapdyno {
namespace {

using Numbers = std::vector<double>;

constexpr double kMargin = 0.02;

// Two campaigns in which each round is told by its differences: 10 to 21, and 30 to 41; of the second
// cell 100 times that.
NoisePool told_rounds() {
  NoisePool noise;
  noise.cells = {"a", "b"};
  for (const double first : {10.0, 30.0}) {
    ControlCampaign campaign;
    for (int i = 0; i < 12; ++i) campaign.rounds.push_back({first + i, 100 * (first + i)});
    noise.campaigns.push_back(campaign);
  }
  return noise;
}

TEST(Simulate, PutsCampaignsTogetherOfStretchesOfRounds) {
  for (const Simulated& campaign : simulate(told_rounds(), 50, 1)) {
    ASSERT_EQ(campaign[0].size(), 40u);
    for (size_t i = 0; i < 40; ++i) {
      EXPECT_EQ(std::abs(campaign[1][i]), 100 * std::abs(campaign[0][i]))
          << "one round of all cells";
      if (i % kStretch == 0) continue;
      const double before = campaign[0][i - 1];
      const double follows = std::abs(before) == 21   ? 10
                             : std::abs(before) == 41 ? 30
                                                      : std::abs(before) + 1;
      EXPECT_EQ(campaign[0][i], std::copysign(follows, before)) << "one coin for a stretch";
    }
  }
}

TEST(Simulate, UsesAllRoundsAndBothSidesOfTheCoin) {
  std::set<double> seen;
  for (const Simulated& campaign : simulate(told_rounds(), 100, 1))
    seen.insert(campaign[0].begin(), campaign[0].end());
  EXPECT_EQ(seen.size(), 48u);
}

TEST(Simulate, ASeedGivesTheSameCampaigns) {
  EXPECT_EQ(simulate(told_rounds(), 5, 7), simulate(told_rounds(), 5, 7));
  EXPECT_NE(simulate(told_rounds(), 5, 7), simulate(told_rounds(), 5, 8));
}

// Forty differences about a centre, by up to `around`.
Numbers differences(double centre, double around) {
  Numbers d;
  for (int i = 0; i < 40; ++i) d.push_back(centre + around * (i % 2 == 0 ? 1 : -1) * (i + 1) / 40);
  return d;
}

TEST(Procedures, FixedRoundsLeaveOutWhatComesAfter) {
  Numbers d = differences(0.1, 0.01);
  const Decision decision = fixed_rounds(12, kMargin)(d);
  EXPECT_EQ(decision.rounds(), 12);
  EXPECT_EQ(decision.result.n, 12);
  EXPECT_EQ(decision.judgement.verdict, Verdict::kRegression);
  d[15] = -100;
  EXPECT_EQ(fixed_rounds(12, kMargin)(d).result.estimate, decision.result.estimate);
}

TEST(Procedures, UntilResolvedStopsAtTheFirstLookThatHasAVerdict) {
  EXPECT_EQ(until_resolved(kMargin)(differences(0.1, 0.01)).rounds(), 10);
  EXPECT_EQ(until_resolved(kMargin)(differences(0, 0.001)).judgement.verdict, Verdict::kEquivalent);
  const Decision open = until_resolved(kMargin)(differences(std::log1p(kMargin), 0.05));
  EXPECT_EQ(open.rounds(), 40);
  EXPECT_EQ(open.judgement.verdict, Verdict::kInconclusive);
}

TEST(Procedures, UntilDetectedDoesNotCareForTheMargin) {
  const Numbers d = differences(std::log1p(kMargin), 0.01);
  EXPECT_EQ(until_detected(kMargin)(d).rounds(), 10);
  EXPECT_EQ(until_resolved(kMargin)(d).rounds(), 40);
}

TEST(Procedures, EachLookIsAtItsLevel) {
  Numbers levels;
  const Estimator watched = [&](std::span<const double> d, double level) {
    levels.push_back(level);
    return signed_rank(d, level);
  };
  until_detected(kMargin, watched)(differences(0, 0.01));
  EXPECT_EQ(levels, (Numbers{level_of_look(10), level_of_look(14), level_of_look(20),
                             level_of_look(28), level_of_look(40)}));
}

TEST(Procedures, AnEffectIsAFactorOfAllTimesOfB) {
  const std::vector<Simulated> campaigns = {{Numbers(20, 0.001), Numbers(20, 0.0)}};
  const Procedure procedure = fixed_rounds(12, kMargin);
  EXPECT_NEAR(decisions_of_cell(campaigns, 0, 0.05, procedure)[0].result.estimate,
              0.001 + std::log(1.05), 1e-12);
  EXPECT_NEAR(decisions(campaigns, 0.05, procedure)[1][0].result.estimate, std::log(1.05), 1e-12);
}

}  // namespace
}  // namespace heapdyno

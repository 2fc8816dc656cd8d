#include "harness/claims/verdict_rules.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace heapdyno {
namespace {

const ClaimedRange kRange{30, 50};

// By so many percent less, exactly.
Change less(double percent) {
  const double log_ratio = std::log1p(-percent / 100);
  return {log_ratio, Interval{log_ratio, log_ratio}};
}

// By so many percent less, with an interval of as many percent around it.
Change less(double percent, double low, double high) {
  return {std::log1p(-percent / 100), Interval{std::log1p(-high / 100), std::log1p(-low / 100)}};
}

Outcome outcome(const Change& headline, const std::vector<Change>& phases = {}) {
  return outcome_of(kRange, headline, phases);
}

TEST(VerdictRules, AReductionIsAboveTheRangeOrWithinOrBelow) {
  EXPECT_EQ(outcome(less(50.001)), Outcome::kExceeded);
  EXPECT_EQ(outcome(less(49.999)), Outcome::kConfirmed);
  EXPECT_EQ(outcome(less(30.001)), Outcome::kConfirmed);
  EXPECT_EQ(outcome(less(29.999)), Outcome::kPartly);
  EXPECT_EQ(outcome(less(0.1)), Outcome::kPartly);
}

TEST(VerdictRules, TheEndsOfTheRangeBelongToIt) {
  const auto from_five = [](double to) {
    const double log_ratio = std::log(to / 5);
    return Change{log_ratio, Interval{log_ratio, log_ratio}};
  };
  EXPECT_EQ(outcome_of(ClaimedRange{20, 40}, from_five(4), {}), Outcome::kConfirmed);
  EXPECT_EQ(outcome_of(ClaimedRange{20, 40}, from_five(3), {}), Outcome::kConfirmed);
  EXPECT_EQ(outcome_of(ClaimedRange{20, 40}, from_five(5), std::vector{from_five(4)}),
            Outcome::kPartly);
}

TEST(VerdictRules, NothingIsNotConfirmedAndMoreIsReversed) {
  EXPECT_EQ(outcome(less(0)), Outcome::kNotConfirmed);
  EXPECT_EQ(outcome(less(-5)), Outcome::kReversed);
}

TEST(VerdictRules, AllSavedExceedsEveryRange) {
  const double all = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(outcome({all, Interval{all, all}}), Outcome::kExceeded);
}

TEST(VerdictRules, AnIntervalThatHoldsZeroConfirmsNothing) {
  EXPECT_EQ(outcome(less(35, -1, 60)), Outcome::kNotConfirmed);
  EXPECT_EQ(outcome(less(35, 1, 60)), Outcome::kConfirmed);
  EXPECT_EQ(outcome(less(-35, -60, -1)), Outcome::kReversed);
  EXPECT_EQ(outcome(less(-35, -60, 1)), Outcome::kNotConfirmed);
  EXPECT_EQ(outcome({std::log(0.6), std::nullopt}), Outcome::kNotConfirmed);
}

TEST(VerdictRules, OneHeadlinePhaseThatReachesTheRangeMakesItPartly) {
  EXPECT_EQ(outcome(less(-5), {less(40), less(-80)}), Outcome::kPartly);
  EXPECT_EQ(outcome(less(0), {less(70), less(-200)}), Outcome::kPartly);
  EXPECT_EQ(outcome(less(-5), {less(20), less(-80)}), Outcome::kReversed);
  EXPECT_EQ(outcome(less(-5), {less(40, -1, 60), less(-80)}), Outcome::kReversed);
}

TEST(VerdictRules, AClaimWithoutAFigureGoesBySignAlone) {
  EXPECT_EQ(outcome_of(std::nullopt, less(0.1), {}), Outcome::kConfirmed);
  EXPECT_EQ(outcome_of(std::nullopt, less(0), {}), Outcome::kNotConfirmed);
  EXPECT_EQ(outcome_of(std::nullopt, less(5, -1, 9), {}), Outcome::kNotConfirmed);
  EXPECT_EQ(outcome_of(std::nullopt, less(-0.1), {}), Outcome::kReversed);
}

TEST(VerdictRules, AShareIsMoreThanThatInAllOrSomeOrNoPhases) {
  EXPECT_EQ(outcome_of_shares(50, std::vector<double>{0.51, 0.9}), Outcome::kConfirmed);
  EXPECT_EQ(outcome_of_shares(50, std::vector<double>{0.5, 0.9}), Outcome::kPartly);
  EXPECT_EQ(outcome_of_shares(50, std::vector<double>{0.5, 0.1}), Outcome::kNotConfirmed);
}

}  // namespace
}  // namespace heapdyno

#include "harness/figures/verdict.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace heapdyno {
namespace {

constexpr double kNoMoreThan = 0.02;

SignedRank with_interval(double low, double high) {
  SignedRank result;
  result.n = 12;
  result.estimate = (low + high) / 2;
  result.interval = Interval{low, high};
  result.sigma = 0.01;
  return result;
}

Judgement judged(double low, double high) { return judge(with_interval(low, high), kNoMoreThan); }

TEST(Verdict, TheWholeIntervalBeyondTheMarginDecides) {
  EXPECT_EQ(judged(0.03, 0.05).verdict, Verdict::kRegression);
  EXPECT_EQ(judged(-0.05, -0.03).verdict, Verdict::kImprovement);
  EXPECT_EQ(judged(-0.01, 0.015).verdict, Verdict::kEquivalent);
}

TEST(Verdict, AnIntervalThatHoldsAnEndOfTheMarginIsInconclusive) {
  EXPECT_EQ(judged(0.01, 0.03).verdict, Verdict::kInconclusive);
  EXPECT_EQ(judged(-0.03, 0.0).verdict, Verdict::kInconclusive);
  EXPECT_EQ(judged(-0.1, 0.1).verdict, Verdict::kInconclusive);
  EXPECT_EQ(judge(SignedRank(), kNoMoreThan).verdict, Verdict::kInconclusive);
}

TEST(Verdict, DetectionAsksForAnyDifferenceAtAll) {
  EXPECT_TRUE(judged(0.004, 0.012).detected);
  EXPECT_EQ(judged(0.004, 0.012).verdict, Verdict::kEquivalent);
  EXPECT_FALSE(judged(-0.001, 0.012).detected);
}

TEST(Verdict, TheSmallestDetectableEffectIsTheInverseOfTheBlocksNeeded) {
  const Judgement judgement = judged(-0.001, 0.001);
  // (1.95996 + 0.84162) * 0.01 / sqrt(12 * 0.955)
  EXPECT_NEAR(judgement.detectable, std::expm1(0.0082757), 1e-6);
  EXPECT_EQ(judgement.more_blocks, 0);
}

TEST(Verdict, MoreBlocksAreAskedForWhereTheVerdictIsOpen) {
  const int wide = judged(-0.06, 0.06).more_blocks;
  const int narrow = judged(-0.01, 0.03).more_blocks;
  EXPECT_GT(narrow, 0);
  EXPECT_GT(wide, narrow);
}

TEST(Verdict, AnEffectAsLargeAsTheMarginDoesNotAskForBlocksWithoutEnd) {
  EXPECT_LT(judged(0.01, 0.03).more_blocks, 100);
}

}  // namespace
}  // namespace heapdyno

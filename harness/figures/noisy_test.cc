#include "harness/figures/noisy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/figures/looks.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using Nanoseconds = std::vector<double>;
using Records = std::vector<Record>;

const Metric& nanoseconds() { return find_metric("ns/op"); }

std::optional<NoisyResult> result_of(const Records& a, const Records& b) {
  return noisy_result(samples_of(a), samples_of(b), nanoseconds());
}

Records of_layouts(const Nanoseconds& nanoseconds, int layouts) {
  Records records = timed({}, nanoseconds);
  for (Record& record : records) record.keys["layout"] = std::to_string(1 + record.block % layouts);
  return records;
}

TEST(NoisyResult, IsTheDifferenceWithinEachBlock) {
  // The machine is twice as slow in every other block: the pairs do not see it.
  const auto result = result_of(timed({}, {1000, 2000, 1000, 2000, 1000, 2000}),
                                timed({.variant = "all"}, {900, 1800, 900, 1800, 900, 1800}));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->blocks(), 6);
  EXPECT_TRUE(result->interleaved);
  for (const auto& [key, difference] : result->differences)
    EXPECT_NEAR(difference, std::log(0.9), 1e-9);
  EXPECT_NEAR(std::exp(result->ratio.interval->high), 0.9, 1e-9);
}

TEST(NoisyResult, ABlockThatOneSideLacksIsLeftOut) {
  EXPECT_EQ(result_of(timed({}, {1, 1, 1}), timed({}, {2, 2}))->blocks(), 2);
  EXPECT_FALSE(result_of(timed({}, {1, 1}), {}));
}

TEST(NoisyResult, RunsThatShareNoPlanArePairedByNumber) {
  TestTrial other;
  other.plan_digest = "other";
  other.block = 3;
  const auto result = result_of(timed({}, {1000, 1000}), timed(other, {1100, 1100, 1100}));
  EXPECT_FALSE(result->interleaved);
  EXPECT_EQ(result->blocks(), 2);
}

TEST(NoisyResult, BlocksOfAllLinkOrdersStandTogether) {
  const Nanoseconds a = {1000, 1000, 1000, 1000, 1000, 1000};
  const auto result = result_of(of_layouts(a, 3), of_layouts({900, 910, 920, 900, 910, 920}, 3));
  EXPECT_EQ(result->blocks(), 6);
  EXPECT_EQ(result->layouts, 3);
  EXPECT_TRUE(result->layouts_agree);
}

TEST(NoisyResult, ARoundInWhichASideIsZeroHasNoRatioAndIsNotLeftOut) {
  const Records a = timed({}, {1000, 1000, 1000});
  const Records b = timed({.variant = "all"}, {900, 0, 0});
  EXPECT_FALSE(result_of(a, b));
  const ZeroRounds zero = zero_rounds(samples_of(a), samples_of(b), nanoseconds());
  EXPECT_EQ(zero.zero, 2);
  EXPECT_EQ(zero.rounds, 3);
  EXPECT_FALSE(zero.all_of_b);
  EXPECT_TRUE(zero_rounds(samples_of(a), samples_of(timed({}, {0, 0})), nanoseconds()).all_of_b);
  EXPECT_FALSE(zero_rounds(samples_of(a), {}, nanoseconds()).all_of_b);
}

TEST(NoisyResult, EachLinkOrderMustShowTheSameSign) {
  const Nanoseconds a(12, 1000);
  Nanoseconds b(12, 900);
  for (size_t block = 2; block < b.size(); block += 6) b[block] = b[block + 3] = 1010;
  EXPECT_FALSE(result_of(of_layouts(a, 3), of_layouts(b, 3))->layouts_agree);
}

TEST(NoisyResult, LinkOrdersAreNotPairedWithEachOther) {
  Records b = of_layouts({1000, 1000}, 1);
  for (Record& record : b) record.keys["layout"] = "2";
  EXPECT_FALSE(result_of(of_layouts({1000, 1000}, 1), b));
}

TEST(NoisyResult, ARunThatGoesOnUntilItIsResolvedIsJudgedAtTheLevelOfItsLook) {
  for (const int blocks : {10, 14, 20}) {
    Records records = timed({}, Nanoseconds(static_cast<size_t>(blocks), 1000));
    EXPECT_EQ(result_of(records, records)->ratio.level, kLevel);
    for (Record& record : records) record.until_resolved = true;
    EXPECT_EQ(result_of(records, records)->ratio.level, level_of_look(blocks));
  }
}

TEST(GeometricMean, IsTheMeanOfTheLinesInEachBlock) {
  const Nanoseconds a(8, 1000);
  const std::vector<NoisyResult> lines = {
      *result_of(timed({}, a), timed({}, {800, 810, 790, 800, 805, 795, 800, 800})),
      *result_of(timed({}, a), timed({}, {1250, 1240, 1260, 1250, 1245, 1255, 1250}))};
  const auto mean = geometric_mean(lines);
  ASSERT_TRUE(mean);
  EXPECT_EQ(mean->blocks(), 7);  // the second line has no eighth
  EXPECT_NEAR(std::exp(mean->ratio.estimate), 1.0, 1e-3);
  EXPECT_NEAR(mean->b, 1000, 1e-6);
  EXPECT_NEAR(mean->differences.begin()->second, 0.0, 1e-9);
}

TEST(GeometricMean, LinesWithoutACommonBlockHaveNone) {
  TestTrial other;
  other.plan_digest = "other";
  const std::vector<NoisyResult> lines = {*result_of(timed({}, {1, 1}), timed({}, {2, 2})),
                                          *result_of(timed(other, {1, 1}), timed(other, {2, 2}))};
  EXPECT_FALSE(geometric_mean(lines));
  EXPECT_FALSE(geometric_mean({}));
}

}  // namespace
}  // namespace heapdyno

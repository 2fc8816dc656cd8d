#include "harness/figures/stats.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace heapdyno {
namespace {

using Numbers = std::vector<double>;

// The positive ranks' sum with midranks, zeros left out: the textbook's words.
double positive_rank_sum(const Numbers& d) {
  double sum = 0;
  for (const double value : d) {
    if (value <= 0) continue;
    double rank = 0.5;
    for (const double other : d) {
      if (other == 0) continue;
      if (std::abs(other) < std::abs(value)) rank += 1;
      if (std::abs(other) == std::abs(value)) rank += 0.5;
    }
    sum += rank;
  }
  return sum;
}

// Every assignment of signs, one by one.
double p_by_brute_force(const Numbers& d) {
  Numbers size;
  for (const double value : d) {
    if (value != 0) size.push_back(std::abs(value));
  }
  const double seen = positive_rank_sum(d);
  int below = 0;
  int above = 0;
  const unsigned all = 1u << size.size();
  for (unsigned signs = 0; signs < all; ++signs) {
    Numbers signed_sizes = size;
    for (size_t i = 0; i < size.size(); ++i) {
      if ((signs >> i & 1) != 0) signed_sizes[i] = -size[i];
    }
    const double sum = positive_rank_sum(signed_sizes);
    below += sum <= seen;
    above += sum >= seen;
  }
  return std::min(1.0, 2.0 * std::min(below, above) / all);
}

// Hamilton's depression scale for nine patients (Hollander and Wolfe, table 3.1), the example of R's wilcox.test:
// V = 40 or 5 by direction, p-value 0.03906 two-sided, pseudomedian 0.46, and the interval of the
// 6th Walsh averages from either end.
const Numbers kDepression = {0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01};

TEST(SignedRank, AgreesWithTheTextbook) {
  const SignedRank result = signed_rank(kDepression);
  EXPECT_EQ(result.n, 9);
  EXPECT_NEAR(result.p, 0.0390625, 1e-12);
  EXPECT_NEAR(result.estimate, 0.46, 1e-9);
  ASSERT_TRUE(result.interval);
  EXPECT_NEAR(result.interval->low, 0.01, 1e-9);
  EXPECT_NEAR(result.interval->high, 0.786, 1e-9);
  EXPECT_TRUE(result.resolved());
}

TEST(SignedRank, NullDistributionAgreesWithPublishedTables) {
  // The lower tails of the published tables (for example Hollander and Wolfe, table A.4).
  EXPECT_NEAR(signed_rank_cdf(6, 0), 0.016, 0.0005);
  EXPECT_NEAR(signed_rank_cdf(6, 1), 0.031, 0.0005);
  EXPECT_NEAR(signed_rank_cdf(10, 8), 0.024, 0.0005);
  EXPECT_NEAR(signed_rank_cdf(10, 9), 0.032, 0.0005);
  EXPECT_NEAR(signed_rank_cdf(12, 13), 0.021, 0.0005);
  EXPECT_NEAR(signed_rank_cdf(12, 14), 0.026, 0.0005);
  EXPECT_DOUBLE_EQ(signed_rank_cdf(12, 78), 1.0);
}

TEST(SignedRank, PAgreesWithEveryAssignmentOfSigns) {
  const Numbers cases[] = {
      {1, -2, 3, 4, 5, 6},
      {1, 1, 2, -2, 3, 3, 4},      // ties
      {0, 1, -1, 2, 0, 5, -7, 3},  // zeros and ties
      {-0.5, -0.25, -0.125, -1, -2, -4},
      kDepression,
      {0.3, -0.1, 0.2, 0.4, 0.5, -0.6, 0.7, 0.8, -0.9, 1.0, 1.1, 1.2},
  };
  for (const Numbers& d : cases) EXPECT_NEAR(signed_rank(d).p, p_by_brute_force(d), 1e-12);
}

TEST(SignedRank, IntervalHoldsTheValuesThatTheTestDoesNotReject) {
  // Shift the differences just inside and just outside of either end: p crosses 5 %.
  const Numbers d = {0.31, -0.12, 0.23, 0.44, 0.55, -0.06, 0.17, 0.08, 0.29, 0.41};
  const Interval interval = *signed_rank(d).interval;
  const auto p_at = [&](double shift) {
    Numbers shifted = d;
    for (double& value : shifted) value -= shift;
    return signed_rank(shifted).p;
  };
  EXPECT_LE(p_at(interval.low - 1e-6), 0.05);
  EXPECT_GT(p_at(interval.low + 1e-6), 0.05);
  EXPECT_GT(p_at(interval.high - 1e-6), 0.05);
  EXPECT_LE(p_at(interval.high + 1e-6), 0.05);
}

TEST(SignedRank, FewerThanSixBlocksHaveNoInterval) {
  EXPECT_FALSE(signed_rank(Numbers{1, 2, 3, 4, 5}).interval);
  EXPECT_FALSE(signed_rank(Numbers{1, 2, 3, 4, 5}).resolved());
  EXPECT_TRUE(signed_rank(Numbers{1, 2, 3, 4, 5, 6}).resolved());
  EXPECT_TRUE(signed_rank(Numbers{-1, -2, -3, -4, -5, -6}).resolved());
  EXPECT_FALSE(signed_rank(Numbers{0, 0, 0, 0, 0, 0}).resolved());
}

TEST(SignedRank, AnIntervalAtASmallerLevelIsWiderAndNeedsMoreBlocks) {
  const Numbers d = {0.31, -0.12, 0.23, 0.44, 0.55, -0.06, 0.17, 0.08, 0.29, 0.41};
  EXPECT_LT(signed_rank(d, 0.0056).interval->low, signed_rank(d).interval->low);
  EXPECT_EQ(signed_rank(d, 0.0056).level, 0.0056);
  EXPECT_EQ(fewest_blocks(), 6);
  EXPECT_EQ(fewest_blocks(0.0056), 9);
  EXPECT_FALSE(signed_rank(Numbers{1, 2, 3, 4, 5, 6, 7, 8}, 0.0056).interval);
  EXPECT_TRUE(signed_rank(Numbers{1, 2, 3, 4, 5, 6, 7, 8, 9}, 0.0056).interval);
}

// Numbers without an order, the same in every run.
Numbers scattered(size_t n) {
  Numbers d;
  uint64_t state = 1;
  for (size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    d.push_back(static_cast<double>(state >> 40) / (1 << 24) - 0.3);
  }
  return d;
}

TEST(SignedRank, EstimateAndIntervalAreOfTheOrderedWalshAverages) {
  for (const size_t n : {1u, 2u, 7u, 12u, 31u}) {
    Numbers d = scattered(n);
    if (n > 6) d[3] = d[5] = 0;  // ties, and one average that is 0
    Numbers walsh;
    for (size_t i = 0; i < n; ++i) {
      for (size_t j = i; j < n; ++j) walsh.push_back((d[i] + d[j]) / 2);
    }
    std::sort(walsh.begin(), walsh.end());
    const SignedRank result = signed_rank(d);
    EXPECT_EQ(result.estimate, median(walsh));
    const int k = interval_rank(static_cast<int>(n));
    ASSERT_EQ(k > 0, result.interval.has_value());
    if (k == 0) continue;
    EXPECT_EQ(result.interval->low, walsh[static_cast<size_t>(k) - 1]);
    EXPECT_EQ(result.interval->high, walsh[walsh.size() - static_cast<size_t>(k)]);
  }
}

TEST(SignedRank, TheApproximateRankIsWithinOneOfTheExact) {
  for (const int n : {kMostExact + 1, kMostExact + 50}) {
    for (const double level : {0.05, 0.0056, 0.0001}) {
      const int k = interval_rank(n, level);
      EXPECT_LE(signed_rank_cdf(n, k - 2), level / 2) << n << " at " << level;
      EXPECT_GT(signed_rank_cdf(n, k + 1), level / 2) << n << " at " << level;
    }
  }
}

TEST(SignedRank, TheApproximatePIsNearTheExact) {
  for (const int n : {kMostExact + 1, kMostExact + 50}) {
    Numbers d;
    int negative = 0;
    for (int rank = 1; rank <= n; ++rank) {
      const bool is_negative = rank % 5 < 2;
      d.push_back(is_negative ? -rank : rank);
      negative += is_negative ? rank : 0;
    }
    const double exact = 2 * signed_rank_cdf(n, negative);
    EXPECT_NEAR(signed_rank(d).p, exact, 0.001 * exact) << n;
  }
}

TEST(SignedRank, TenThousandBlocksAreNoTrouble) {
  const Numbers d = scattered(10'000);  // evenly between -0.3 and 0.7
  const SignedRank result = signed_rank(d);
  EXPECT_EQ(result.n, 10'000);
  EXPECT_NEAR(result.estimate, 0.2, 0.01);
  ASSERT_TRUE(result.interval);
  // 1.96 times sigma / root of n, at the test's efficiency of 1 for an even distribution.
  EXPECT_NEAR(result.interval->high - result.interval->low, 2 * 1.96 * 0.2887 / 100, 0.001);
  EXPECT_LT(result.p, 1e-9);
  EXPECT_NEAR(signed_rank(Numbers(3'000, 0.0)).p, 1, 1e-12);
}

TEST(Detection, MoreBlocksSeeSmallerEffects) {
  // (1.95996 + 0.84162) * 0.02 / sqrt(12 * 0.955) = 0.016551
  EXPECT_EQ(blocks_to_detect(0.02, 0.01656), 12);
  EXPECT_EQ(blocks_to_detect(0.0, 0.02), 6);
  EXPECT_EQ(blocks_to_detect(0.02, 0.0), 1'000'000);
  EXPECT_GT(blocks_to_detect(0.02, 0.02, 0.0056), blocks_to_detect(0.02, 0.02));
}

}  // namespace
}  // namespace heapdyno

#include "scenarios/zipf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/base/random.h"

namespace heapdyno {
namespace {

std::vector<double> formula(uint64_t n, double theta) {
  std::vector<double> probability(n);
  double sum = 0;
  for (uint64_t r = 1; r <= n; ++r)
    sum += probability[r - 1] = std::pow(static_cast<double>(r), -theta);
  for (double& p : probability) p /= sum;
  return probability;
}

class ZipfOf : public testing::TestWithParam<double> {};

TEST_P(ZipfOf, WeightsFollowThePower) {
  for (uint64_t r : {1u, 2u, 3u, 10u, 1000u, 999'983u}) {
    const double expected = std::ldexp(std::pow(static_cast<double>(r), -GetParam()), 63);
    const double weight = static_cast<double>(zipf_weight(r, GetParam(), 63));
    EXPECT_NEAR(weight, expected, 1e-6 * expected + 1) << r;
  }
}

TEST_P(ZipfOf, FrequenciesFollowTheFormula) {
  constexpr uint64_t kRanks = 50;
  constexpr int kDraws = 400'000;
  const Zipf zipf(kRanks, GetParam());
  engine::Random random(7);
  std::vector<int> seen(kRanks);
  for (int i = 0; i < kDraws; ++i) ++seen[zipf.rank(static_cast<uint32_t>(random.next() >> 32))];
  const std::vector<double> probability = formula(kRanks, GetParam());
  for (uint64_t r = 0; r < kRanks; ++r) {
    const double expected = probability[r] * kDraws;
    const double deviation = std::sqrt(expected * (1 - probability[r]));
    EXPECT_NEAR(seen[r], expected, 5 * deviation + 1) << "rank " << r;
  }
}

INSTANTIATE_TEST_SUITE_P(Thetas, ZipfOf, testing::Values(0.0, 0.5, 0.99, 1.0, 1.5, 3.0));

TEST(Zipf, EveryNumberHasARank) {
  const Zipf zipf(1000, 0.99);
  EXPECT_EQ(zipf.rank(0), 0u);
  EXPECT_EQ(zipf.rank(UINT32_MAX), 999u);
  const Zipf single(1, 2.0);
  EXPECT_EQ(single.rank(0), 0u);
  EXPECT_EQ(single.rank(UINT32_MAX), 0u);
}

TEST(Zipf, ThetaZeroIsUniform) {
  const Zipf zipf(4, 0);
  EXPECT_EQ(zipf.rank(0x3fffffff), 0u);
  EXPECT_EQ(zipf.rank(0x40000000), 1u);
  EXPECT_EQ(zipf.rank(0xc0000000), 3u);
}

// Integers alone: the same everywhere, whatever pow() does.
TEST(Zipf, WeightsArePinned) {
  EXPECT_EQ(zipf_weight(3, 0.99, 63), 3'108'419'928'825'705'857u);
  EXPECT_EQ(zipf_weight(499'999, 0.99, 63), 21'033'438'814'992u);
}

}  // namespace
}  // namespace heapdyno

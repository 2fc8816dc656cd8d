#include "harness/figures/multiplicity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/figures/looks.h"

namespace heapdyno {
namespace {

using testing::DoubleNear;
using testing::Pointwise;

using Numbers = std::vector<double>;

// R: p.adjust(c(0.04, 0.01, 0.03, 0.005, 0.8), method = "holm" or "BH").
const Numbers kP = {0.04, 0.01, 0.03, 0.005, 0.8};

TEST(Multiplicity, HolmAgreesWithR) {
  EXPECT_THAT(holm(kP),
              Pointwise(testing::DoubleNear(1e-12), Numbers{0.09, 0.04, 0.09, 0.025, 0.8}));
}

TEST(Multiplicity, BenjaminiHochbergAgreesWithR) {
  EXPECT_THAT(benjamini_hochberg(kP),
              Pointwise(testing::DoubleNear(1e-12), Numbers{0.05, 0.025, 0.05, 0.025, 0.8}));
}

TEST(Multiplicity, OneComparisonIsLeftAsItIs) {
  EXPECT_EQ(holm(Numbers{0.03}), Numbers{0.03});
  EXPECT_EQ(benjamini_hochberg(Numbers{0.03}), Numbers{0.03});
  EXPECT_TRUE(holm(Numbers{}).empty());
}

TEST(Looks, LaterOnesAreAtHigherLevelsBelowFivePercent) {
  for (size_t look = 1; look < kLooks.size(); ++look)
    EXPECT_LT(level_of_look(kLooks[look - 1]), level_of_look(kLooks[look]));
  EXPECT_LT(level_of_look(kLooks.back()), 0.05);
}

TEST(Looks, BetweenTwoTheNextOneCounts) {
  EXPECT_EQ(level_of_look(7), level_of_look(10));
  EXPECT_EQ(level_of_look(11), level_of_look(14));
  EXPECT_EQ(level_of_look(41), level_of_look(40));
}

}  // namespace
}  // namespace heapdyno

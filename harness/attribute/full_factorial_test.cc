#include "harness/attribute/full_factorial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "engine/base/random.h"

namespace heapdyno {
namespace {

std::vector<int64_t> random_counts(int toggles, uint64_t seed) {
  engine::Random random(seed);
  std::vector<int64_t> counts(size_t{1} << toggles);
  for (int64_t& count : counts) count = static_cast<int64_t>(random.below(1'000'000'000));
  return counts;
}

// Counts of an engine in which every group of toggles saves what `dividends` says beyond the groups
// within it.
std::vector<int64_t> counts_of(int64_t baseline, const std::vector<int64_t>& dividends) {
  std::vector<int64_t> counts(dividends.size(), baseline);
  for (Set set = 0; set < counts.size(); ++set) {
    for (Set group = 1; group < dividends.size(); ++group) {
      if ((group & set) == group) counts[set] -= dividends[group];
    }
  }
  return counts;
}

TEST(FullFactorial, AShapleyShareIsTheAverageOverAllOrdersOfSevenToggles) {
  const FullFactorial matrix(random_counts(7, 1));
  std::vector<int> order(7);
  std::iota(order.begin(), order.end(), 0);
  std::vector<int64_t> sums(7, 0);
  int orders = 0;
  do {
    Set on = 0;
    for (const int toggle : order) {
      sums[static_cast<size_t>(toggle)] += matrix.saved(on | only(toggle)) - matrix.saved(on);
      on |= only(toggle);
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  ASSERT_EQ(orders, 5040);
  for (int toggle = 0; toggle < 7; ++toggle) {
    EXPECT_EQ(matrix.shapley_parts(toggle) * orders,
              sums[static_cast<size_t>(toggle)] * kShapleyParts);
  }
}

TEST(FullFactorial, SharesAddUpToTheTotalWhateverTheNumberOfToggles) {
  for (int toggles = 1; toggles <= kMostFactorialToggles; ++toggles) {
    const FullFactorial matrix(random_counts(toggles, 2));
    int64_t parts = 0;
    for (int toggle = 0; toggle < toggles; ++toggle) parts += matrix.shapley_parts(toggle);
    EXPECT_EQ(parts, matrix.total() * kShapleyParts) << toggles;
  }
}

TEST(FullFactorial, AnEngineWithKnownInteractionsIsRecovered) {
  std::vector<int64_t> dividends(16, 0);
  dividends[0b0001] = 400;
  dividends[0b0010] = 300;
  dividends[0b0100] = -50;
  dividends[0b0011] = -210;  // the first two overlap
  dividends[0b1100] = 60;    // the last one does nothing but by the third
  dividends[0b0111] = 12;
  const FullFactorial matrix(counts_of(1000, dividends));
  for (Set set = 1; set < 16; ++set) EXPECT_EQ(matrix.dividend(set), dividends[set]) << set;
  EXPECT_EQ(matrix.total(), 400 + 300 - 50 - 210 + 60 + 12);
  EXPECT_EQ(matrix.first_in(0), 400);
  EXPECT_EQ(matrix.first_in(3), 0);
  EXPECT_EQ(matrix.last_in(0), 400 - 210 + 12);
  EXPECT_EQ(matrix.last_in(3), 60);
  EXPECT_EQ(matrix.shapley_parts(0), 840 * 400 - 420 * 210 + 280 * 12);
  EXPECT_EQ(matrix.shapley_parts(3), 420 * 60);
  // By hand: half of the backgrounds have the second toggle on, a quarter the second and third.
  EXPECT_EQ(matrix.effect(0b0001), 400 - 210 / 2 + 12.0 / 4);
  EXPECT_EQ(matrix.effect(0b1100), 60.0 / 2);
  EXPECT_EQ(matrix.effect(0b0011), (-210 + 12.0 / 2) / 2);
  EXPECT_EQ(matrix.effect(0b1001), 0);
}

TEST(FullFactorial, AnEffectIsTheMeanWithLessTheMeanWithout) {
  const std::vector<int64_t> counts = random_counts(5, 3);
  const FullFactorial matrix(counts);
  for (int toggle = 0; toggle < 5; ++toggle) {
    int64_t saved = 0;
    for (Set set = 0; set < 32; ++set) saved += contains(set, toggle) ? -counts[set] : counts[set];
    EXPECT_EQ(matrix.effect(only(toggle)), static_cast<double>(saved) / 16);
  }
}

TEST(FullFactorial, OneToggleIsAllThereIs) {
  const FullFactorial matrix({10, 7});
  EXPECT_EQ(matrix.toggles(), 1);
  EXPECT_EQ(matrix.first_in(0), 3);
  EXPECT_EQ(matrix.last_in(0), 3);
  EXPECT_EQ(matrix.shapley_parts(0), 3 * kShapleyParts);
  EXPECT_EQ(matrix.effect(1), 3);
}

}  // namespace
}  // namespace heapdyno

#include "engine/base/shrink.h"

#include <gtest/gtest.h>

#include <numeric>

namespace engine {
namespace {

using Numbers = std::vector<int>;

bool contains(const Numbers& numbers, int number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

Numbers first(int n) {
  Numbers numbers(static_cast<size_t>(n));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

TEST(Shrink, LeavesWhatIsNeededInItsOrder) {
  const auto fails = [](const Numbers& numbers) {
    return contains(numbers, 17) && contains(numbers, 500) && contains(numbers, 999);
  };
  EXPECT_EQ(shrink(first(1000), fails, 1'000'000), (Numbers{17, 500, 999}));
}

TEST(Shrink, LeavesNothingOfWhatAlwaysFailsAndAllOfWhatIsNeededWhole) {
  EXPECT_EQ(shrink(
                first(100), [](const Numbers&) { return true; }, 10'000),
            Numbers{});
  const auto whole = [](const Numbers& numbers) { return numbers.size() == 40; };
  EXPECT_EQ(shrink(first(40), whole, 10'000), first(40));
}

TEST(Shrink, EndsWhenTheWorkRunsOutWithAListThatFails) {
  uint64_t tried = 0;
  const auto fails = [&](const Numbers& numbers) {
    tried += numbers.size() + 1;
    return contains(numbers, 3) && contains(numbers, 900);
  };
  const Numbers left = shrink(first(1000), fails, 3000);
  EXPECT_LE(tried, 3000u);
  EXPECT_LT(left.size(), 1000u);
  EXPECT_TRUE(contains(left, 3) && contains(left, 900));
}

}  // namespace
}  // namespace engine

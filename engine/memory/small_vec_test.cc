#include "engine/memory/small_vec.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"

namespace engine {
namespace {

static_assert(ShortVector<HeapVec<int, 4>, int> && ShortVector<InlineVec<int, 4>, int>);

struct Heap {
  template <typename T, size_t N>
  using Vec = HeapVec<T, N>;
};
struct Inline {
  template <typename T, size_t N>
  using Vec = InlineVec<T, N>;
};

template <typename Alternative>
class SmallVecTest : public testing::Test {};
using SmallVecsAlternatives = testing::Types<Heap, Inline>;
TYPED_TEST_SUITE(SmallVecTest, SmallVecsAlternatives);

// A number in a string that is too long to lie inside it: a slip in its lifetime shows under ASan.
std::string element_text(uint64_t number) {
  return "a text that is not short " + std::to_string(number);
}

TYPED_TEST(SmallVecTest, RandomOperationsAgreeWithAVector) {
  using Vec = typename TypeParam::template Vec<std::string, 4>;
  Random random(3);
  for (int round = 0; round < 200; ++round) {
    Vec vec;
    std::vector<std::string> model;
    for (int step = 0; step < 40; ++step) {
      const uint64_t action = random.below(8);
      const std::string text = element_text(random.next());
      const auto place = static_cast<ptrdiff_t>(random.below(model.size() + 1));
      if (action < 3) {
        vec.push_back(text);
        model.push_back(text);
      } else if (action == 3) {
        vec.insert(vec.begin() + place, text);
        model.insert(model.begin() + place, text);
      } else if (action == 4 && !model.empty()) {
        vec.pop_back();
        model.pop_back();
      } else if (action == 5) {
        vec.erase(vec.begin() + place, vec.end());
        model.erase(model.begin() + place, model.end());
      } else if (action == 6) {
        Vec moved = std::move(vec);
        vec = std::move(moved);
      } else {
        const Vec copy = vec;
        vec.clear();
        vec = copy;
      }
      ASSERT_TRUE(std::equal(vec.begin(), vec.end(), model.begin(), model.end()));
    }
  }
}

TYPED_TEST(SmallVecTest, HoldsWhatCanOnlyMove) {
  typename TypeParam::template Vec<std::unique_ptr<int>, 2> vec;
  for (int i = 0; i < 5; ++i) vec.push_back(std::make_unique<int>(i));
  const auto moved = std::move(vec);
  ASSERT_EQ(moved.size(), 5u);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(*moved[static_cast<size_t>(i)], i);
}

TEST(InlineVec, KeepsTheFirstElementsInsideItself) {
  InlineVec<int, 4> vec;
  const auto inside = [&] {
    const auto* data = reinterpret_cast<const char*>(vec.data());
    const auto* self = reinterpret_cast<const char*>(&vec);
    return data >= self && data < self + sizeof vec;
  };
  for (int i = 0; i < 4; ++i) vec.push_back(i);
  EXPECT_TRUE(inside());
  vec.push_back(4);
  EXPECT_FALSE(inside());
}

}  // namespace
}  // namespace engine

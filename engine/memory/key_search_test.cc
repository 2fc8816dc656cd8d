#include "engine/memory/key_search.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/memory/vector_targets.h"

namespace engine {
namespace {

static_assert(SortedKeySearch<ScalarKeySearch> && SortedKeySearch<VectorKeySearch>);
static_assert(std::is_empty_v<ScalarKeySearch>);

template <typename S>
class KeySearchTest : public testing::Test {};
using KeySearchAlternatives = testing::Types<ScalarKeySearch, VectorKeySearch>;
TYPED_TEST_SUITE(KeySearchTest, KeySearchAlternatives);

using Keys = std::vector<std::string>;

auto key_at(const Keys& keys) {
  return [&keys](size_t i) { return std::string_view(keys[i]); };
}

template <typename S>
S search_over(const Keys& keys) {
  S search;
  search.assign(keys.size(), key_at(keys));
  return search;
}

// Few letters and many of the same, so that keys share beginnings, begin with one another, repeat,
// and differ before, within and behind their heads.
std::string random_key(Random& random, std::string_view shared) {
  static constexpr char kLetters[] = {'a', 'b', '\0', '\x7f', '\x80', '\xff'};
  std::string key(random.below(20) == 0 ? shared.substr(0, random.below(shared.size() + 1))
                                        : shared);
  if (random.below(3) == 0) key.append(random.below(12), kLetters[random.below(6)]);
  for (uint64_t n = random.below(6); n > 0; --n) key.push_back(kLetters[random.below(6)]);
  return key;
}

template <typename S>
void expect_places(const S& search, const Keys& keys, const std::string& target) {
  const auto [first, last] = std::equal_range(keys.begin(), keys.end(), target);
  const SearchRange range = search.range(target, keys.size());
  EXPECT_LE(range.low, static_cast<size_t>(first - keys.begin()));
  EXPECT_GE(range.high, static_cast<size_t>(last - keys.begin()));
  EXPECT_LE(range.high, keys.size());
}

TYPED_TEST(KeySearchTest, HasThePlacesOfAllTargetsInItsRange) {
  for_each_vector_target([] {
    Random random(test_seed());
    for (int round = 0; round < 300; ++round) {
      const std::string shared(random.below(4) == 0 ? random.below(40) : 0, 's');
      Keys keys;
      for (uint64_t n = random.below(round % 10 == 0 ? 500 : 40); n > 0; --n) {
        keys.push_back(random_key(random, shared));
      }
      std::sort(keys.begin(), keys.end());
      const TypeParam search = search_over<TypeParam>(keys);
      for (const std::string& key : keys) expect_places(search, keys, key);
      for (int i = 0; i < 40; ++i) expect_places(search, keys, random_key(random, shared));
    }
  });
}

TYPED_TEST(KeySearchTest, FollowsKeysThatAreInserted) {
  Random random(test_seed());
  for (int round = 0; round < 100; ++round) {
    const std::string shared(random.below(20), 's');
    Keys keys;
    TypeParam search;
    for (int step = 0; step < 60; ++step) {
      const std::string key = random_key(random, shared);
      const auto place = std::upper_bound(keys.begin(), keys.end(), key);
      const auto i = static_cast<size_t>(place - keys.begin());
      keys.insert(place, key);
      search.insert(i, keys.size(), key_at(keys));
      expect_places(search, keys, key);
      expect_places(search, keys, random_key(random, shared));
    }
    const TypeParam copy = search;
    keys.erase(keys.begin(), keys.begin() + 30);
    search.assign(keys.size(), key_at(keys));
    expect_places(search, keys, random_key(random, shared));
    keys.clear();
    search.assign(0, key_at(keys));
    expect_places(search, keys, "key");
    EXPECT_EQ(copy.range("", 60).low, 0u);
  }
}

// A damaged block may hold them.
TYPED_TEST(KeySearchTest, StaysWithinKeysThatAreInDisorder) {
  Random random(test_seed());
  for (int round = 0; round < 300; ++round) {
    Keys keys;
    for (uint64_t n = random.below(100); n > 0; --n) keys.push_back(random_key(random, "shared"));
    const TypeParam search = search_over<TypeParam>(keys);
    for (int i = 0; i < 40; ++i) {
      const SearchRange range = search.range(random_key(random, "shared"), keys.size());
      EXPECT_LE(range.low, range.high);
      EXPECT_LE(range.high, keys.size());
    }
  }
}

TEST(VectorKeySearch, LeavesOnlyKeysWithTheTargetsHeadToBeCompared) {
  const auto key = [](size_t number) {
    return "the same for all/" + std::to_string(10000 + number);
  };
  Keys keys;
  for (size_t i = 0; i < 1000; ++i) keys.push_back(key(2 * i));
  const auto search = search_over<VectorKeySearch>(keys);
  for (size_t i = 0; i < keys.size(); ++i) {
    const SearchRange found = search.range(key(2 * i), keys.size());
    EXPECT_EQ(found.low, i);
    EXPECT_EQ(found.high, i + 1);
    const SearchRange between = search.range(key(2 * i + 1), keys.size());
    EXPECT_EQ(between.low, i + 1);
    EXPECT_EQ(between.high, i + 1);
  }
  EXPECT_EQ(search.range("the same", keys.size()).high, 0u);
  EXPECT_EQ(search.range("the same for all/2", keys.size()).low, keys.size());
}

TEST(VectorKeySearch, KeepsEightBytesAKeyAndWhatTheyShare) {
  Keys keys;
  for (int i = 0; i < 100; ++i) keys.push_back("0123456789abcdef" + std::to_string(10000000 + i));
  EXPECT_EQ(search_over<VectorKeySearch>(keys).bytes(), 100 * 8 + 56 + 16u);
  EXPECT_EQ(search_over<ScalarKeySearch>(keys).bytes(), 0u);
}

TEST(VectorSearch, CountsAsTheStandardAlgorithmDoes) {
  for_each_vector_target([] {
    Random random(test_seed());
    for (size_t n = 0; n < 300; ++n) {
      std::vector<int64_t> numbers(n);
      for (int64_t& number : numbers) number = static_cast<int64_t>(random.below(100)) - 50;
      if (n > 2) numbers.front() = INT64_MIN;
      if (n > 2) numbers.back() = INT64_MAX;
      std::sort(numbers.begin(), numbers.end());
      // A copy whose end the address sanitizer sees.
      const auto padded = std::make_unique<int64_t[]>(n + kVectorPadding);
      std::fill(std::copy(numbers.begin(), numbers.end(), padded.get()),
                padded.get() + n + kVectorPadding, INT64_MAX);
      for (const int64_t limit :
           {INT64_MIN, int64_t{-51}, int64_t{-7}, int64_t{0}, int64_t{30}, INT64_MAX}) {
        const auto place = std::lower_bound(numbers.begin(), numbers.end(), limit);
        ASSERT_EQ(vector_count_less(padded.get(), n, limit),
                  static_cast<size_t>(place - numbers.begin()));
      }
    }
  });
}

}  // namespace
}  // namespace engine

#include "engine/memory/ordered_map.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/base/random.h"

namespace engine {
namespace {

static_assert(OrderedHashTable<StandardOrderedMap<int, int>> &&
              OrderedHashTable<FastHashOrderedMap<int, int>> &&
              OrderedHashTable<IndexedMap<int, int>>);

struct StandardOrdered {
  template <typename K, typename V>
  using Map = StandardOrderedMap<K, V>;
};
struct FastOrdered {
  template <typename K, typename V>
  using Map = FastHashOrderedMap<K, V>;
};
struct FlatOrdered {
  template <typename K, typename V>
  using Map = IndexedMap<K, V>;
};

template <typename Alternative>
class OrderedMapTest : public testing::Test {
 public:
  using StringMap = typename Alternative::template Map<std::string, uint64_t>;
  using Elements = std::vector<std::pair<std::string, uint64_t>>;

  static Elements elements(StringMap& map) {
    Elements result;
    map.for_each([&](const std::string& key, uint64_t& value) { result.emplace_back(key, value); });
    return result;
  }
};
using OrderedAlternatives = testing::Types<StandardOrdered, FastOrdered, FlatOrdered>;
TYPED_TEST_SUITE(OrderedMapTest, OrderedAlternatives);

TYPED_TEST(OrderedMapTest, GoesInTheOrderOfFirstInsertion) {
  typename TestFixture::StringMap map(1);
  map.insert_or_assign("c", 1);
  map.insert_or_assign("a", 2);
  map.insert_or_assign("b", 3);
  EXPECT_FALSE(map.insert_or_assign("c", 4).second);
  EXPECT_EQ(this->elements(map), (typename TestFixture::Elements{{"c", 4}, {"a", 2}, {"b", 3}}));
  EXPECT_TRUE(map.erase("c"));
  EXPECT_TRUE(map.insert_or_assign("c", 5).second);
  EXPECT_EQ(this->elements(map), (typename TestFixture::Elements{{"a", 2}, {"b", 3}, {"c", 5}}));
}

TYPED_TEST(OrderedMapTest, RandomOperationsAgreeWithAModel) {
  typename TestFixture::StringMap map(1);
  typename TestFixture::Elements model;
  Random random(4);
  for (int step = 0; step < 20000; ++step) {
    const std::string key = "a key of some length " + std::to_string(random.below(100));
    const auto it =
        std::find_if(model.begin(), model.end(), [&](const auto& e) { return e.first == key; });
    const uint64_t action = random.below(1000);
    if (action < 400) {
      const uint64_t value = random.next();
      EXPECT_EQ(map.insert_or_assign(key, value).second, it == model.end());
      if (it == model.end()) {
        model.emplace_back(key, value);
      } else {
        it->second = value;
      }
    } else if (action < 800) {
      EXPECT_EQ(map.erase(key), it != model.end());
      if (it != model.end()) model.erase(it);
    } else if (action < 998) {
      const uint64_t* found = map.find(key);
      ASSERT_EQ(found != nullptr, it != model.end());
      if (found != nullptr) {
        EXPECT_EQ(*found, it->second);
      }
    } else if (action == 998) {
      map.reserve(random.below(500));
    } else {
      map.clear();
      model.clear();
    }
    ASSERT_EQ(map.size(), model.size());
    if (step % 100 == 0) {
      ASSERT_EQ(this->elements(map), model);
    }
  }
}

TYPED_TEST(OrderedMapTest, AMovedMapKeepsItsElements) {
  typename TestFixture::StringMap map(1);
  for (uint64_t i = 0; i < 100; ++i) map.insert_or_assign(std::to_string(i), i);
  typename TestFixture::StringMap moved = std::move(map);
  ASSERT_EQ(moved.size(), 100u);
  EXPECT_EQ(*moved.find("57"), 57u);
  moved.insert_or_assign("new", 1);
  EXPECT_EQ(this->elements(moved).back().first, "new");
}

TYPED_TEST(OrderedMapTest, ErasingAndInsertingForEverDoesNotGrowWithoutEnd) {
  typename TypeParam::template Map<uint64_t, uint64_t> map(1);
  for (uint64_t i = 0; i < 100000; ++i) {
    map.insert_or_assign(i, i);
    if (i >= 10) {
      EXPECT_TRUE(map.erase(i - 10));
    }
  }
  uint64_t next = 99990;
  map.for_each([&](uint64_t key, uint64_t) { EXPECT_EQ(key, next++); });
  EXPECT_EQ(map.size(), 10u);
}

}  // namespace
}  // namespace engine

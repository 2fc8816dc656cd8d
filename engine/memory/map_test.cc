#include "engine/memory/map.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/counting_allocator.h"

namespace engine {
namespace {

static_assert(HashTable<StandardMap<int, int>> && HashTable<FastHashMap<int, int>> &&
              HashTable<FlatMap<int, int>>);

struct Standard {
  template <typename K, typename V, template <typename> typename A = std::allocator>
  using Map = StandardMap<K, V, A>;
};
struct Fast {
  template <typename K, typename V, template <typename> typename A = std::allocator>
  using Map = FastHashMap<K, V, A>;
};
struct Flat {
  template <typename K, typename V, template <typename> typename A = std::allocator>
  using Map = FlatMap<K, V, A>;
};

template <typename Alternative>
class MapTest : public testing::Test {
 public:
  template <typename K, typename V>
  using Map = typename Alternative::template Map<K, V>;
};
using MapsAlternatives = testing::Types<Standard, Fast, Flat>;
TYPED_TEST_SUITE(MapTest, MapsAlternatives);

template <typename Map>
std::map<typename Map::Key, typename Map::Value> sorted(Map& map) {
  std::map<typename Map::Key, typename Map::Value> result;
  map.for_each(
      [&](const auto& key, auto& value) { EXPECT_TRUE(result.emplace(key, value).second); });
  EXPECT_EQ(result.size(), map.size());
  return result;
}

TYPED_TEST(MapTest, RandomOperationsAgreeWithAStandardMap) {
  typename TestFixture::template Map<std::string, uint64_t> map(1);
  std::map<std::string, uint64_t> model;
  Random random(2);
  for (int step = 0; step < 50000; ++step) {
    const std::string key = "a key of some length " + std::to_string(random.below(2000));
    const uint64_t value = random.next();
    switch (random.below(7)) {
      case 0:
        map[key] = value;
        model[key] = value;
        break;
      case 1:
        EXPECT_EQ(map.insert_or_assign(key, value).second,
                  model.insert_or_assign(key, value).second);
        break;
      case 2:
        EXPECT_EQ(map.try_emplace(key, value).second, model.try_emplace(key, value).second);
        break;
      case 3:
      case 4:
        EXPECT_EQ(map.erase(key), model.erase(key) == 1);
        break;
      default: {
        const uint64_t* found = map.find(key);
        const auto it = model.find(key);
        ASSERT_EQ(found != nullptr, it != model.end());
        if (found != nullptr) {
          EXPECT_EQ(*found, it->second);
        }
      }
    }
    if (step % 10000 == 9999) {
      EXPECT_EQ(sorted(map), model);
    }
    if (step == 25000) {
      map.clear();
      model.clear();
    }
  }
  EXPECT_EQ(map.size(), model.size());
}

struct BlockKey {
  uint64_t file;
  uint64_t offset;
};

TYPED_TEST(MapTest, KeysMayBeIntegersEnumsAndStructs) {
  enum class Colour { kRed, kBlue };
  typename TestFixture::template Map<int, int> integers(1);
  integers[-5] = 1;
  EXPECT_EQ(*integers.find(-5), 1);
  typename TestFixture::template Map<Colour, int> enums(1);
  enums[Colour::kBlue] = 2;
  EXPECT_EQ(enums.find(Colour::kRed), nullptr);
  typename TestFixture::template Map<BlockKey, int> structs(1);
  for (uint64_t i = 0; i < 100; ++i) structs[BlockKey{i, i * 4096}] = static_cast<int>(i);
  EXPECT_EQ(*structs.find(BlockKey{99, 99 * 4096}), 99);
  EXPECT_EQ(structs.find(BlockKey{99, 0}), nullptr);
}

TYPED_TEST(MapTest, HoldsWhatCanOnlyMove) {
  typename TestFixture::template Map<std::string, std::unique_ptr<int>> map(1);
  map.try_emplace("a", std::make_unique<int>(1));
  for (int i = 0; i < 100; ++i) map[std::to_string(i)] = std::make_unique<int>(i);
  EXPECT_EQ(**map.find("a"), 1);
  const auto moved = std::move(map);
  EXPECT_EQ(**moved.find("99"), 99);
}

// Two maps with the same history and seed, in memory of different addresses.
TYPED_TEST(MapTest, TheOrderDependsOnKeysHistoryAndSeedAlone) {
  std::vector<std::string> order[2];
  std::vector<std::unique_ptr<char[]>> noise;
  for (auto& keys : order) {
    typename TestFixture::template Map<std::string, int> map(42);
    for (int i = 0; i < 3000; ++i) {
      map[std::to_string(i)] = i;
      if (i % 3 == 0) map.erase(std::to_string(i / 2));
      if (&keys == &order[1]) noise.push_back(std::make_unique<char[]>(100));
    }
    map.for_each([&](const std::string& key, int) { keys.push_back(key); });
  }
  EXPECT_EQ(order[0], order[1]);
}

TYPED_TEST(MapTest, ReportsTheBytesItHoldsExactly) {
  size_t bytes = 0;
  const auto check = [&](auto map, auto key_of) {
    for (int i = 0; i < 1000; ++i) {
      map[key_of(i)] = i;
      ASSERT_EQ(map.allocated_bytes(), bytes) << map.size();
    }
    for (int i = 0; i < 1000; i += 2) map.erase(key_of(i));
    EXPECT_EQ(map.allocated_bytes(), bytes);
    map.clear();
    EXPECT_EQ(map.allocated_bytes(), bytes);
    map.shrink_to(100);
    EXPECT_EQ(map.allocated_bytes(), bytes);
    EXPECT_GE(map.capacity(), 100u);
    EXPECT_LT(map.capacity(), 1000u);
  };
  const CountingAllocator<char> allocator(&bytes);
  check(typename TypeParam::template Map<uint32_t, int, CountingAllocator>(1, allocator),
        [](int i) { return static_cast<uint32_t>(i); });
  EXPECT_EQ(bytes, 0u);
  check(typename TypeParam::template Map<std::string, int, CountingAllocator>(1, allocator),
        [](int i) { return std::to_string(i); });
  EXPECT_EQ(bytes, 0u);
  check(typename TypeParam::template Map<BlockKey, int, CountingAllocator>(1, allocator),
        [](int i) {
          return BlockKey{static_cast<uint64_t>(i), 0};
        });
  EXPECT_EQ(bytes, 0u);
}

TYPED_TEST(MapTest, ReserveLeavesRoomThatIsNotOutgrown) {
  typename TestFixture::template Map<int, int> map(1);
  map.reserve(1000);
  const size_t capacity = map.capacity();
  EXPECT_GE(capacity, 1000u);
  for (int i = 0; i < 1000; ++i) map[i] = i;
  EXPECT_EQ(map.capacity(), capacity);
}

// Structs of one to four words are hashed word by word, others as bytes: each field must count.
TEST(FastHash, EveryFieldOfAStructCounts) {
  struct Words {
    uint64_t a, b, c;
  };
  struct Bytes {
    uint32_t a, b, c;
  };
  const FastHash hash(1);
  EXPECT_NE(hash(Words{1, 2, 3}), hash(Words{1, 2, 4}));
  EXPECT_NE(hash(Words{1, 2, 3}), hash(Words{2, 1, 3}));
  EXPECT_NE(hash(Words{1, 2, 3}), hash(Words{5, 2, 3}));
  EXPECT_NE(hash(Bytes{1, 2, 3}), hash(Bytes{1, 2, 4}));
  EXPECT_NE(hash(Words{1, 2, 3}), FastHash(2)(Words{1, 2, 3}));
}

TEST(FastHashMaps, TheOrderDependsOnTheSeed) {
  std::vector<int> order[2];
  for (uint64_t seed = 0; seed < 2; ++seed) {
    FlatMap<int, int> map(seed);
    for (int i = 0; i < 100; ++i) map[i] = i;
    map.for_each([&](int key, int) { order[seed].push_back(key); });
  }
  EXPECT_NE(order[0], order[1]);
}

}  // namespace
}  // namespace engine

#include "engine/memory/name.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/map.h"
#include "engine/memory/small_vec.h"

namespace engine {
namespace {

template <template <typename, typename, template <typename> typename> typename Map>
using PoolOver =
    StringPool<Map<std::string_view, uint32_t, CountingAllocator>, std::vector<uint32_t>>;
using StandardPool = PoolOver<StandardMap>;
using FastPool = PoolOver<FastHashMap>;
using FlatPool = PoolOver<FlatMap>;
using InlinePool =
    StringPool<FlatMap<std::string_view, uint32_t, CountingAllocator>, InlineVec<uint32_t, 64>>;
static_assert(NameSource<OwnedNames> && NameSource<StandardPool> && NameSource<FastPool> &&
              NameSource<FlatPool> && NameSource<InlinePool>);

std::string text_of(uint64_t number) { return "a keyspace's name " + std::to_string(number); }

template <typename P>
class NameTest : public testing::Test {
 protected:
  P pool_{4, 1};
};
using NamesAlternatives = testing::Types<OwnedNames, StandardPool, FastPool, FlatPool, InlinePool>;
TYPED_TEST_SUITE(NameTest, NamesAlternatives);

TYPED_TEST(NameTest, ANameIsItsText) {
  const auto name = this->pool_.intern("users");
  EXPECT_EQ(name.view(), "users");
  EXPECT_EQ(name, this->pool_.intern("users"));
  EXPECT_NE(name, this->pool_.intern("orders"));
  EXPECT_LT(this->pool_.intern("a"), this->pool_.intern("b"));
}

TYPED_TEST(NameTest, TheEmptyNameIsTheDefault) {
  typename TypeParam::Name name;
  EXPECT_EQ(name.view(), "");
  EXPECT_EQ(name, this->pool_.intern(""));
}

TYPED_TEST(NameTest, CopiesAndMovesKeepTheText) {
  auto name = this->pool_.intern(text_of(1));
  auto copy = name;
  auto moved = std::move(name);
  name = this->pool_.intern(text_of(2));
  EXPECT_EQ(copy.view(), text_of(1));
  EXPECT_EQ(moved.view(), text_of(1));
  copy = name;
  EXPECT_EQ(copy.view(), text_of(2));
  copy = typename TypeParam::Name();
  EXPECT_EQ(copy.view(), "");
}

TYPED_TEST(NameTest, RandomHoldersKeepTheirTexts) {
  Random random(6);
  std::vector<std::pair<typename TypeParam::Name, std::string>> holders(50);
  for (int step = 0; step < 20000; ++step) {
    auto& [name, text] = holders[random.below(holders.size())];
    if (random.below(3) == 0) {
      const auto& other = holders[random.below(holders.size())];
      text = other.second;
      name = other.first;
    } else {
      text = text_of(random.below(200));
      name = this->pool_.intern(text);
    }
    ASSERT_EQ(name.view(), text);
  }
  for (const auto& [name, text] : holders) EXPECT_EQ(name.view(), text);
}

TYPED_TEST(NameTest, ManyThreadsShareAndLetGo) {
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      Random random(i);
      std::vector<std::pair<typename TypeParam::Name, std::string>> holders(5);
      for (int step = 0; step < 3000; ++step) {
        auto& [name, text] = holders[random.below(holders.size())];
        text = text_of(random.below(12));  // few names and a short LRU: eviction meets revival
        name = this->pool_.intern(text);
        const auto copy = name;
        ASSERT_EQ(copy.view(), text);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

template <typename P>
class StringPoolTest : public NameTest<P> {};
using Pools = testing::Types<StandardPool, FastPool, FlatPool, InlinePool>;
TYPED_TEST_SUITE(StringPoolTest, Pools);

TYPED_TEST(StringPoolTest, EqualNamesShareOneText) {
  const auto a = this->pool_.intern("users");
  const auto b = this->pool_.intern(std::string("users"));
  EXPECT_EQ(a.view().data(), b.view().data());
  EXPECT_EQ(this->pool_.size(), 1u);
}

TYPED_TEST(StringPoolTest, TheNameUnusedForLongestIsEvictedFirst) {
  for (const char* text : {"a", "b", "c", "d"}) this->pool_.intern(text);
  EXPECT_EQ(this->pool_.size(), 4u);
  const char* a = this->pool_.intern("a").view().data();  // now the newest
  this->pool_.intern("e");                                // evicts b
  EXPECT_EQ(this->pool_.size(), 4u);
  EXPECT_EQ(this->pool_.intern("a").view().data(), a);
  const size_t strings = this->pool_.bytes().strings;
  this->pool_.intern("longer than b");  // evicts c: had b been there, two would have to go
  EXPECT_EQ(this->pool_.bytes().strings, strings - 1 + 13);
}

TYPED_TEST(StringPoolTest, AHeldNameIsNeverEvicted) {
  const auto held = this->pool_.intern("held");
  for (uint64_t i = 0; i < 1000; ++i) this->pool_.intern(text_of(i));
  EXPECT_EQ(held.view(), "held");
  EXPECT_EQ(this->pool_.size(), 1 + 4u);
  EXPECT_EQ(this->pool_.intern("held").view().data(), held.view().data());
}

TYPED_TEST(StringPoolTest, ReportsItsStringsExactly) {
  EXPECT_EQ(this->pool_.bytes().total(), 0u);
  const auto a = this->pool_.intern("12345");
  const auto b = this->pool_.intern("1234567890123456789012345");
  EXPECT_EQ(this->pool_.bytes().strings, 30u);
  EXPECT_GT(this->pool_.bytes().index, 0u);
  EXPECT_GT(this->pool_.bytes().links, 0u);
}

TYPED_TEST(StringPoolTest, OneHolderAfterAnotherNeedsNoNewEntries) {
  for (uint64_t i = 0; i < 5; ++i) this->pool_.intern(text_of(i));
  const size_t links = this->pool_.bytes().links;
  for (uint64_t i = 0; i < 10000; ++i) this->pool_.intern(text_of(i));
  EXPECT_EQ(this->pool_.bytes().links, links);
}

TEST(StringPoolDeathTest, APoolThatGoesBeforeItsNamesEndsTheProcess) {
  EXPECT_DEATH(
      {
        FlatPool::Name name;
        FlatPool pool(4, 1);
        name = pool.intern("held");
      },
      "check failed");
}

}  // namespace
}  // namespace engine

#include "engine/memory/scratch.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "engine/base/random.h"

namespace engine {
namespace {

static_assert(ScratchMemory<HeapScratch> && ScratchMemory<FreshScratch> &&
              ScratchMemory<RetainedScratch<RegionStore<LockedDepots>>> &&
              ScratchMemory<RetainedScratch<RegionStore<LockFreeDepots>>>);

template <typename S>
class ScratchTest : public testing::Test {};
using ScratchesAlternatives =
    testing::Types<HeapScratch, FreshScratch, RetainedScratch<RegionStore<LockedDepots>>,
                   RetainedScratch<RegionStore<LockFreeDepots>>>;
TYPED_TEST_SUITE(ScratchTest, ScratchesAlternatives);

TYPED_TEST(ScratchTest, MakesStringsAndVectors) {
  TypeParam scratch;
  auto text = scratch.make_string("a text that is too long to be inside");
  text.append(" and longer");
  EXPECT_EQ(std::string_view(text), "a text that is too long to be inside and longer");
  auto numbers = scratch.template make_vector<uint64_t>();
  for (uint64_t i = 0; i < 10000; ++i) numbers.push_back(i);
  for (uint64_t i = 0; i < 10000; ++i) ASSERT_EQ(numbers[i], i);
}

TYPED_TEST(ScratchTest, EveryBatchAgreesWithItsModel) {
  TypeParam scratch;
  Random random(5);
  for (int batch = 0; batch < 50; ++batch) {
    scratch.reserve(random.below(10000));
    {
      auto texts = scratch.template make_vector<typename TypeParam::String>();
      std::vector<std::string> model;
      const uint64_t entries = random.below(300);
      for (uint64_t i = 0; i < entries; ++i) {
        model.emplace_back(random.below(2000), static_cast<char>('a' + random.below(26)));
        texts.push_back(scratch.make_string(model.back()));
      }
      ASSERT_EQ(texts.size(), model.size());
      for (size_t i = 0; i < model.size(); ++i) ASSERT_EQ(std::string_view(texts[i]), model[i]);
    }
    scratch.reset();
  }
}

TYPED_TEST(ScratchTest, ElementsAreAligned) {
  TypeParam scratch;
  for (int i = 0; i < 100; ++i) {
    auto text = scratch.make_string(std::string(17 + static_cast<size_t>(i), 'x'));
    auto numbers = scratch.template make_vector<long double>();
    numbers.push_back(1);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(numbers.data()) % alignof(long double), 0u);
  }
}

TEST(FreshScratch, FreesAtEachReset) {
  FreshScratch scratch;
  scratch.make_string(std::string(100, 'x'));
  scratch.reset();
  EXPECT_EQ(FreshScratch::parked_bytes(), 0u);
}

template <typename Store>
class RetainedScratchTest : public testing::Test {
 protected:
  using RetainedScratch = engine::RetainedScratch<Store>;

  void SetUp() override { Store::drain(); }
  void TearDown() override { Store::drain(); }

  static uintptr_t address_of(std::string_view text) {
    return reinterpret_cast<uintptr_t>(text.data());
  }

  static uintptr_t next_address(RetainedScratch& scratch) {
    return address_of(scratch.make_string(std::string(100, 'x')));
  }

  // The address of the first temporary of a new scratch.
  static uintptr_t first_address() {
    RetainedScratch scratch;
    return next_address(scratch);
  }
};

using StoreAlternatives = testing::Types<RegionStore<LockedDepots>, RegionStore<LockFreeDepots>>;
TYPED_TEST_SUITE(RetainedScratchTest, StoreAlternatives);

TYPED_TEST(RetainedScratchTest, AResetGivesTheSameMemoryAgain) {
  RetainedScratch<TypeParam> scratch;
  const uintptr_t first = this->next_address(scratch);
  for (int i = 0; i < 1000; ++i) scratch.make_string(std::string(1000, 'y'));
  scratch.reset();
  EXPECT_EQ(this->next_address(scratch), first);
}

TYPED_TEST(RetainedScratchTest, TheNextScratchTakesTheMemoryOfTheLast) {
  const uintptr_t first = this->first_address();
  EXPECT_GT(TypeParam::parked_bytes(), 0u);
  EXPECT_EQ(this->first_address(), first);
}

TYPED_TEST(RetainedScratchTest, TwoAtOnceDoNotShare) {
  this->first_address();
  RetainedScratch<TypeParam> a;
  RetainedScratch<TypeParam> b;
  const auto text_a = a.make_string(std::string(100, 'a'));
  const auto text_b = b.make_string(std::string(100, 'b'));
  EXPECT_EQ(std::string_view(text_a), std::string(100, 'a'));
  EXPECT_EQ(std::string_view(text_b), std::string(100, 'b'));
}

TYPED_TEST(RetainedScratchTest, AThreadThatEndsLeavesItsMemoryToOthers) {
  uintptr_t first = 0;
  std::thread([&] { first = this->first_address(); }).join();
  const uint64_t parked = TypeParam::parked_bytes();
  EXPECT_GT(parked, 0u);
  EXPECT_EQ(this->first_address(), first);
  EXPECT_EQ(TypeParam::parked_bytes(), parked);
}

TYPED_TEST(RetainedScratchTest, ALargeRegionIsTrimmedWhenItIsParked) {
  {
    RetainedScratch<TypeParam> scratch;
    for (int i = 0; i < 100; ++i) scratch.make_string(std::string(100000, 'x'));
  }
  EXPECT_GT(TypeParam::parked_bytes(), 0u);
  EXPECT_LE(TypeParam::parked_bytes(), TypeParam::kMaxParkedBytes);
}

TYPED_TEST(RetainedScratchTest, ParkedRegionsAreBounded) {
  {
    std::vector<std::unique_ptr<RetainedScratch<TypeParam>>> scratches;
    for (size_t i = 0; i < 3 * TypeParam::kMaxParked; ++i) {
      scratches.push_back(std::make_unique<RetainedScratch<TypeParam>>());
      scratches.back()->make_string(std::string(100, 'x'));
    }
  }
  EXPECT_LE(TypeParam::parked_bytes(), (TypeParam::kMaxParked + 1) * Region::kFirstBlock);
  TypeParam::drain();
  EXPECT_EQ(TypeParam::parked_bytes(), 0u);
}

TYPED_TEST(RetainedScratchTest, ManyThreadsTakeAndGiveBack) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      const std::string mine(200, static_cast<char>('a' + i));
      for (int round = 0; round < 300; ++round) {
        RetainedScratch<TypeParam> outer;
        RetainedScratch<TypeParam> inner;
        const auto a = outer.make_string(mine);
        const auto b = inner.make_string(mine);
        ASSERT_EQ(std::string_view(a), std::string_view(b));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  TypeParam::drain();
  EXPECT_EQ(TypeParam::parked_bytes(), 0u);
}

}  // namespace
}  // namespace engine

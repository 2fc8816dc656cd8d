#include "engine/memory/objects.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"

namespace engine {
namespace {

static_assert(ObjectMaker<HeapObjects>);
static_assert(ObjectMaker<SlabObjects>);

// Knows whether it was written to by another, and how many there are.
struct Marked {
  explicit Marked(uint64_t m) : mark(m) {
    std::memset(filler, static_cast<int>(m % 256), sizeof filler);
    ++alive;
  }
  ~Marked() { --alive; }
  bool whole() const {
    for (const unsigned char c : filler)
      if (c != mark % 256) return false;
    return true;
  }
  uint64_t mark;
  unsigned char filler[400];
  static inline std::atomic<int> alive{0};
};

template <typename O>
class ObjectsTest : public testing::Test {};
using ObjectsAlternatives = testing::Types<HeapObjects, SlabObjects>;
TYPED_TEST_SUITE(ObjectsTest, ObjectsAlternatives);

TYPED_TEST(ObjectsTest, ObjectsComeAndGoWithoutTouchingEachOther) {
  Random random(test_seed());
  std::vector<std::shared_ptr<Marked>> shared;
  std::vector<std::unique_ptr<Marked, typename TypeParam::template Deleter<Marked>>> owned;
  const auto drop_one = [&](auto& objects) {
    if (objects.empty()) return;
    std::swap(objects[random.below(objects.size())], objects.back());
    ASSERT_TRUE(objects.back()->whole());
    objects.pop_back();
  };
  for (uint64_t i = 0; i < 20000; ++i) {
    const bool grows = (i / 2000) % 2 == 0;
    if (random.below(10) < (grows ? 8 : 2)) {
      shared.push_back(TypeParam::template make_shared<Marked>(i));
      owned.push_back(TypeParam::template make_unique<Marked>(i + 1));
    } else {
      ASSERT_NO_FATAL_FAILURE(drop_one(shared));
      ASSERT_NO_FATAL_FAILURE(drop_one(owned));
    }
  }
  EXPECT_EQ(static_cast<size_t>(Marked::alive), shared.size() + owned.size());
  shared.clear();
  owned.clear();
  EXPECT_EQ(Marked::alive, 0);
}

TYPED_TEST(ObjectsTest, PagesAreIndependent) {
  std::vector<std::shared_ptr<char[]>> pages;
  for (int i = 0; i < 100; ++i) {
    pages.push_back(TypeParam::template make_page<4096>());
    std::memset(pages.back().get(), i, 4096);
  }
  for (int i = 0; i < 100; ++i) {
    const char* const page = pages[static_cast<size_t>(i)].get();
    EXPECT_EQ(page[0], i);
    EXPECT_EQ(std::memcmp(page, page + 1, 4095), 0);
  }
}

TYPED_TEST(ObjectsTest, OneThreadMakesWhatAnotherFrees) {
  std::vector<std::thread> threads;
  std::vector<std::shared_ptr<Marked>> made[2];
  for (auto& objects : made) {
    threads.emplace_back([&objects] {
      for (uint64_t i = 0; i < 5000; ++i) {
        objects.push_back(TypeParam::template make_shared<Marked>(i));
        if (i % 3 == 0) objects.erase(objects.begin());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::swap(made[0], made[1]);
  threads.clear();
  for (auto& objects : made) {
    threads.emplace_back([&objects] {
      for (const auto& object : objects) ASSERT_TRUE(object->whole());
      objects.clear();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Marked::alive, 0);
}

TEST(Slabs, PagesLieOnPages) {
  const std::shared_ptr<char[]> pages[] = {SlabObjects::make_page<4096>(),
                                           SlabObjects::make_page<4096>()};
  for (const auto& page : pages) EXPECT_EQ(reinterpret_cast<uintptr_t>(page.get()) % 4096, 0u);
}

TEST(Slabs, AnEmptySlabIsFreedButForOne) {
  using Odd = Slabs<1000, 8>;
  Odd& slabs = Odd::instance();
  std::vector<void*> objects;
  for (int i = 0; i < 1000; ++i) objects.push_back(slabs.allocate());
  EXPECT_GE(slabs.held_bytes(), 1000u * 1000);
  EXPECT_LE(slabs.held_bytes(), 1000u * 1000 + 2 * Odd::kSlabBytes);
  for (void* object : objects) slabs.free(object);
  EXPECT_EQ(slabs.held_bytes(), Odd::kSlabBytes);
}

TEST(Slabs, WhatWasFreedIsUsedAgain) {
  using Odd = Slabs<1016, 8>;
  void* const first = Odd::instance().allocate();
  void* const second = Odd::instance().allocate();
  Odd::instance().free(first);
  EXPECT_EQ(Odd::instance().allocate(), first);
  Odd::instance().free(first);
  Odd::instance().free(second);
}

}  // namespace
}  // namespace engine

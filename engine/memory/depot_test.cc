#include "engine/memory/depot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/never_destroyed.h"

namespace engine {
namespace {

// Owned by one thread at a time, which writes to it without a lock: ThreadSanitizer sees two owners.
struct Parcel {
  explicit Parcel(uint64_t parcel_number) : number(parcel_number) {}
  uint64_t number;
  uint64_t uses = 0;
};
using Object = std::unique_ptr<Parcel>;

constexpr size_t kRoom = 5;
using Locked = LockedDepots::Depot<Object, kRoom>;
using LockFree = LockFreeDepots::Depot<Object, kRoom>;
static_assert(ObjectDepot<Locked> && ObjectDepot<LockFree>);
static_assert(std::is_trivially_destructible_v<NeverDestroyed<Locked>>);

template <typename D>
class DepotTest : public testing::Test {
 protected:
  static Object parcel(uint64_t number) { return std::make_unique<Parcel>(number); }

  // Runs work(0) to work(n - 1), each on a thread of its own.
  template <typename Work>
  static void on_threads(size_t n, Work work) {
    std::vector<std::thread> threads;
    for (size_t i = 0; i < n; ++i) threads.emplace_back([&work, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
  }

  static void empty_into(D& depot, std::vector<Object>& objects) {
    while (std::optional<Object> object = depot.take()) objects.push_back(std::move(*object));
  }

  // Of `objects` none is missing and none is there twice; all in all they were used so often.
  static void expect_all(const std::vector<Object>& objects, size_t n, uint64_t uses) {
    ASSERT_EQ(objects.size(), n);
    std::vector<bool> found(n);
    for (const Object& object : objects) {
      ASSERT_NE(object, nullptr);
      EXPECT_FALSE(found.at(object->number)) << object->number << " twice";
      found[object->number] = true;
      uses -= object->uses;
    }
    EXPECT_EQ(uses, 0u);
  }

  D depot_;
};
using DepotAlternatives = testing::Types<Locked, LockFree>;
TYPED_TEST_SUITE(DepotTest, DepotAlternatives);

TYPED_TEST(DepotTest, ByOneThreadIsAStackOfBoundedHeight) {
  std::vector<uint64_t> model;
  Random random(11);
  for (uint64_t number = 0; number < 10000; ++number) {
    if (random.below(2) == 0) {
      Object object = this->parcel(number);
      ASSERT_EQ(this->depot_.put(object), model.size() < kRoom);
      ASSERT_EQ(object == nullptr, model.size() < kRoom);  // left alone where there is no room
      if (object == nullptr) model.push_back(number);
    } else {
      const std::optional<Object> object = this->depot_.take();
      ASSERT_EQ(object.has_value(), !model.empty());
      if (!object) continue;
      ASSERT_EQ((*object)->number, model.back());
      model.pop_back();
    }
  }
}

TYPED_TEST(DepotTest, OfOneSlotHoldsOne) {
  using Numbers = std::conditional_t<std::is_same_v<TypeParam, Locked>, LockedDepot<int, 1>,
                                     LockFreeDepot<int, 1>>;
  Numbers depot;
  for (int number = 0; number < 3; ++number) {
    int second = -1;
    EXPECT_TRUE(depot.put(number));
    EXPECT_FALSE(depot.put(second));
    EXPECT_EQ(depot.take(), number);
    EXPECT_EQ(depot.take(), std::nullopt);
  }
}

// Threads that put and take at random, more objects in all than there is room for.
TYPED_TEST(DepotTest, NothingIsLostOrDoubledByThreadsThatPutAndTake) {
  constexpr size_t kEach = 3;
  for (size_t threads = 1; threads <= 8; ++threads) {
    std::vector<std::vector<Object>> held(threads);
    std::atomic<uint64_t> uses = 0;
    this->on_threads(threads, [&](size_t self) {
      std::vector<Object>& own = held[self];
      for (size_t i = 0; i < kEach; ++i) own.push_back(this->parcel(self * kEach + i));
      Random random(self);
      for (int turn = 0; turn < 4000; ++turn) {
        if (!own.empty() && random.below(2) == 0) {
          ++own.back()->uses;
          ++uses;
          if (this->depot_.put(own.back())) own.pop_back();
        } else if (std::optional<Object> object = this->depot_.take()) {
          own.push_back(std::move(*object));
        }
      }
    });
    std::vector<Object> all;
    for (std::vector<Object>& own : held)
      std::move(own.begin(), own.end(), std::back_inserter(all));
    this->empty_into(this->depot_, all);
    this->expect_all(all, threads * kEach, uses);
  }
}

// Half of the threads make what the other half keeps.
TYPED_TEST(DepotTest, NothingIsLostOrDoubledBetweenProducersAndConsumers) {
  constexpr size_t kEach = 2000;
  for (size_t pairs = 1; pairs <= 4; ++pairs) {
    std::vector<std::vector<Object>> kept(pairs);
    this->on_threads(2 * pairs, [&](size_t self) {
      if (self < pairs) {
        for (size_t i = 0; i < kEach; ++i) {
          Object object = this->parcel(self * kEach + i);
          ++object->uses;
          while (!this->depot_.put(object)) std::this_thread::yield();
        }
        return;
      }
      std::vector<Object>& own = kept[self - pairs];
      while (own.size() < kEach) {
        std::optional<Object> object = this->depot_.take();
        if (!object) {
          std::this_thread::yield();
          continue;
        }
        ++(*object)->uses;
        own.push_back(std::move(*object));
      }
    });
    EXPECT_EQ(this->depot_.take(), std::nullopt);
    std::vector<Object> all;
    for (std::vector<Object>& own : kept)
      std::move(own.begin(), own.end(), std::back_inserter(all));
    this->expect_all(all, pairs * kEach, 2 * pairs * kEach);
  }
}

}  // namespace
}  // namespace engine

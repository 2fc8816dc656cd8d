#include "engine/memory/pool.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "engine/memory/map.h"

namespace engine {
namespace {

static_assert(ObjectRecycler<LocalPool<ByteBufferTraits>> &&
              ObjectRecycler<MutexFifoPool<ByteBufferTraits>> &&
              ObjectRecycler<ThreadLocalPool<ByteBufferTraits, LockedDepots>> &&
              ObjectRecycler<ThreadLocalPool<ByteBufferTraits, LockFreeDepots>>);

using Traits = StringTraits<256, 10, 4096, 1024>;

template <typename P>
class PoolTest : public testing::Test {
 protected:
  void SetUp() override { P::drain(); }
  void TearDown() override { P::drain(); }
};
using PoolsAlternatives =
    testing::Types<LocalPool<Traits>, MutexFifoPool<Traits>, ThreadLocalPool<Traits, LockedDepots>,
                   ThreadLocalPool<Traits, LockFreeDepots>>;
TYPED_TEST_SUITE(PoolTest, PoolsAlternatives);

TYPED_TEST(PoolTest, GivesAnEmptyObjectEachTime) {
  for (int i = 0; i < 100; ++i) {
    auto guard = TypeParam::take();
    EXPECT_TRUE(guard->empty());
    guard->append("left from before");
    EXPECT_EQ(*guard, "left from before");
  }
}

TYPED_TEST(PoolTest, TwoGuardsAtOnceHaveTwoObjects) {
  auto a = TypeParam::take();
  auto b = TypeParam::take();
  *a = "a";
  *b = "b";
  EXPECT_EQ(*a, "a");
}

TYPED_TEST(PoolTest, AGuardMoves) {
  auto a = TypeParam::take();
  a->append(std::string(300, 'a'));
  auto b = std::move(a);
  EXPECT_EQ(*b, std::string(300, 'a'));
  auto c = TypeParam::take();
  c->append("c");
  c = std::move(b);
  EXPECT_EQ(*c, std::string(300, 'a'));
}

TYPED_TEST(PoolTest, GuardsAreDestroyedOnOtherThreads) {
  for (int round = 0; round < 20; ++round) {
    std::vector<typename TypeParam::Guard> guards;
    for (int i = 0; i < 30; ++i) {
      guards.push_back(TypeParam::take());
      guards.back()->append("from the main thread");
    }
    std::thread([moved = std::move(guards)]() mutable { moved.clear(); }).join();
  }
  EXPECT_TRUE(TypeParam::take()->empty());
}

TYPED_TEST(PoolTest, ManyThreadsTakeAndGiveBack) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([i] {
      const std::string mine(100 + static_cast<size_t>(i), 'x');
      for (int round = 0; round < 500; ++round) {
        auto a = TypeParam::take();
        auto b = TypeParam::take();
        ASSERT_TRUE(a->empty() && b->empty());
        a->append(mine);
        b->append(mine);
        ASSERT_EQ(*a, *b);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  TypeParam::drain();
  EXPECT_EQ(TypeParam::parked_bytes(), 0u);
}

template <typename P>
class RecyclingPoolTest : public PoolTest<P> {};
using Recycling = testing::Types<MutexFifoPool<Traits>, ThreadLocalPool<Traits, LockedDepots>,
                                 ThreadLocalPool<Traits, LockFreeDepots>>;
TYPED_TEST_SUITE(RecyclingPoolTest, Recycling);

TYPED_TEST(RecyclingPoolTest, TheMemoryOfAnObjectIsUsedAgain) {
  const char* data = TypeParam::take()->data();
  EXPECT_EQ(TypeParam::take()->data(), data);
  EXPECT_GE(TypeParam::take()->capacity(), 256u);
}

TYPED_TEST(RecyclingPoolTest, ParkedBytesAreWhatIsParked) {
  {
    auto a = TypeParam::take();
    auto b = TypeParam::take();
    EXPECT_EQ(TypeParam::parked_bytes(), 0u);
  }
  EXPECT_EQ(TypeParam::parked_bytes(), 2 * 257u);
  {
    auto a = TypeParam::take();
    EXPECT_EQ(TypeParam::parked_bytes(), 257u);
  }
  TypeParam::drain();
  EXPECT_EQ(TypeParam::parked_bytes(), 0u);
}

TYPED_TEST(RecyclingPoolTest, AnObjectThatGrewIsCutDown) {
  TypeParam::take()->append(std::string(5000, 'x'));
  EXPECT_EQ(TypeParam::take()->capacity(), 1024u);
  TypeParam::take()->append(std::string(4000, 'x'));
  EXPECT_GE(TypeParam::take()->capacity(), 4000u);
}

TYPED_TEST(RecyclingPoolTest, AnObjectWhoseMemoryWasMovedOutIsNotKept) {
  { const std::string taken = std::move(*TypeParam::take()); }
  EXPECT_EQ(TypeParam::parked_bytes(), 0u);
}

TYPED_TEST(RecyclingPoolTest, NoMoreThanTheBoundIsKept) {
  {
    std::vector<typename TypeParam::Guard> guards;
    for (int i = 0; i < 100; ++i) guards.push_back(TypeParam::take());
  }
  EXPECT_GE(TypeParam::parked_bytes(), 10 * 257u);
  EXPECT_LE(TypeParam::parked_bytes(), (10 + 8) * 257u);
}

TEST(MutexFifoPool, GivesTheOldestFirst) {
  using Pool = MutexFifoPool<Traits>;
  Pool::drain();
  const char* oldest;
  {
    auto a = Pool::take();
    auto b = Pool::take();
    oldest = b->data();  // destroyed first, so parked first
  }
  EXPECT_EQ(Pool::take()->data(), oldest);
  Pool::drain();
}

template <typename Depots>
class ThreadLocalPoolTest : public testing::Test {};
using DepotsAlternatives = testing::Types<LockedDepots, LockFreeDepots>;
TYPED_TEST_SUITE(ThreadLocalPoolTest, DepotsAlternatives);

TYPED_TEST(ThreadLocalPoolTest, AThreadThatEndsLeavesItsObjectsToOthers) {
  using Pool = ThreadLocalPool<Traits, TypeParam>;
  Pool::drain();
  const char* data = nullptr;
  std::thread([&] { data = Pool::take()->data(); }).join();
  EXPECT_EQ(Pool::parked_bytes(), 257u);
  EXPECT_EQ(Pool::take()->data(), data);
  Pool::drain();
}

// A thread's slots are destroyed in some order: an object in one may hold a guard of another's
// pool.
TYPED_TEST(ThreadLocalPoolTest, AGuardMayOutliveTheListOfItsThread) {
  using Pool = ThreadLocalPool<Traits, TypeParam>;
  struct Late {
    std::optional<typename Pool::Guard> guard;
  };
  Pool::drain();
  std::thread([] {
    Late* late = thread_slot<Late>();  // made before the list, so destroyed after it
    late->guard.emplace(Pool::take());
    Pool::take();
  }).join();
  EXPECT_EQ(Pool::parked_bytes(), 2 * 257u);
  Pool::drain();
  EXPECT_EQ(Pool::parked_bytes(), 0u);
}

template <typename M>
class MapPoolTest : public testing::Test {};
using Maps = testing::Types<StandardMap<std::string, int>, FastHashMap<std::string, int>,
                            FlatMap<std::string, int>>;
TYPED_TEST_SUITE(MapPoolTest, Maps);

TYPED_TEST(MapPoolTest, RecyclesMapsWithTheSeedAskedFor) {
  using Pool = ThreadLocalPool<MapTraits<TypeParam>, LockFreeDepots>;
  Pool::drain();
  {
    auto map = Pool::take(uint64_t{7});
    for (int i = 0; i < 5000; ++i) (*map)[std::to_string(i)] = i;
  }
  EXPECT_GT(Pool::parked_bytes(), 0u);
  {
    auto map = Pool::take(uint64_t{7});
    EXPECT_TRUE(map->empty());
    EXPECT_EQ(map->find("1"), nullptr);
    EXPECT_GE(map->capacity(), 256u);
    EXPECT_LE(map->capacity(), 1024u);
  }
  EXPECT_EQ(Pool::take(uint64_t{8})->seed(), TypeParam(8).seed());
  Pool::drain();
  EXPECT_EQ(Pool::parked_bytes(), 0u);
}

}  // namespace
}  // namespace engine

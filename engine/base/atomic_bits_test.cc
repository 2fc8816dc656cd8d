#include "engine/base/atomic_bits.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace engine {
namespace {

TEST(AtomicBits, EachBitIsItsOwn) {
  AtomicBits bits(130);
  EXPECT_EQ(bits.bytes(), 24u);
  for (const size_t bit : {0u, 63u, 64u, 129u}) {
    EXPECT_FALSE(bits.test(bit));
    bits.set(bit);
    bits.set(bit);
    EXPECT_TRUE(bits.test(bit));
  }
  for (const size_t bit : {1u, 62u, 65u, 127u, 128u}) EXPECT_FALSE(bits.test(bit));
  EXPECT_EQ(AtomicBits(0).bytes(), 0u);
}

TEST(AtomicBits, ThreadsSetBitsOfOneWord) {
  AtomicBits bits(64);
  std::vector<std::thread> threads;
  for (size_t t = 0; t < 4; ++t) {
    threads.emplace_back([&bits, t] {
      for (size_t bit = t; bit < 64; bit += 4) bits.set(bit);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t bit = 0; bit < 64; ++bit) EXPECT_TRUE(bits.test(bit));
}

}  // namespace
}  // namespace engine

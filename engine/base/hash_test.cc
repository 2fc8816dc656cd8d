#include "engine/base/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/base/checksum.h"
#include "engine/base/random.h"

namespace engine {
namespace {

// These numbers stand in files: they must never change.
TEST(Checksum, IsTheSameOnEveryMachine) {
  EXPECT_EQ(checksum(""), 366286023u);
  EXPECT_EQ(checksum("heapdyno"), 2108030107u);
  EXPECT_EQ(checksum("heapdyno", 7), 1097909603u);
  EXPECT_EQ(checksum(std::string(1000, 'x')), 1451769337u);
}

TEST(Checksum, NoticesEveryFlippedBit) {
  std::string text = "a record of a write-ahead log";
  const uint32_t right = checksum(text);
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(checksum(text), right) << bit;
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
  }
}

TEST(Checksum, OfTwoPiecesNoticesAChangeInEither) {
  const uint32_t right = checksum("payload", checksum("header"));
  EXPECT_NE(checksum("payload", checksum("headex")), right);
  EXPECT_NE(checksum("payloax", checksum("header")), right);
}

TEST(Hash, DependsOnTheSeed) {
  EXPECT_NE(hash_bytes("key", 1), hash_bytes("key", 2));
  EXPECT_NE(hash_integer(42, 1), hash_integer(42, 2));
}

// A table takes its bucket from the low bits: neighbours must not meet there more often than by
// chance.
TEST(Hash, SpreadsNeighbouringIntegersOverTheLowBits) {
  for (const uint64_t seed : {uint64_t{0}, uint64_t{1}, UINT64_MAX}) {
    for (const uint64_t stride : {uint64_t{1}, uint64_t{4096}, uint64_t{1} << 40}) {
      std::set<uint64_t> buckets;
      for (uint64_t i = 0; i < 4096; ++i) buckets.insert(hash_integer(i * stride, seed) % 4096);
      EXPECT_GT(buckets.size(), 2400u) << seed << " " << stride;  // by chance: 2589
    }
  }
}

// Trials record a seed: the numbers it gives must never change.
TEST(Random, GivesTheSameNumbersForASeed) {
  Random random(1);
  EXPECT_EQ(random.next(), 12966619160104079557u);
  EXPECT_EQ(random.next(), 9600361134598540522u);
  EXPECT_NE(Random(1).next(), Random(2).next());
}

TEST(Random, ASeedFromTheMachineIsAnotherEachTime) { EXPECT_NE(random_seed(), random_seed()); }

TEST(Random, StaysBelowAndReachesEveryNumber) {
  Random random(1);
  int seen[7] = {};
  for (int i = 0; i < 7000; ++i) {
    const uint64_t number = random.below(7);
    ASSERT_LT(number, 7u);
    ++seen[number];
  }
  for (const int times : seen) EXPECT_NEAR(times, 1000, 200);
}

}  // namespace
}  // namespace engine

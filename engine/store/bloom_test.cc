#include "engine/store/bloom.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/memory/vocabulary.h"

namespace engine {
namespace {

std::string bloom_filter_of(int keys, int bits_per_key) {
  std::vector<uint64_t> hashes;
  for (int i = 0; i < keys; ++i) hashes.push_back(bloom_hash("key" + std::to_string(i)));
  std::string filter;
  append_bloom(filter, hashes, bits_per_key);
  return filter;
}

TEST(Bloom, NeverDeniesAKeyThatIsThere) {
  for (const int keys : {0, 1, 2, 10, 100, 10000}) {
    for (const int bits : {1, 5, 10, 40}) {
      const std::string filter = bloom_filter_of(keys, bits);
      for (int i = 0; i < keys; ++i) {
        ASSERT_TRUE(bloom_may_contain<LineProbes>(filter, bloom_hash("key" + std::to_string(i))));
      }
    }
  }
}

TEST(Bloom, DeniesNearlyAllOtherKeys) {
  for (const int keys : {1, 10, 1000, 20000}) {
    const std::string filter = bloom_filter_of(keys, 10);
    int false_positives = 0;
    for (int i = 0; i < 10000; ++i) {
      false_positives +=
          bloom_may_contain<LineProbes>(filter, bloom_hash("other" + std::to_string(i)));
    }
    EXPECT_LT(false_positives, 170) << keys;  // 1 % expected
  }
}

TEST(Bloom, IsAsLargeAsAskedFor) {
  EXPECT_EQ(bloom_filter_of(10000, 10).size(), 196u * 64 + 1);  // 10,000 * 10 / 512 = 195.3 lines
  EXPECT_EQ(bloom_filter_of(0, 10).size(), 65u);
}

TEST(Bloom, SaysMayBeWhereThereIsNoFilter) {
  const uint64_t hash = bloom_hash("key");
  EXPECT_TRUE(bloom_may_contain<LineProbes>("", hash));
  EXPECT_TRUE(bloom_may_contain<LineProbes>("\x07", hash));
  const std::string line(64, '\0');
  EXPECT_FALSE(bloom_may_contain<LineProbes>(line + '\1', hash));
  EXPECT_TRUE(bloom_may_contain<LineProbes>(line, hash));
  EXPECT_TRUE(bloom_may_contain<LineProbes>(line + '\0', hash));
  EXPECT_TRUE(bloom_may_contain<LineProbes>(line + '\xff', hash));
  EXPECT_TRUE(bloom_may_contain<LineProbes>(line + "\0\1", hash));
}

}  // namespace
}  // namespace engine

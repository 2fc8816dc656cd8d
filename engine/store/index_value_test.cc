#include "engine/store/index_value.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/store/block_builder.h"
#include "engine/store/test_support.h"

namespace engine {
namespace {

using store_test::InternalModel;

// A block, what an index says of it, and its user keys.
class IndexedBlock {
 public:
  IndexedBlock(const InternalModel& model, uint32_t restart_interval)
      : builder_(restart_interval, 100) {
    for (const auto& [key, value] : model) builder_.add(store_test::ref(key), value);
    block_ = Block::make({nullptr, builder_.finish()});
    last_ = split_key(builder_.last_key()).user_key;
    char bytes[kMaxIndexValueBytes];
    const char* const end = encode_index_value(bytes, {7, block_.size()}, block_, last_);
    value_.assign(bytes, static_cast<size_t>(end - bytes));
  }

  const Block& block() const { return block_; }
  const std::string& value() const { return value_; }
  std::optional<SearchStart> start_of(std::string_view user_key) const {
    return search_start(*decode_index_value(value_), user_key, last_);
  }
  std::string restart_key(uint32_t i) const {
    BlockIterator it(block_);
    return std::string(it.restart_key(i)->user_key);
  }
  std::optional<uint32_t> restart_at(uint32_t offset) const {
    for (uint32_t i = 0; i < block_.restart_count(); ++i)
      if (block_.restart(i) == offset) return i;
    return std::nullopt;
  }
  bool is_before(uint32_t restart, std::string_view user_key) const {
    return compare_user_keys(restart_key(restart), user_key) < 0;
  }

 private:
  BlockBuilder builder_;
  Block block_;
  std::string_view last_;
  std::string value_;
};

InternalModel numbered(int n) {
  InternalModel model;
  for (int i = 0; i < n; ++i) model[{"key " + std::to_string(1000 + i), 257}] = "value";
  return model;
}

TEST(IndexValue, SaysWhereTheBlockIs) {
  const IndexedBlock indexed(numbered(30), 16);
  const std::optional<IndexValue> value = decode_index_value(indexed.value());
  ASSERT_TRUE(value);
  EXPECT_EQ(value->handle.offset, 7u);
  EXPECT_EQ(value->handle.size, indexed.block().size());
  EXPECT_FALSE(value->starts.empty());
}

TEST(IndexValue, ASearchNeverStartsBehindTheKey) {
  Random random(test_seed());
  for (int round = 0; round < 200; ++round) {
    const auto interval = static_cast<uint32_t>(1 + random.below(20));
    const InternalModel model =
        store_test::random_model(random, 1 + random.below(interval * kFewRestarts));
    const IndexedBlock indexed(model, interval);
    const std::string& last = model.rbegin()->first.first;
    for (int i = 0; i < 50; ++i) {
      const std::string key = store_test::random_user_key(random);
      if (key > last) continue;
      const std::optional<SearchStart> start = indexed.start_of(key);
      if (!start) continue;
      const std::optional<uint32_t> restart = indexed.restart_at(start->offset);
      ASSERT_TRUE(restart);
      EXPECT_TRUE(*restart == 0 || indexed.is_before(*restart, key));
    }
  }
}

TEST(IndexValue, ASearchStartsAtTheLastRestartBeforeTheKey) {
  const InternalModel model = numbered(32);
  const IndexedBlock indexed(model, 5);
  const uint32_t restarts = indexed.block().restart_count();
  ASSERT_EQ(restarts, 7u);
  for (const auto& [key, value] : model) {
    for (const std::string& sought : {key.first, key.first.substr(0, 7)}) {
      if (sought > model.rbegin()->first.first) continue;
      uint32_t expected = 0;
      while (expected + 1 < restarts && indexed.is_before(expected + 1, sought)) ++expected;
      EXPECT_EQ(indexed.restart_at(indexed.start_of(sought)->offset), expected) << sought;
    }
  }
}

TEST(IndexValue, OfABlockWithManyRestartsItSaysOnlyWhereItIs) {
  EXPECT_TRUE(IndexedBlock(numbered(8), 1).start_of("key 1003"));
  const IndexedBlock many(numbered(9), 1);
  EXPECT_FALSE(many.start_of("key 1003"));
  EXPECT_TRUE(decode_index_value(many.value())->starts.empty());
}

TEST(IndexValue, OfLongKeysAndLargeBlocksItSaysOnlyWhereTheyAre) {
  InternalModel long_keys;
  InternalModel large_values;
  for (int i = 0; i < 4; ++i) {
    long_keys[{std::string(256, 'k') + std::to_string(i), 257}] = "value";
    large_values[{std::to_string(i), 257}] = std::string(40'000, 'v');
  }
  for (const InternalModel& model : {long_keys, large_values}) {
    const IndexedBlock indexed(model, 1);
    EXPECT_FALSE(indexed.start_of(model.begin()->first.first));
    EXPECT_TRUE(agrees_with(*decode_index_value(indexed.value()), indexed.block()));
  }
}

TEST(IndexValue, OneThatIsNotAsItsBlockIsDoesNotAgree) {
  const IndexedBlock indexed(numbered(32), 5);
  ASSERT_TRUE(agrees_with(*decode_index_value(indexed.value()), indexed.block()));
  const IndexedBlock other(numbered(32), 6);
  EXPECT_FALSE(agrees_with(*decode_index_value(other.value()), indexed.block()));
  // Behind offset, size and restarts there are starts of five bytes, two of which are an offset.
  for (size_t i = 4; i < indexed.value().size(); ++i) {
    std::string changed = indexed.value();
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const bool is_offset = (i - 4) % kStartBytes < 2;
    EXPECT_EQ(agrees_with(*decode_index_value(changed), indexed.block()), !is_offset) << i;
  }
  std::string fewer = indexed.value();
  fewer.resize(fewer.size() - kStartBytes);
  EXPECT_FALSE(agrees_with(*decode_index_value(fewer), indexed.block()));
}

TEST(IndexValue, SurvivesRandomBytes) {
  Random random(test_seed());
  const Block one_restart = Block::make({nullptr, std::string_view("\0\0\0\0\1\0\0\0", 8)});
  for (int round = 0; round < 5000; ++round) {
    std::string bytes(random.below(40), '\0');
    for (char& c : bytes)
      c = static_cast<char>(random.below(4) == 0 ? random.next() : random.below(5));
    const std::optional<IndexValue> value = decode_index_value(bytes);
    if (!value) continue;
    const std::string key = store_test::random_user_key(random);
    const auto start = search_start(*value, key, key + "x");
    EXPECT_LE(start.value_or(SearchStart()).offset, UINT16_MAX);
    EXPECT_TRUE(value->restarts == 1 || !agrees_with(*value, one_restart));
  }
}

TEST(IndexValue, WhereItCannotTellOfSeveralItSaysNothing) {
  InternalModel model;
  for (int i = 0; i < 6; ++i) model[{"key " + std::to_string(1900 + i), 257}] = "value";
  model[{"key 2005", 257}] = "value";
  const IndexedBlock indexed(model,
                             1);  // all agree with the last key in "key ", and go on with "19"
  EXPECT_FALSE(indexed.start_of("key 1999"));
  EXPECT_EQ(indexed.start_of("key 18")->offset, 0u);
  EXPECT_EQ(indexed.restart_at(indexed.start_of("key 2005")->offset), 5u);
}

TEST(IndexValue, WhatIsCutOffIsNone) {
  const IndexedBlock indexed(numbered(32), 5);
  const std::string& whole = indexed.value();
  for (size_t n = 0; n <= whole.size(); ++n) {
    const bool is_one = n >= 4 && (n - 4) % kStartBytes == 0;
    EXPECT_EQ(decode_index_value(std::string_view(whole).substr(0, n)).has_value(), is_one) << n;
  }
  EXPECT_FALSE(decode_index_value(std::string(20, '\xff')));
}

}  // namespace
}  // namespace engine

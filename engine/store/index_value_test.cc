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
      ASSERT_EQ(start.has_value(), indexed.block().restart_count() > 1);
      if (!start) continue;
      ASSERT_LT(start->restart, indexed.block().restart_count());
      EXPECT_EQ(start->offset, indexed.block().restart(start->restart));
      EXPECT_TRUE(start->restart == 0 || indexed.is_before(start->restart, key));
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
      EXPECT_EQ(indexed.start_of(sought)->restart, expected) << sought;
    }
  }
}

TEST(IndexValue, OfABlockWithManyRestartsItSaysOnlyWhereItIs) {
  EXPECT_TRUE(IndexedBlock(numbered(8), 1).start_of("key 1003"));
  const IndexedBlock many(numbered(9), 1);
  EXPECT_FALSE(many.start_of("key 1003"));
  EXPECT_TRUE(decode_index_value(many.value())->starts.empty());
}

TEST(IndexValue, WhatIsCutOffIsNotUsed) {
  const IndexedBlock indexed(numbered(32), 5);
  const std::string& whole = indexed.value();
  uint32_t before = 0;
  for (size_t n = 0; n <= whole.size(); ++n) {
    const std::optional<IndexValue> value =
        decode_index_value(std::string_view(whole).substr(0, n));
    EXPECT_EQ(value.has_value(), n >= 3) << n;
    if (!value) continue;
    const auto start = search_start(*value, "key 1031", "key 1031");
    const uint32_t restart = start ? start->restart : 0;
    EXPECT_GE(restart, before);
    before = restart;
  }
  EXPECT_EQ(before, 6u);
  EXPECT_FALSE(decode_index_value(std::string(20, '\xff')));
}

}  // namespace
}  // namespace engine

#include "engine/store/write_batch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/coding.h"
#include "engine/store/test_support.h"

namespace engine {
namespace {

// What a reader finds, as text: "put ks/k=v", "delete ks/k", "put ks.index/k", and how it ended.
std::string batch_as_text(std::string_view encoded) {
  std::string text;
  BatchReader reader(encoded);
  while (const auto entry = reader.next()) {
    text.append(entry->kind == Kind::kPut ? "put " : "delete ").append(entry->keyspace);
    if (!entry->index.empty()) text.append(".").append(entry->index);
    text.append("/").append(entry->key);
    if (entry->kind == Kind::kPut && entry->index.empty()) text.append("=").append(entry->value);
    text.append("; ");
  }
  return text + (reader.complete() ? "end" : reader.problem());
}

WriteBatch batch_of_three() {
  WriteBatch batch;
  batch.put("apple", "red");
  batch.remove("plum");
  batch.put("pear", "green", "fruit");
  batch.set_sequence(7);
  return batch;
}

TEST(WriteBatch, ReadsBackWhatWasPut) {
  const WriteBatch batch = batch_of_three();
  EXPECT_EQ(batch.count(), 3u);
  EXPECT_EQ(batch_as_text(batch.encoded()),
            "put /apple=red; delete /plum; put fruit/pear=green; end");
  EXPECT_EQ(batch.read().sequence(), 7u);
  EXPECT_EQ(batch.read().count(), 3u);
}

TEST(WriteBatch, IsEmptyAtFirstAndAfterClear) {
  WriteBatch batch = batch_of_three();
  batch.clear();
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(batch_as_text(batch.encoded()), "end");
  EXPECT_EQ(batch_as_text(WriteBatch().encoded()), "end");
  batch.put("k", "v");
  EXPECT_EQ(batch_as_text(batch.encoded()), "put /k=v; end");
}

TEST(WriteBatch, AppendsAnotherBatch) {
  WriteBatch batch;
  batch.put("first", "1");
  batch.append(batch_of_three());
  batch.append(WriteBatch());
  EXPECT_EQ(batch.count(), 4u);
  EXPECT_EQ(batch_as_text(batch.encoded()),
            "put /first=1; put /apple=red; delete /plum; put fruit/pear=green; end");
}

TEST(WriteBatch, WhatItSharesOutlivesIt) {
  std::vector<Bytes> kept;
  for (int i = 0; i < 1000; ++i) {
    WriteBatch batch;
    batch.put("key" + std::to_string(i), std::string(100, static_cast<char>('a' + i % 26)));
    batch.set_sequence(1);
    WriteBatch moved = std::move(batch);
    const auto entry = moved.read().next();
    kept.push_back(moved.share(entry->key));
    kept.push_back(moved.share(entry->value));
  }
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(kept[2 * i].view(), "key" + std::to_string(i));
    EXPECT_EQ(kept[2 * i + 1].view(), std::string(100, static_cast<char>('a' + i % 26)));
  }
}

TEST(WriteBatch, HoldsKeysAndValuesOfAllSizes) {
  Random random(test_seed());
  WriteBatch batch;
  std::vector<std::pair<std::string, std::string>> put;
  for (int i = 0; i < 300; ++i) {
    const size_t size = size_t{1} << random.below(17);
    put.emplace_back(store_test::random_user_key(random), std::string(random.below(size), 'v'));
    batch.put(put.back().first, put.back().second);
  }
  BatchReader reader = batch.read();
  for (const auto& [key, value] : put) {
    const auto entry = reader.next();
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->key, key);
    EXPECT_EQ(entry->value, value);
  }
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.complete());
}

TEST(WriteBatch, HoldsEntriesOfIndexesWhichHaveNoValue) {
  WriteBatch batch = batch_of_three();
  EXPECT_TRUE(batch.names_keyspaces());
  batch.change_index(Kind::kDelete, "old", "fruit", "by-colour");
  batch.change_index(Kind::kPut, "new", "", "by-colour");
  EXPECT_EQ(batch.count(), 5u);
  EXPECT_EQ(batch_as_text(batch.encoded()),
            "put /apple=red; delete /plum; put fruit/pear=green; delete fruit.by-colour/old; "
            "put .by-colour/new; end");
  WriteBatch alone;
  alone.change_index(Kind::kPut, "key", "", "i");
  EXPECT_TRUE(alone.names_keyspaces());
  std::string unnamed(alone.encoded());
  unnamed.replace(kBatchHeaderBytes + 2, 2, std::string(1, '\0'));
  EXPECT_EQ(batch_as_text(unnamed), "no index's name");
}

TEST(BatchReader, SaysThatABatchIsCutShort) {
  const WriteBatch batch = batch_of_three();
  const std::string_view encoded = batch.encoded();
  for (size_t n = 0; n < encoded.size(); ++n) {
    const std::string cut(encoded.substr(0, n));  // a block of its own: reading on is seen by ASan
    BatchReader reader(cut);
    while (reader.next()) {
    }
    EXPECT_FALSE(reader.complete()) << n;
    EXPECT_LE(reader.offset(), n);
  }
}

TEST(BatchReader, RefusesWhatCannotBe) {
  const std::string good(batch_of_three().encoded());
  const auto changed = [&](size_t at, char c) {
    std::string bytes = good;
    bytes[at] = c;
    return batch_as_text(bytes);
  };
  EXPECT_EQ(changed(0, 2), "unknown batch version");
  EXPECT_EQ(changed(8, '\xff'), "sequence number out of range");
  EXPECT_EQ(changed(kBatchHeaderBytes, 4), "unknown kind of entry");
  WriteBatch last = batch_of_three();
  last.set_sequence(kMaxSequence - 2);
  EXPECT_EQ(last.read().problem(), nullptr);
  last.set_sequence(kMaxSequence - 1);  // the third entry would have the number after the last
  EXPECT_STREQ(last.read().problem(), "sequence number out of range");
  EXPECT_EQ(changed(kBatchHeaderBytes + 1, 127), "keyspace cut short");
  EXPECT_EQ(changed(kBatchHeaderBytes + 2, 127), "key cut short");
  EXPECT_EQ(changed(kBatchHeaderBytes + 8, 127), "value cut short");
  EXPECT_EQ(changed(9, 4), batch_as_text(good).replace(batch_as_text(good).size() - 3, 3,
                                                       "fewer entries than counted"));
  EXPECT_EQ(batch_as_text(good + "x"),
            batch_as_text(good).replace(batch_as_text(good).size() - 3, 3,
                                        "bytes behind the last entry"));
}

TEST(BatchReader, SurvivesEveryByteChanged) {
  WriteBatch batch = batch_of_three();
  batch.change_index(Kind::kPut, "new", "fruit", "by-colour");
  const std::string good(batch.encoded());
  for (size_t at = 0; at < good.size(); ++at) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      batch_as_text(bytes);
    }
  }
}

}  // namespace
}  // namespace engine

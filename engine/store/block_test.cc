#include "engine/store/block.h"

#include <gtest/gtest.h>

#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/block_builder.h"
#include "engine/store/test_support.h"

namespace engine {
namespace {

using store_test::InternalModel;

// Adds value_bytes and status to a BlockIterator, so that it is an InternalIterator.
class CheckedBlockIterator : public BlockIterator {
 public:
  explicit CheckedBlockIterator(const Block& block) : BlockIterator(block) {}
  Bytes value_bytes() const { return Bytes::copy_of(value()); }
  Status status() const { return corrupt() ? Status::corruption("block") : Status::ok(); }
};

Block block_from_bytes(std::string_view bytes) {
  std::shared_ptr<char[]> copy(new char[bytes.size()]);  // ASan sees its end
  std::memcpy(copy.get(), bytes.data(), bytes.size());
  const std::string_view view(copy.get(), bytes.size());
  return Block::make({std::move(copy), view});
}

std::string block_bytes_of(const InternalModel& model, uint32_t restart_interval) {
  BlockBuilder builder(restart_interval, 100);
  for (const auto& [key, value] : model) builder.add(store_test::ref(key), value);
  return std::string(builder.finish());
}

std::string fixed32_bytes(std::initializer_list<uint32_t> numbers) {
  std::string bytes;
  for (const uint32_t number : numbers) put_fixed32(bytes, number);
  return bytes;
}

TEST(Block, WalksAsAMapDoes) {
  Random random(test_seed());
  for (int round = 0; round < 60; ++round) {
    const InternalModel model =
        store_test::random_model(random, random.below(round < 30 ? 40 : 400));
    const uint32_t interval = static_cast<uint32_t>(1 + random.below(20));
    const Block block = block_from_bytes(block_bytes_of(model, interval));
    ASSERT_FALSE(block.is_null());
    CheckedBlockIterator it(block);
    ASSERT_NO_FATAL_FAILURE(store_test::expect_same_walk(it, model, random, 500));
    ASSERT_NO_FATAL_FAILURE(store_test::expect_same_scan(it, model));
  }
}

TEST(Block, FindsEveryKey) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 300);
  const Block block = block_from_bytes(block_bytes_of(model, 16));
  CheckedBlockIterator it(block);
  for (auto at = model.begin(); at != model.end(); ++at) {
    it.seek(store_test::ref(at->first));
    ASSERT_NO_FATAL_FAILURE(store_test::expect_at(it, model, at));
  }
}

// Also keys that are no user's: with the bytes of a tag behind one that is there, and cut anywhere.
TEST(Block, FindsWhereAnyKeyWouldStand) {
  Random random(test_seed());
  for (int round = 0; round < 50; ++round) {
    const InternalModel model = store_test::random_model(random, 1 + random.below(100));
    const IndexBlock block(block_from_bytes(block_bytes_of(model, 1 + random.below(16))));
    CheckedBlockIterator it(block.block());
    for (const auto& [key, value] : model) {
      std::string internal;
      append_key(internal, store_test::ref(key));
      const size_t size = random.below(internal.size() + 1);
      const store_test::StoredKey targets[] = {{key.first, key.second + 1},
                                               {key.first, key.second - 1},
                                               {internal.substr(0, size), key.second},
                                               {internal, key.second},
                                               store_test::random_key(random)};
      for (const store_test::StoredKey& target : targets) {
        it.seek(store_test::ref(target));
        ASSERT_NO_FATAL_FAILURE(store_test::expect_at(it, model, model.lower_bound(target)));
        block.seek(it, store_test::ref(target));
        ASSERT_NO_FATAL_FAILURE(store_test::expect_at(it, model, model.lower_bound(target)));
      }
    }
  }
}

TEST(Block, FindsTheSameWhereverItIsToldToStart) {
  Random random(test_seed());
  for (int round = 0; round < 40; ++round) {
    const InternalModel model = store_test::random_model(random, 1 + random.below(100));
    const Block block = block_from_bytes(block_bytes_of(model, 1 + round % 16));
    CheckedBlockIterator it(block);
    for (int i = 0; i < 50; ++i) {
      const store_test::StoredKey target = store_test::random_key(random);
      std::optional<SearchStart> start;
      if (random.below(10) != 0)
        start =
            SearchStart{block.restart(static_cast<uint32_t>(random.below(block.restart_count())))};
      it.seek_from(start, store_test::ref(target));
      ASSERT_NO_FATAL_FAILURE(store_test::expect_at(it, model, model.lower_bound(target)));
    }
  }
}

TEST(Block, OneIteratorServesBlockAfterBlock) {
  Random random(test_seed());
  BlockIterator it;
  EXPECT_FALSE(it.valid());
  it.seek_to_first();
  EXPECT_FALSE(it.valid());
  for (int round = 0; round < 20; ++round) {
    const InternalModel model = store_test::random_model(random, 1 + random.below(50));
    const Block block = block_from_bytes(block_bytes_of(model, 16));
    it.reset(block);
    EXPECT_FALSE(it.valid());
    it.seek_to_last();
    ASSERT_TRUE(it.valid());
    EXPECT_EQ(compare(it.key(), store_test::ref(model.rbegin()->first)), 0);
    it.clear();
    EXPECT_FALSE(it.valid());
  }
}

TEST(Block, AnIteratorKeepsItsPlaceWhenItMoves) {
  Random random(test_seed());
  const InternalModel model = store_test::random_model(random, 100);
  const Block block = block_from_bytes(block_bytes_of(model, 16));
  auto it = std::make_unique<BlockIterator>(block);
  it->seek_to_first();
  for (auto at = model.begin(); at != model.end(); ++at) {
    EXPECT_EQ(compare(it->key(), store_test::ref(at->first)), 0);
    auto next = std::make_unique<BlockIterator>(std::move(*it));
    it = std::move(next);
    EXPECT_EQ(compare(it->key(), store_test::ref(at->first)), 0);
    it->next();
  }
}

TEST(Block, ABuilderTellsTheSizeBeforehand) {
  Random random(test_seed());
  BlockBuilder builder(4, 0);
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(builder.empty());
    for (const auto& [key, value] : store_test::random_model(random, 50)) {
      builder.add(store_test::ref(key), value);
      EXPECT_EQ(compare(split_key(builder.last_key()), store_test::ref(key)), 0);
    }
    const size_t size = builder.size();
    EXPECT_EQ(builder.finish().size(), size);
    builder.clear();
  }
}

TEST(Block, SharedPrefixesAreStoredOnce) {
  InternalModel model;
  for (int i = 0; i < 16; ++i) {
    model[{std::string(100, 'p') + static_cast<char>('a' + i), make_tag(1, Kind::kPut)}] = "v";
  }
  EXPECT_LT(block_bytes_of(model, 16).size(), 400u);
  EXPECT_GT(block_bytes_of(model, 1).size(), 1600u);
}

TEST(Block, RefusesRestartsThatDoNotFit) {
  EXPECT_TRUE(block_from_bytes("").is_null());
  EXPECT_TRUE(block_from_bytes("abc").is_null());
  EXPECT_TRUE(block_from_bytes(fixed32_bytes({0})).is_null());
  EXPECT_TRUE(block_from_bytes(fixed32_bytes({0, 2})).is_null());
  EXPECT_TRUE(block_from_bytes(fixed32_bytes({0, 0xffffffff})).is_null());
  EXPECT_FALSE(block_from_bytes(fixed32_bytes({0, 1})).is_null());
}

// Everything that an iterator can do, on bytes that may be anything.
void exercise_block(std::string_view bytes, const std::vector<store_test::StoredKey>& targets) {
  const Block block = block_from_bytes(bytes);
  if (block.is_null()) return;
  const auto touch = [](const BlockIterator& it) {
    return it.key().user_key.size() + it.value().size() + static_cast<size_t>(it.key().kind());
  };
  BlockIterator it(block);
  size_t steps = 0;
  for (it.seek_to_first(); it.valid() && steps < 10000; it.next(), ++steps) touch(it);
  it.reset(block);
  for (it.seek_to_last(); it.valid() && steps < 20000; it.prev(), ++steps) touch(it);
  const IndexBlock index(block);
  for (const store_test::StoredKey& target : targets) {
    it.reset(block);
    it.seek(store_test::ref(target));
    if (it.valid()) touch(it);
    it.reset(block);
    index.seek(it, store_test::ref(target));
    if (it.valid()) touch(it);
    for (const uint32_t offset : {0u, 3u, block.entry_bytes() / 2, block.entry_bytes()}) {
      it.reset(block);
      it.seek_from(SearchStart{offset}, store_test::ref(target));
      if (it.valid()) touch(it);
    }
  }
  EXPECT_LT(steps, 10000u);
}

TEST(Block, SurvivesEveryByteChanged) {
  Random random(test_seed());
  const std::string good = block_bytes_of(store_test::random_model(random, 40), 8);
  const std::vector<store_test::StoredKey> targets(5, store_test::random_key(random));
  for (size_t at = 0; at < good.size(); ++at) {
    for (const int flip : {1, 2, 16, 64, 128, 255}) {
      std::string bytes = good;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      exercise_block(bytes, targets);
    }
  }
}

TEST(Block, SurvivesRandomBytes) {
  Random random(test_seed());
  const std::vector<store_test::StoredKey> targets(5, store_test::random_key(random));
  for (int round = 0; round < 5000; ++round) {
    std::string bytes(random.below(60), '\0');
    for (char& c : bytes)
      c = static_cast<char>(random.below(4) == 0 ? random.next() : random.below(5));
    const auto restarts = static_cast<uint32_t>(1 + random.below(3));
    put_fixed32(bytes, restarts);
    exercise_block(bytes, targets);
  }
}

// A good entry of key "k" and value "v", with `second` behind it, in one restart.
std::string block_bytes_with(std::string_view second) {
  std::string bytes = {0, 9, 1};
  append_key(bytes, key_at("k", 1));
  bytes.append("v").append(second);
  return bytes + fixed32_bytes({0, 1});
}

std::string entry_bytes(std::initializer_list<char> lengths, std::string_view rest, uint64_t tag,
                        std::string_view value) {
  std::string bytes(lengths);
  append_key(bytes, {rest, tag});
  return bytes.append(value);
}

TEST(Block, SaysWhereAnEntryIsMalformed) {
  const uint64_t tag = make_tag(1, Kind::kPut);
  const std::string cases[] = {
      entry_bytes({20, 8, 0}, "", tag, ""),   // shares more than there is
      entry_bytes({0, 9, 2}, "l", tag, "v"),  // a value that is one byte longer than the entries
      entry_bytes({0, 10, 1}, "l", tag, ""),  // a key that is
      entry_bytes({0, 9, 1}, "l", tag + 1, "v"),  // a kind that is none
      std::string({0, 7, 0}) + "1234567",         // a key without a whole tag
      std::string({0}),                           // lengths cut short
      std::string(6, '\xff'),                     // a length of more than 32 bits
  };
  for (const std::string& second : cases) {
    const Block block = block_from_bytes(block_bytes_with(second));
    BlockIterator it(block);
    it.seek_to_first();
    ASSERT_TRUE(it.valid());
    EXPECT_EQ(it.value(), "v");
    it.next();
    EXPECT_FALSE(it.valid());
    EXPECT_TRUE(it.corrupt());
    EXPECT_EQ(it.corrupt_offset(), 13u);
    it.seek_to_first();  // stays so
    EXPECT_FALSE(it.valid());
  }
}

}  // namespace
}  // namespace engine

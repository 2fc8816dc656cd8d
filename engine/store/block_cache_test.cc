#include "engine/store/block_cache.h"

#include <gtest/gtest.h>

#include <list>
#include <thread>
#include <vector>

#include "engine/store/test_support.h"

namespace engine {
namespace {

// A block of a size; its first byte says which it is.
FileSlice bytes_of_size(size_t size, char mark) {
  const auto bytes = std::make_shared<char[]>(size);
  bytes[0] = mark;
  encode_fixed32(bytes.get() + size - 4, 1);  // restarts
  return {bytes, std::string_view(bytes.get(), size)};
}

Block sized_block(size_t size, char mark = 'x') { return Block::make(bytes_of_size(size, mark)); }

// One shard as a list, the newest in front.
class LruModel {
 public:
  explicit LruModel(size_t capacity) : capacity_(capacity) {}

  bool find(const BlockId& id) {
    for (auto it = blocks_.begin(); it != blocks_.end(); ++it) {
      if (it->first == id) {
        blocks_.splice(blocks_.begin(), blocks_, it);
        return true;
      }
    }
    return false;
  }
  void insert(const BlockId& id, size_t size) {
    if (size > capacity_) return;
    blocks_.emplace_front(id, size);
    while (bytes() > capacity_) {
      blocks_.pop_back();
      ++evictions_;
    }
  }
  void erase_table(uint64_t table) {
    blocks_.remove_if([&](const auto& block) { return block.first.table == table; });
  }
  size_t bytes() const {
    size_t sum = 0;
    for (const auto& block : blocks_) sum += block.second;
    return sum;
  }
  size_t blocks() const { return blocks_.size(); }
  uint64_t evictions() const { return evictions_; }

 private:
  size_t capacity_;
  std::list<std::pair<BlockId, size_t>> blocks_;
  uint64_t evictions_ = 0;
};

TEST(BlockCache, EvictsAsAnLruListDoes) {
  constexpr size_t kCapacity = 10000;  // one shard
  Random random(test_seed());
  BlockCache cache(kCapacity, random.next());
  LruModel model(kCapacity);
  for (int i = 0; i < 20000; ++i) {
    const BlockId id{random.below(3), 4096 * random.below(10)};
    if (random.below(500) == 0) {
      cache.erase_table(id.table);
      model.erase_table(id.table);
    }
    const bool expected = model.find(id);
    ASSERT_EQ(!cache.find(id).is_null(), expected) << "at step " << i;
    if (!expected) {
      const size_t size = 8 + random.below(random.below(50) == 0 ? 11000 : 2000);
      cache.insert(id, sized_block(size));
      model.insert(id, size);
    }
    const BlockCacheStats stats = cache.stats();
    ASSERT_EQ(stats.bytes, model.bytes());
    ASSERT_EQ(stats.blocks, model.blocks());
    ASSERT_EQ(stats.evictions, model.evictions());
  }
  EXPECT_EQ(cache.stats().hits + cache.stats().misses, 20000u);
}

TEST(BlockCache, KeepsTheFirstOfTwoEqualInsertions) {
  BlockCache cache(10000, 1);
  cache.insert({1, 0}, sized_block(100, 'a'));
  cache.insert({1, 0}, sized_block(100, 'b'));
  EXPECT_EQ(cache.find({1, 0}).data()[0], 'a');
  EXPECT_EQ(cache.stats().bytes, 100u);
}

TEST(BlockCache, ABlockLivesOnWhileItIsHeld) {
  BlockCache cache(1000, 1);
  std::weak_ptr<const void> bytes;
  {
    FileSlice read = bytes_of_size(900, 'a');
    bytes = read.owner;
    cache.insert({1, 0}, Block::make(std::move(read)));
  }
  const Block held = cache.find({1, 0});
  cache.insert({1, 4096}, sized_block(900, 'b'));
  EXPECT_TRUE(cache.find({1, 0}).is_null());
  EXPECT_EQ(held.data()[0], 'a');
  EXPECT_EQ(bytes.use_count(), 1);
}

TEST(BlockCache, WithoutCapacityKeepsNothing) {
  BlockCache cache(0, 1);
  cache.insert({1, 0}, sized_block(100));
  EXPECT_TRUE(cache.find({1, 0}).is_null());
  EXPECT_EQ(cache.stats().misses, 1u);
}

TEST(BlockCache, SpreadsBlocksEvenlyOverItsShards) {
  constexpr size_t kBlocks = 16384;
  BlockCache cache(size_t{64} << 20, 1);
  for (size_t i = 0; i < kBlocks; ++i) cache.insert({i / 512, 4101 * (i % 512)}, sized_block(4096));
  // As many as fit in all; what a fuller shard evicts is what the others have room for.
  EXPECT_GT(cache.stats().blocks, kBlocks * 95 / 100);
}

// The seed is the hash index's alone: which blocks are evicted must not depend on it.
TEST(BlockCache, EvictsTheSameWhateverItsSeed) {
  BlockCache caches[] = {{size_t{1} << 20, 1}, {size_t{1} << 20, 2}};
  for (BlockCache& cache : caches) {
    Random random(7);
    for (int i = 0; i < 20000; ++i) {
      const BlockId id{random.below(4), 4096 * random.below(200)};
      if (cache.find(id).is_null()) cache.insert(id, sized_block(4096));
    }
  }
  EXPECT_EQ(caches[0].stats().hits, caches[1].stats().hits);
  EXPECT_EQ(caches[0].stats().evictions, caches[1].stats().evictions);
}

TEST(BlockCache, IsSharedByThreads) {
  BlockCache cache(size_t{256} << 10, 1);
  std::vector<std::thread> threads;
  for (uint64_t t = 0; t < 4; ++t) {
    threads.emplace_back([&cache, t] {
      Random random(t);
      for (int i = 0; i < 5000; ++i) {
        const BlockId id{random.below(4), 4096 * random.below(50)};
        const auto mark = static_cast<char>(id.offset / 4096);
        if (const Block block = cache.find(id); !block.is_null()) {
          ASSERT_EQ(block.data()[0], mark);
        } else {
          cache.insert(id, sized_block(4096, mark));
        }
        if (i % 1000 == 0) cache.erase_table(id.table);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(cache.stats().hits + cache.stats().misses, 20000u);
}

}  // namespace
}  // namespace engine

#include "engine/store/block_cache.h"

#include <algorithm>
#include <utility>

#include "engine/base/hash.h"

namespace engine {

namespace {
constexpr size_t kLeastShardBytes = 64 * 1024;
}  // namespace

class BlockCache::Shard {
 public:
  Shard(size_t capacity, uint64_t seed)
      : capacity_(capacity), index_(seed), links_(1), ids_(1) {}  // slot 0 is kEnds

  Block find(const BlockId& id) {
    MutexLock lock(mutex_);
    const Held* const held = index_.find(id);
    if (held == nullptr) {
      ++stats_.misses;
      return Block();
    }
    ++stats_.hits;
    unlink(held->slot);
    link_as_newest(held->slot);
    return held->block;
  }

  void insert(const BlockId& id, const Block& block) {
    if (block.size() > capacity_) return;
    MutexLock lock(mutex_);
    const auto [held, inserted] = index_.try_emplace(id);
    if (!inserted) return;
    *held = Held{block, take_slot(id)};
    link_as_newest(held->slot);
    stats_.bytes += block.size();
    ++stats_.blocks;
    ++stats_.insertions;
    for (; stats_.bytes > capacity_; ++stats_.evictions) release(links_[kEnds].newer);
  }

  void erase_table(uint64_t table) {
    MutexLock lock(mutex_);
    for (uint32_t slot = links_[kEnds].newer; slot != kEnds;) {
      const uint32_t next = links_[slot].newer;
      if (ids_[slot].table == table) release(slot);
      slot = next;
    }
  }

  void add_to(BlockCacheStats& sum) {
    MutexLock lock(mutex_);
    sum.hits += stats_.hits;
    sum.misses += stats_.misses;
    sum.insertions += stats_.insertions;
    sum.evictions += stats_.evictions;
    sum.blocks += stats_.blocks;
    sum.bytes += stats_.bytes;
  }

 private:
  // Slot 0 holds no block: it is before the oldest and behind the newest.
  static constexpr uint32_t kEnds = 0;

  struct Held {
    Block block;
    uint32_t slot = kEnds;
  };
  // A hit changes the links of up to four blocks: they lie close together, in a core's cache.
  struct Links {
    uint32_t older = kEnds;
    uint32_t newer = kEnds;  // of a free slot: the next free one
  };

  uint32_t take_slot(const BlockId& id) REQUIRES(mutex_) {
    if (first_free_ == kEnds) {
      links_.emplace_back();
      ids_.push_back(id);
      return static_cast<uint32_t>(ids_.size() - 1);
    }
    const uint32_t slot = first_free_;
    first_free_ = links_[slot].newer;
    ids_[slot] = id;
    return slot;
  }

  void link_as_newest(uint32_t slot) REQUIRES(mutex_) {
    const uint32_t newest = links_[kEnds].older;
    links_[slot] = Links{newest, kEnds};
    links_[newest].newer = slot;
    links_[kEnds].older = slot;
  }

  void unlink(uint32_t slot) REQUIRES(mutex_) {
    const Links links = links_[slot];
    links_[links.older].newer = links.newer;
    links_[links.newer].older = links.older;
  }

  // Takes the block out and frees its slot.
  void release(uint32_t slot) REQUIRES(mutex_) {
    unlink(slot);
    links_[slot].newer = std::exchange(first_free_, slot);
    --stats_.blocks;
    stats_.bytes -= index_.find(ids_[slot])->block.size();
    index_.erase(ids_[slot]);
  }

  const size_t capacity_;
  Mutex mutex_;
  Map<BlockId, Held> index_ GUARDED_BY(mutex_);
  std::vector<Links> links_ GUARDED_BY(mutex_);  // by slot
  std::vector<BlockId> ids_ GUARDED_BY(mutex_);  // by slot
  uint32_t first_free_ GUARDED_BY(mutex_) = kEnds;
  BlockCacheStats stats_ GUARDED_BY(mutex_);
};

BlockCache::BlockCache(size_t capacity_bytes, uint64_t seed) {
  const size_t shards = std::clamp<size_t>(capacity_bytes / kLeastShardBytes, 1, kShards);
  for (size_t i = 0; i < shards; ++i) {
    shards_.push_back(std::make_unique<Shard>(capacity_bytes / shards, seed));
  }
}

BlockCache::~BlockCache() = default;

// A fixed hash, not the index's: which shard evicts must not depend on the seed.
BlockCache::Shard& BlockCache::shard_of(const BlockId& id) {
  return *shards_[hash_integer(id.offset, id.table) % shards_.size()];
}

Block BlockCache::find(const BlockId& id) { return shard_of(id).find(id); }

void BlockCache::insert(const BlockId& id, const Block& block) { shard_of(id).insert(id, block); }

void BlockCache::erase_table(uint64_t table) {
  for (const auto& shard : shards_) shard->erase_table(table);
}

BlockCacheStats BlockCache::stats() const {
  BlockCacheStats sum;
  for (const auto& shard : shards_) shard->add_to(sum);
  return sum;
}

}  // namespace engine

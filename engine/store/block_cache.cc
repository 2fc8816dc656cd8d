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
  Shard(size_t capacity, uint64_t seed) : capacity_(capacity), index_(seed) {
    slots_.push_back(Slot{{}, nullptr, kEnds, kEnds});
  }

  std::shared_ptr<const Block> find(const BlockId& id) {
    MutexLock lock(mutex_);
    const uint32_t* const slot = index_.find(id);
    if (slot == nullptr) {
      ++stats_.misses;
      return nullptr;
    }
    ++stats_.hits;
    unlink(*slot);
    link_as_newest(*slot);
    return slots_[*slot].block;
  }

  void insert(const BlockId& id, const std::shared_ptr<const Block>& block) {
    if (block->size() > capacity_) return;
    MutexLock lock(mutex_);
    const auto [slot, inserted] = index_.try_emplace(id, 0);
    if (!inserted) return;
    *slot = take_slot(id, block);
    link_as_newest(*slot);
    stats_.bytes += block->size();
    ++stats_.blocks;
    ++stats_.insertions;
    for (; stats_.bytes > capacity_; ++stats_.evictions) release(slots_[kEnds].newer);
  }

  void erase_table(uint64_t table) {
    MutexLock lock(mutex_);
    for (uint32_t slot = slots_[kEnds].newer; slot != kEnds;) {
      const uint32_t next = slots_[slot].newer;
      if (slots_[slot].id.table == table) release(slot);
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

  struct Slot {
    BlockId id;
    std::shared_ptr<const Block> block;  // null in a free slot
    uint32_t older = kEnds;
    uint32_t newer = kEnds;  // in a free slot: the next free one
  };

  uint32_t take_slot(const BlockId& id, const std::shared_ptr<const Block>& block)
      REQUIRES(mutex_) {
    uint32_t slot = first_free_;
    if (slot == kEnds) {
      slot = static_cast<uint32_t>(slots_.size());
      slots_.emplace_back();
    } else {
      first_free_ = slots_[slot].newer;
    }
    slots_[slot].id = id;
    slots_[slot].block = block;
    return slot;
  }

  void link_as_newest(uint32_t slot) REQUIRES(mutex_) {
    const uint32_t newest = slots_[kEnds].older;
    slots_[slot].older = newest;
    slots_[slot].newer = kEnds;
    slots_[newest].newer = slot;
    slots_[kEnds].older = slot;
  }

  void unlink(uint32_t slot) REQUIRES(mutex_) {
    slots_[slots_[slot].older].newer = slots_[slot].newer;
    slots_[slots_[slot].newer].older = slots_[slot].older;
  }

  // Takes the block out and frees the slot.
  void release(uint32_t slot) REQUIRES(mutex_) {
    unlink(slot);
    index_.erase(slots_[slot].id);
    --stats_.blocks;
    stats_.bytes -= slots_[slot].block->size();
    slots_[slot].block.reset();
    slots_[slot].newer = std::exchange(first_free_, slot);
  }

  const size_t capacity_;
  Mutex mutex_;
  Map<BlockId, uint32_t> index_ GUARDED_BY(mutex_);
  std::vector<Slot> slots_ GUARDED_BY(mutex_);
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

std::shared_ptr<const Block> BlockCache::find(const BlockId& id) { return shard_of(id).find(id); }

void BlockCache::insert(const BlockId& id, const std::shared_ptr<const Block>& block) {
  shard_of(id).insert(id, block);
}

void BlockCache::erase_table(uint64_t table) {
  for (const auto& shard : shards_) shard->erase_table(table);
}

BlockCacheStats BlockCache::stats() const {
  BlockCacheStats sum;
  for (const auto& shard : shards_) shard->add_to(sum);
  return sum;
}

}  // namespace engine

// BlockCache: the blocks that were read last, up to a number of bytes. Several shards, each an LRU
// list under a lock of its own.
//
// Bounds are logical: a block is charged its size in the table, the same in every variant. Which
// shard a block falls to depends on its id alone, so hits and evictions of one thread
// are the same in every run.
// Invariants of a shard:
//   1. charged bytes == sum of the sizes of its blocks <= capacity;
//   2. the index holds each block and the number of its slot; slots are linked, the least recently
//      used first, and so are free ones.
// Thread contract: any number of threads. A block lives on, out of the cache, while somebody holds
// it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/block.h"

namespace engine {

// Which block it is: the number of its table, and where the entry that names it stands in the table's index.
struct BlockId {
  uint64_t table = 0;
  uint64_t offset = 0;
  friend bool operator==(const BlockId&, const BlockId&) = default;
};

struct BlockCacheStats {
  uint64_t hits = 0;
  uint64_t misses = 0;
  uint64_t insertions = 0;
  uint64_t evictions = 0;
  uint64_t blocks = 0;  // held now
  uint64_t bytes = 0;   // held now
};

class BlockCache {
 public:
  static constexpr size_t kShards = 16;

  // The seed is that of the index's hash. Fewer shards where one would hold less than 64 KiB.
  BlockCache(size_t capacity_bytes, uint64_t seed);
  ~BlockCache();

  // Null if it is not there. Counts a hit or a miss.
  Block find(const BlockId& id);

  // Puts the block in as the most recent one and evicts what no longer fits; a block that is larger
  // than a shard stays out. Where another thread put the same block in first, that one stays.
  void insert(const BlockId& id, const Block& block);

  // Forgets the blocks of a table that was removed. Costs a walk over the cache.
  void erase_table(uint64_t table);

  BlockCacheStats stats() const;

 private:
  class Shard;

  Shard& shard_of(const BlockId& id);

  std::vector<std::unique_ptr<Shard>> shards_;
};

}  // namespace engine

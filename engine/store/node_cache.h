// NodeCache: the decoded nodes of a B+tree by page, the clean ones up to a number of bytes: an LRU
// list under a lock.
//
// Bounds are logical: a node is charged the page that it stands in, the same in every variant.
// Invariants:
//   1. A dirty node stays; of the clean ones the least recently used go while all nodes together
//      are charged more than the capacity.
//   2. The index holds each node's slot; slots of clean nodes are linked, the least recently used
//      first, and so are free ones.
// Thread contract: any number of threads. A node lives on, out of the cache, while somebody holds
// it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/node.h"

namespace engine {

struct NodeCacheStats {
  uint64_t hits = 0;
  uint64_t misses = 0;
  uint64_t evictions = 0;
  uint64_t nodes = 0;        // held now
  uint64_t dirty_nodes = 0;  // of these
};

class NodeCache {
 public:
  // The seed is that of the index's hash.
  NodeCache(size_t capacity_bytes, uint64_t seed);

  // Null if it is not there. Counts a hit or a miss.
  NodeRef find(PageId id);

  // Null where the page has no dirty node. Counts nothing.
  NodeRef find_dirty(PageId id) const;

  // Puts a clean node in as the most recent one and evicts what no longer fits. Where another
  // thread put the page's node in first, that one stays. Returns the one that the page has.
  NodeRef insert_clean(PageId id, NodeRef node);

  // The page's node is this one from now on, and dirty.
  void put_dirty(PageId id, NodeRef node);

  // A dirty node is clean now, and the most recent one. REQUIRES: it is there.
  void make_clean(PageId id);

  // No effect where it is not there.
  void erase(PageId id);

  // visit(const NodeRef&) for each node, with the lock held.
  template <typename Visit>
  void for_each(Visit visit) const {
    MutexLock lock(mutex_);
    for (const Slot& slot : slots_)
      if (!slot.node.is_null()) visit(slot.node);
  }

  NodeCacheStats stats() const;

 private:
  // Slot 0 holds no node: it is before the oldest and behind the newest.
  static constexpr uint32_t kEnds = 0;

  struct Slot {
    NodeRef node;
    PageId id = kNoPage;
    bool clean = false;
    uint32_t older = kEnds;
    uint32_t newer = kEnds;  // of a free slot: the next free one
  };

  uint32_t take_slot(PageId id) REQUIRES(mutex_);
  void link_as_newest(uint32_t slot) REQUIRES(mutex_);
  void unlink(uint32_t slot) REQUIRES(mutex_);
  void release(uint32_t slot) REQUIRES(mutex_);
  void evict() REQUIRES(mutex_);

  const uint64_t capacity_;  // in nodes
  mutable Mutex mutex_;
  Map<PageId, uint32_t> index_ GUARDED_BY(mutex_);
  std::vector<Slot> slots_ GUARDED_BY(mutex_);
  uint32_t first_free_ GUARDED_BY(mutex_) = kEnds;
  NodeCacheStats stats_ GUARDED_BY(mutex_);
};

}  // namespace engine

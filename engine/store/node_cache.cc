#include "engine/store/node_cache.h"

#include <utility>

namespace engine {

NodeCache::NodeCache(size_t capacity_bytes, uint64_t seed)
    : capacity_(capacity_bytes / kPageBytes), index_(seed), slots_(1) {}

NodeRef NodeCache::find(PageId id) {
  MutexLock lock(mutex_);
  const uint32_t* const found = index_.find(id);
  if (found == nullptr) {
    ++stats_.misses;
    return NodeRef();
  }
  const uint32_t slot = *found;
  ++stats_.hits;
  if (slots_[slot].clean) {
    unlink(slot);
    link_as_newest(slot);
  }
  return slots_[slot].node;
}

NodeRef NodeCache::find_dirty(PageId id) const {
  MutexLock lock(mutex_);
  const uint32_t* const found = index_.find(id);
  return found == nullptr || slots_[*found].clean ? NodeRef() : slots_[*found].node;
}

NodeRef NodeCache::insert_clean(PageId id, NodeRef node) {
  MutexLock lock(mutex_);
  if (const uint32_t* const found = index_.find(id)) return slots_[*found].node;
  const uint32_t slot = take_slot(id);
  slots_[slot].node = node;
  slots_[slot].clean = true;
  link_as_newest(slot);
  evict();
  return node;
}

void NodeCache::put_dirty(PageId id, NodeRef node) {
  MutexLock lock(mutex_);
  if (const uint32_t* const found = index_.find(id)) {
    CHECK(!slots_[*found].clean);
    slots_[*found].node = std::move(node);
    return;
  }
  slots_[take_slot(id)].node = std::move(node);
  ++stats_.dirty_nodes;
  evict();
}

void NodeCache::make_clean(PageId id) {
  MutexLock lock(mutex_);
  const uint32_t* const found = index_.find(id);
  CHECK(found != nullptr && !slots_[*found].clean);
  slots_[*found].clean = true;
  link_as_newest(*found);
  --stats_.dirty_nodes;
  evict();
}

void NodeCache::erase(PageId id) {
  MutexLock lock(mutex_);
  if (const uint32_t* const found = index_.find(id)) release(*found);
}

NodeCacheStats NodeCache::stats() const {
  MutexLock lock(mutex_);
  return stats_;
}

uint32_t NodeCache::take_slot(PageId id) {
  uint32_t slot = first_free_;
  if (slot == kEnds) {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    first_free_ = slots_[slot].newer;
  }
  slots_[slot] = Slot{};
  slots_[slot].id = id;
  index_[id] = slot;
  ++stats_.nodes;
  return slot;
}

void NodeCache::link_as_newest(uint32_t slot) {
  const uint32_t newest = slots_[kEnds].older;
  slots_[slot].older = newest;
  slots_[slot].newer = kEnds;
  slots_[newest].newer = slot;
  slots_[kEnds].older = slot;
}

void NodeCache::unlink(uint32_t slot) {
  const Slot& links = slots_[slot];
  slots_[links.older].newer = links.newer;
  slots_[links.newer].older = links.older;
}

// Takes the node out and frees its slot.
void NodeCache::release(uint32_t slot) {
  if (slots_[slot].clean) {
    unlink(slot);
  } else {
    --stats_.dirty_nodes;
  }
  --stats_.nodes;
  index_.erase(slots_[slot].id);
  slots_[slot] = Slot{};
  slots_[slot].newer = std::exchange(first_free_, slot);
}

void NodeCache::evict() {
  for (; stats_.nodes > capacity_ && slots_[kEnds].newer != kEnds; ++stats_.evictions) {
    release(slots_[kEnds].newer);
  }
}

}  // namespace engine

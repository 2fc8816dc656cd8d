// Memtable: the newest entries, in memory, sorted: a skip list of one node per entry.
//
// Invariants:
//   1. Nodes are only added, never changed or removed before the memtable is destroyed.
//   2. A node is complete before it is linked (release), and readers follow links with acquire:
//      whoever sees a node sees all of it.
//   3. A node in the list of level i is in all lists below; the list of level 0 holds every node.
//   4. logical_bytes() == sum of (key + value + kEntryOverhead): the same in every variant, so
//      flush points do not depend on what is measured.
// Thread contract: one writer at a time (add), any number of readers beside it, without locks.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/base/random.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/iterator.h"
#include "engine/store/key.h"
#include "engine/store/lookup.h"
#include "engine/store/old_versions.h"

namespace engine {

class MemtableIterator;

// A source (Memtable::add) of bytes that nobody shares.
struct UnsharedBytes {
  Bytes share(std::string_view text) const { return Bytes::copy_of(text); }
};

// In a shared_ptr: what get() and iterators give out may pin it.
class Memtable : public std::enable_shared_from_this<Memtable> {
 public:
  // What an entry is charged beyond its bytes: tag, length fields and links, in the round.
  static constexpr size_t kEntryOverhead = 32;
  static constexpr int kMaxHeight = 12;
  static constexpr size_t kBatchEntries = 32;

  // What a flush takes in one go (MemtableIterator::take). Views into the memtable.
  struct Entry {
    KeyRef key;
    std::string_view value;
  };
  using Batch = SmallVec<Entry, kBatchEntries>;

  // The seed draws the heights of the nodes.
  explicit Memtable(uint64_t seed);
  ~Memtable();
  Memtable(const Memtable&) = delete;
  Memtable& operator=(const Memtable&) = delete;

  // Key and value lie in the source, whose share(std::string_view) makes Bytes of them that outlive it.
  // REQUIRES: no entry with this key, sequence and kind is there yet; no other add at the same
  // time.
  template <typename Source>
  void add(Sequence sequence, Kind kind, std::string_view key, std::string_view value,
           Source&& source) {
    const uint64_t tag = make_tag(sequence, kind);
    Place place = find_place({key, tag});
    Nodes::Made made = nodes_.make(bytes_of(place.levels), key, value, source);
    link(place, make_node(std::move(made), tag, place.levels));
    charge(key.size() + value.size() + kEntryOverhead);
  }

  // The newest version at or before the sequence number.
  Lookup get(std::string_view user_key, Sequence sequence) const;

  // The sequence number of the newest version, a tombstone too; 0 where there is none.
  Sequence newest(std::string_view user_key) const;

  // REQUIRES: the memtable outlives the iterator (what value_bytes() gave does not need it).
  MemtableIterator iterate() const;

  // Costs a walk over all entries.
  OldVersions old_versions() const;

  size_t entries() const { return entries_.load(std::memory_order_relaxed); }
  bool empty() const { return entries() == 0; }
  size_t logical_bytes() const { return logical_bytes_.load(std::memory_order_relaxed); }
  // Asked of the allocator for nodes; the bytes of keys and values that nodes own or share are not
  // in it.
  size_t node_bytes() const { return node_bytes_.load(std::memory_order_relaxed); }

 private:
  friend class MemtableIterator;

  // Stands at the front of what nodes_ makes of bytes_of(height); there are `height` links.
  struct Node {
    Nodes::Kept kept;
    uint64_t tag;
    int height;
    std::atomic<Node*> links[1];

    const void* end() const { return links + height; }
    std::string_view key() const { return kept.key(end()); }
    std::string_view value() const { return kept.value(end()); }
    KeyRef key_ref() const { return {key(), tag}; }
    Node* next(int level) const { return links[level].load(std::memory_order_acquire); }
    // What a search looks at is before and behind the tag.
    void prefetch() const { __builtin_prefetch(&tag); }
  };

  static size_t bytes_of(int height) {
    return sizeof(Node) + sizeof(std::atomic<Node*>) * static_cast<size_t>(height - 1);
  }
  Node* make_node(Nodes::Made made, uint64_t tag, int height);
  void free_node(Node* node);
  int draw_height();

  // Where a new node goes: behind these, on its levels.
  struct Place {
    Node* before[kMaxHeight];
    int levels;
  };
  Place find_place(const KeyRef& key);
  void link(const Place& place, Node* node);
  void charge(size_t bytes);
  int height() const { return height_.load(std::memory_order_relaxed); }

  // The last node before the target on each level, into before[0, height()); head_ counts as a node
  // before all. Returns the first node at or after the target as the search saw it: what follows
  // before[0] a moment later may be a new node that is still before the target.
  Node* find_before(const KeyRef& target, Node** before) const;
  Node* last_before(const KeyRef& target) const;
  Node* first_at_or_after(const KeyRef& target) const;
  Node* last() const;

  Nodes nodes_;
  Random random_;
  std::atomic<int> height_{1};
  std::atomic<size_t> entries_{0};
  std::atomic<size_t> logical_bytes_{0};
  std::atomic<size_t> node_bytes_{0};
  Node* head_;  // its bytes count
};

// An InternalIterator. Sees entries that are added behind its position while it goes.
class MemtableIterator {
 public:
  explicit MemtableIterator(const Memtable& memtable) : memtable_(&memtable) {}

  bool valid() const { return node_ != nullptr; }
  KeyRef key() const { return node_->key_ref(); }
  std::string_view value() const { return node_->value(); }
  Bytes value_bytes() const { return node_->kept.share_value(node_->end(), *memtable_); }
  Status status() const { return Status::ok(); }

  void seek_to_first() { node_ = memtable_->head_->next(0); }
  void seek_to_last() { stand_on(memtable_->last()); }
  void seek(const KeyRef& target) { node_ = memtable_->first_at_or_after(target); }
  void next() { node_ = node_->next(0); }
  void prev() { stand_on(memtable_->last_before(node_->key_ref())); }

  // Fills the batch with the next entries, from the one it stands on, and moves behind them. Empty
  // at the end.
  void take(Memtable::Batch& batch);

 private:
  void stand_on(const Memtable::Node* node) { node_ = node == memtable_->head_ ? nullptr : node; }

  const Memtable* memtable_;
  const Memtable::Node* node_ = nullptr;
};

inline MemtableIterator Memtable::iterate() const { return MemtableIterator(*this); }

}  // namespace engine

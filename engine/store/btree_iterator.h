// BTreeIterator: an InternalIterator (iterator.h) over a BTree, correct beside its writer.
//
// It pins the leaf that it stands on, which then does not change, and looks for the next leaf by the
// last key that it saw: what was added meanwhile behind that is seen. So it does for an entry whose
// value is in overflow pages, which is read as the iterator reaches it, under the tree's latch: from
// a leaf that was changed since, the pages may have been freed. An entry that is gone by then,
// because no reader can see it any more, is passed over.
//
// Backwards, older versions come first, and what hides them may go together with them: a tombstone.
// Whoever has seen a version, as the newest so far, would then never learn that it is hidden. So
// before the iterator moves on from a put that is gone from the tree, it stands on a tombstone of the
// next sequence number: what hides the put has that one or a later one, so whoever saw the put sees
// the tombstone.
// Thread contract: one thread at a time; the tree must outlive it (REQUIRES of BTree::iterate).
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/btree.h"

namespace engine {

// Holds a leaf as it is.
class LeafPin {
 public:
  LeafPin() = default;
  // REQUIRES: the tree's latch is held.
  explicit LeafPin(std::shared_ptr<const LeafNode> leaf) : leaf_(std::move(leaf)) {
    leaf_->pins.fetch_add(1, std::memory_order_relaxed);
  }
  LeafPin(LeafPin&&) noexcept = default;
  LeafPin& operator=(LeafPin&& other) noexcept {
    std::swap(leaf_, other.leaf_);
    return *this;
  }
  // Release: the writer that finds no pin changes the leaf after all that was read of it.
  ~LeafPin() {
    if (leaf_ != nullptr) leaf_->pins.fetch_sub(1, std::memory_order_release);
  }

  const LeafNode* get() const { return leaf_.get(); }
  const LeafNode* operator->() const { return leaf_.get(); }

 private:
  std::shared_ptr<const LeafNode> leaf_;
};

class BTreeIterator {
 public:
  explicit BTreeIterator(const BTree& tree) : tree_(&tree) {}

  bool valid() const { return leaf_.get() != nullptr; }
  KeyRef key() const { return entry().ref(); }
  std::string_view value() const {
    return entry().chained() ? chained_value_.view() : entry().value.view();
  }
  Bytes value_bytes() const { return entry().chained() ? chained_value_ : entry().value; }
  Status status() const { return status_; }

  void seek_to_first() { go_to_end(BTree::End::kFirst); }
  void seek_to_last() { go_to_end(BTree::End::kLast); }
  void seek(const KeyRef& target) { go_to(target, BTree::Seek::kAtOrAfter); }
  void next() {
    const bool in_leaf = index_ + 1 < leaf_->entries.size();
    if (!in_leaf || leaf_->entries[index_ + 1].chained()) return go_to(key(), BTree::Seek::kAfter);
    ++index_;
  }
  void prev() {
    if (index_ == 0 || leaf_->entries[index_ - 1].chained()) return go_back();
    --index_;
  }

 private:
  const LeafEntry& entry() const { return leaf_->entries[index_]; }
  void go_to(const KeyRef& target, BTree::Seek seek);
  void go_to_end(BTree::End end);
  void go_back();
  void stand_on_tombstone() REQUIRES_SHARED(tree_->latch_);
  void stand_on(Result<BTree::Position> position) REQUIRES_SHARED(tree_->latch_);

  const BTree* tree_;
  LeafPin leaf_;
  size_t index_ = 0;
  Bytes chained_value_;  // of the entry that it stands on
  Status status_;
};

inline BTreeIterator BTree::iterate() const { return BTreeIterator(*this); }

}  // namespace engine

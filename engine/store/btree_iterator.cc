#include "engine/store/btree_iterator.h"

namespace engine {

void BTreeIterator::go_to(const KeyRef& target, BTree::Seek seek) {
  ReaderLock lock(tree_->latch_);
  stand_on(tree_->locate(target, seek));
}

void BTreeIterator::go_to_end(BTree::End end) {
  ReaderLock lock(tree_->latch_);
  stand_on(tree_->locate_end(end));
}

void BTreeIterator::go_back() {
  ReaderLock lock(tree_->latch_);
  if (key().kind() == Kind::kPut && key().sequence() < kMaxSequence) {
    const Result<bool> still_there = tree_->contains(key());
    if (!still_there.is_ok()) return stand_on(still_there.status());
    if (!*still_there) return stand_on_tombstone();
  }
  stand_on(tree_->locate(key(), BTree::Seek::kBefore));
}

// Just before the put that it stands on, alone in a leaf that is in no tree.
void BTreeIterator::stand_on_tombstone() {
  const auto leaf = Objects::make_shared<LeafNode>();
  LeafEntry& tombstone = leaf->entries.emplace_back();
  tombstone.key = entry().key;
  tombstone.tag = make_tag(key().sequence() + 1, Kind::kDelete);
  stand_on(BTree::Position{leaf, 0});
}

void BTreeIterator::stand_on(Result<BTree::Position> position) {
  status_ = position.status();
  chained_value_ = Bytes();
  if (!position.is_ok() || position->leaf == nullptr) {
    leaf_ = LeafPin();
    return;
  }
  leaf_ = LeafPin(std::move(position->leaf));
  index_ = position->index;
  if (!entry().chained()) return;
  Result<Bytes> value = tree_->read_chain(entry());
  if (value.is_ok()) {
    chained_value_ = std::move(*value);
  } else {
    status_ = std::move(value).status();
    leaf_ = LeafPin();
  }
}

}  // namespace engine

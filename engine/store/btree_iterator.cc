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

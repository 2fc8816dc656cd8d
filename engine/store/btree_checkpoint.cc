// How a BTree becomes durable (btree.h).
#include <utility>
#include <vector>

#include "engine/store/btree.h"

namespace engine {

Status BTree::checkpoint(Sequence sequence, Sequence horizon) {
  RETURN_IF_ERROR(stopped_);
  RETURN_IF_ERROR(stop(tidy_dirty_leaves(horizon)));
  RETURN_IF_ERROR(stop(write_dirty_nodes(sequence)));
  mark_clean();
  checkpoint_sequence_.store(sequence, std::memory_order_relaxed);
  logical_bytes_.store(0, std::memory_order_relaxed);
  checkpoints_.fetch_add(1, std::memory_order_relaxed);
  return Status::ok();
}

// visit(id, node) for each dirty node at and below the page, children first.
template <typename Visit>
Status BTree::visit_dirty(PageId id, Visit& visit) const {
  const NodeRef node = cache_.find_dirty(id);
  if (node.is_null()) return Status::ok();
  if (!node.is_leaf()) {
    for (const PageId child : node.inner->children) RETURN_IF_ERROR(visit_dirty(child, visit));
  }
  return visit(id, node);
}

// Drops what no reader needs any more: old versions, and the batches that entries are slices of, which
// a leaf would keep for as long as it is in memory. Pruning joins leaves: each is looked for anew, by
// the first key that it had.
Status BTree::tidy_dirty_leaves(Sequence horizon) {
  std::vector<Separator> firsts;
  {
    ReaderLock lock(latch_);
    auto visit = [&](PageId, const NodeRef& node) {
      if (node.is_leaf() && !node.leaf->entries.empty()) {
        const LeafEntry& first = node.leaf->entries[0];
        firsts.push_back(Separator{first.key, first.tag});
      }
      return Status::ok();
    };
    RETURN_IF_ERROR(visit_dirty(root_, visit));
  }
  for (const Separator& first : firsts) RETURN_IF_ERROR(tidy_leaf_at(first.ref(), horizon));
  return Status::ok();
}

// Readers go on beside it: nothing changes in memory, and no page that they read is written.
Status BTree::write_dirty_nodes(Sequence sequence) {
  ReaderLock lock(latch_);
  SerializationBuffers::Guard page = SerializationBuffers::take();
  auto write = [&](PageId id, PageKind kind, const auto& node) {
    begin_page(*page);
    node.encode(*page);
    CHECK(page->size() == kPageHeaderBytes + node.bytes && page->size() <= kPageBytes);
    page->resize(kPageBytes);
    nodes_written_.fetch_add(1, std::memory_order_relaxed);
    if (node.count() < kSmallNode) small_nodes_written_.fetch_add(1, std::memory_order_relaxed);
    return file_->write(id, kind, static_cast<uint16_t>(node.count()), page->data());
  };
  auto visit = [&](PageId id, const NodeRef& node) {
    return node.is_leaf() ? write(id, PageKind::kLeaf, *node.leaf)
                          : write(id, PageKind::kInner, *node.inner);
  };
  RETURN_IF_ERROR(visit_dirty(root_, visit));
  return file_->checkpoint(root_, sequence, entries());
}

void BTree::mark_clean() {
  WriterLock lock(latch_);
  auto visit = [&](PageId id, const NodeRef& node) {
    node.dirty() = false;
    cache_.make_clean(id);
    return Status::ok();
  };
  CHECK(visit_dirty(root_, visit).is_ok());
}

}  // namespace engine

// How the writer changes a BTree (btree.h).
#include <utility>

#include "engine/base/coding.h"
#include "engine/store/btree.h"

namespace engine {

Status BTree::stop(Status status) {
  if (!status.is_ok()) {
    stopped_ = Status::closed("the tree was stopped by an earlier error: " + status.to_string());
  }
  return status;
}

Status BTree::add(Sequence sequence, Kind kind, Bytes key, Bytes value, Sequence horizon) {
  RETURN_IF_ERROR(stopped_);
  RETURN_IF_ERROR(check_entry(key.view(), value.view()));
  if (sequence <= checkpoint_sequence()) return Status::ok();
  logical_bytes_.fetch_add(key.size() + value.size() + kEntryOverhead, std::memory_order_relaxed);
  LeafEntry entry{std::move(key), make_tag(sequence, kind), Bytes(), kNoPage, 0};
  if (value.size() > kMaxInlineValueBytes) {
    const Result<PageId> chain = write_chain(value.view());
    if (!chain.is_ok()) return stop(chain.status());
    entry.chain = *chain;
    entry.chain_bytes = value.size();
  } else {
    entry.value = std::move(value);
  }
  WriterLock lock(latch_);
  return stop(insert(std::move(entry), horizon));
}

Status BTree::insert(LeafEntry entry, Sequence horizon) {
  if (root_ == kNoPage) root_ = add_node(Objects::make_shared<LeafNode>());
  Path path;
  const Result<std::shared_ptr<LeafNode>> found = descend(entry.ref(), path);
  if (!found.is_ok()) return found.status();
  LeafNode& leaf = **found;
  const size_t at = leaf.count_before(entry.ref());
  if (at < leaf.entries.size() && compare(leaf.entries[at].ref(), entry.ref()) == 0) {
    RETURN_IF_ERROR(free_chain(leaf.entries[at]));
    leaf.replace(at, std::move(entry));
  } else {
    leaf.insert(at, std::move(entry));
    entries_.fetch_add(1, std::memory_order_relaxed);
  }
  RETURN_IF_ERROR(prune(leaf, path, horizon));
  return balance(*found, path);
}

// The value as a chain of fresh pages, which are written at once: large values do not stay in memory
// until the checkpoint.
Result<PageId> BTree::write_chain(std::string_view value) {
  SerializationBuffers::Guard page = SerializationBuffers::take();
  const PageId first = file_->allocate();
  for (PageId id = first; id != kNoPage;) {
    const std::string_view part = value.substr(0, kOverflowBytes);
    value.remove_prefix(part.size());
    const PageId next = value.empty() ? kNoPage : file_->allocate();
    begin_page(*page);
    put_fixed64(*page, next);
    page->append(part);
    page->resize(kPageBytes);
    RETURN_IF_ERROR(
        file_->write(id, PageKind::kOverflow, static_cast<uint16_t>(part.size()), page->data()));
    id = next;
  }
  return first;
}

Status BTree::free_chain(const LeafEntry& entry) {
  uint64_t left = entry.chain_bytes;
  for (PageId id = entry.chain; id != kNoPage;) {
    char page[kPageBytes];
    const Result<size_t> part = read_overflow(id, left, page);
    if (!part.is_ok()) return part.status();
    left -= *part;
    file_->free(id);
    id = decode_fixed64(page + kPageHeaderBytes);
  }
  return Status::ok();
}

template <typename Node>
PageId BTree::add_node(const std::shared_ptr<Node>& node) {
  const PageId id = file_->allocate();
  node->dirty = true;
  cache_.put_dirty(id, node);
  return id;
}

void BTree::discard(PageId id) {
  cache_.erase(id);
  file_->free(id);
}

// The node that the page has, dirty and pinned by nobody. A clean one moves to a fresh page, and
// `id`, which is where the tree names it, with it.
Result<NodeRef> BTree::load_to_change(PageId& id) {
  Result<NodeRef> loaded = load(id);
  if (!loaded.is_ok()) return loaded;
  NodeRef node = std::move(*loaded);
  const bool pinned = node.is_leaf() && node.leaf->pins.load(std::memory_order_acquire) != 0;
  if (pinned) node = NodeRef(node.leaf->clone());
  if (node.dirty()) {
    if (pinned) cache_.put_dirty(id, node);
    return node;
  }
  discard(id);
  id = node.is_leaf() ? add_node(node.leaf) : add_node(node.inner);
  return node;
}

Result<std::shared_ptr<LeafNode>> BTree::descend(const KeyRef& target, Path& path) {
  for (PageId* id = &root_;;) {
    Result<NodeRef> node = load_to_change(*id);
    if (!node.is_ok()) return std::move(node).status();
    if (node->is_leaf()) return std::move(node->leaf);
    if (path.size() == kMaxDepth) return file_->corrupt(*id, "a path that does not end");
    const size_t child = node->inner->child_of(target);
    path.push_back(Step{std::move(node->inner), child});
    id = &path.back().node->children[child];
  }
}

Status BTree::prune(LeafNode& leaf, const Path& path, Sequence horizon) {
  bool is_last_leaf = true;
  for (const Step& step : path) {
    is_last_leaf = is_last_leaf && step.child + 1 == step.node->children.size();
  }
  Status status;
  leaf.prune(horizon, is_last_leaf, [&](const LeafEntry& entry) {
    entries_.fetch_sub(1, std::memory_order_relaxed);
    pruned_.fetch_add(1, std::memory_order_relaxed);
    if (status.is_ok()) status = free_chain(entry);
  });
  return status;
}

// From a leaf that changed up to the root: what is too large is split, what is not full enough takes
// from a sibling. Either changes the parent, which is then looked at in turn.
Status BTree::balance(const std::shared_ptr<LeafNode>& leaf, Path& path) {
  RETURN_IF_ERROR(balance_node(leaf, path));
  while (!path.empty()) {
    const std::shared_ptr<InnerNode> node = std::move(path.back().node);
    path.pop_back();
    RETURN_IF_ERROR(balance_node(node, path));
  }
  return Status::ok();
}

// `path` leads to the node.
template <typename Node>
Status BTree::balance_node(const std::shared_ptr<Node>& node, Path& path) {
  if (node->bytes > kPageContentBytes) {
    split_node(*node, path);
  } else if (path.empty()) {
    shrink_root(node);
  } else if (node->bytes < kLeastFill) {
    return join_sibling(node, path.back());
  }
  return Status::ok();
}

template <typename Node>
void BTree::split_node(Node& node, Path& path) {
  RightHalf<Node> half = node.split();
  const PageId right = add_node(half.node);
  splits_.fetch_add(1, std::memory_order_relaxed);
  if (!path.empty()) {
    path.back().node->insert(path.back().child, std::move(half.separator), right);
    return;
  }
  auto root = Objects::make_shared<InnerNode>();
  root->children.push_back(root_);
  root->insert(0, std::move(half.separator), right);
  root_ = add_node(root);
}

void BTree::shrink_root(const NodeRef& root) {
  if (root.is_leaf() || root.inner->children.size() > 1) return;
  const PageId child = root.inner->children[0];
  discard(root_);
  root_ = child;
}

// The node and a sibling become one, or, where that is too large, two that are full alike.
template <typename Node>
Status BTree::join_sibling(const std::shared_ptr<Node>& node, Step& parent) {
  InnerNode& above = *parent.node;
  const bool is_last = parent.child + 1 == above.children.size();
  const size_t left_at = is_last ? parent.child - 1 : parent.child;
  PageId& sibling_id = above.children[is_last ? left_at : left_at + 1];
  const Result<NodeRef> loaded = load_to_change(sibling_id);
  if (!loaded.is_ok()) return loaded.status();
  std::shared_ptr<Node> sibling;
  if constexpr (Node::kKind == PageKind::kLeaf) {
    sibling = loaded->leaf;
  } else {
    sibling = loaded->inner;
  }
  if (sibling == nullptr) return file_->corrupt(sibling_id, "leaves of different depth");
  Node& left = is_last ? *sibling : *node;
  Node& right = is_last ? *node : *sibling;
  const PageId right_id = above.children[left_at + 1];
  left.absorb(above.remove(left_at), right);
  if (left.bytes <= kPageContentBytes) {
    discard(right_id);
    merges_.fetch_add(1, std::memory_order_relaxed);
    return Status::ok();
  }
  RightHalf<Node> half = left.split();
  half.node->dirty = true;
  cache_.put_dirty(right_id, half.node);
  above.insert(left_at, std::move(half.separator), right_id);
  loans_.fetch_add(1, std::memory_order_relaxed);
  return Status::ok();
}

// Checkpoints are made of these: what a checkpoint prunes, it prunes as an add does.
Status BTree::tidy_leaf_at(const KeyRef& key, Sequence horizon) {
  WriterLock lock(latch_);
  Path path;
  const Result<std::shared_ptr<LeafNode>> leaf = descend(key, path);
  if (!leaf.is_ok()) return leaf.status();
  RETURN_IF_ERROR(prune(**leaf, path, horizon));
  (*leaf)->gather();
  return balance(*leaf, path);
}

}  // namespace engine

#include "engine/store/btree.h"

#include <algorithm>
#include <utility>

#include "engine/base/coding.h"
#include "engine/memory/copied_bytes.h"

namespace engine {

Result<std::unique_ptr<BTree>> BTree::open(FileSystem& files, const std::string& path,
                                           const BTreeOptions& options) {
  Result<std::unique_ptr<PageFile>> file = PageFile::open(files, path);
  if (!file.is_ok()) return std::move(file).status();
  std::unique_ptr<BTree> tree(new BTree(std::move(*file), options));
  const PageFileState& state = tree->file_->state();
  {
    WriterLock lock(tree->latch_);
    tree->root_ = state.root;
  }
  tree->checkpoint_sequence_ = state.sequence;
  tree->entries_ = state.entries;
  if (tree->file_->fell_back()) RETURN_IF_ERROR(tree->check());
  return tree;
}

Status BTree::check_entry(std::string_view key, std::string_view value) {
  if (key.size() > kMaxTreeKeyBytes) {
    return Status::invalid_argument("a key of " + std::to_string(key.size()) +
                                    " bytes; a B+tree takes " + std::to_string(kMaxTreeKeyBytes));
  }
  if (value.size() > kMaxTreeValueBytes) {
    return Status::invalid_argument("a value of " + std::to_string(value.size()) +
                                    " bytes; a B+tree takes " + std::to_string(kMaxTreeValueBytes));
  }
  return Status::ok();
}

BTreeCounters BTree::counters() const {
  const NodeCacheStats cache = cache_.stats();
  BTreeCounters counters;
  counters.page_reads = file_->pages_read();
  counters.page_writes = file_->pages_written();
  counters.node_writes = nodes_written_.load(std::memory_order_relaxed);
  counters.small_node_writes = small_nodes_written_.load(std::memory_order_relaxed);
  counters.bytes_written = counters.page_writes * kPageBytes;
  counters.splits = splits_.load(std::memory_order_relaxed);
  counters.merges = merges_.load(std::memory_order_relaxed);
  counters.loans = loans_.load(std::memory_order_relaxed);
  counters.checkpoints = checkpoints_.load(std::memory_order_relaxed);
  counters.pruned = pruned_.load(std::memory_order_relaxed);
  counters.cache_hits = cache.hits;
  counters.cache_misses = cache.misses;
  counters.cache_evictions = cache.evictions;
  return counters;
}

OldVersions BTree::old_versions() const {
  OldVersions old;
  ReaderLock lock(latch_);
  cache_.for_each([&](const NodeRef& node) {
    if (!node.is_leaf()) return;
    const auto& entries = node.leaf->entries;
    for (size_t i = 1; i < entries.size(); ++i) {
      if (entries[i].key.view() != entries[i - 1].key.view()) continue;
      ++old.count;
      old.bytes += entries[i].key.size() + entries[i].value.size() + entries[i].chain_bytes;
    }
  });
  return old;
}

Result<NodeRef> BTree::load(PageId id) const {
  NodeRef node = cache_.find(id);
  if (!node.is_null()) return node;
  Result<NodeRef> read = read_node(id);
  if (!read.is_ok()) return std::move(read).status();
  return cache_.insert_clean(id, std::move(*read));
}

Result<NodeRef> BTree::read_node(PageId id) const {
  std::shared_ptr<char[]> page = Objects::make_page<kPageBytes>();
  const Result<PageHeader> header = file_->read(id, page.get());
  if (!header.is_ok()) return header.status();
  const auto decode = [&](auto node) -> Result<NodeRef> {
    if (const char* problem = node->decode(page, header->count)) return file_->corrupt(id, problem);
    return NodeRef(std::move(node));
  };
  if (header->kind == PageKind::kLeaf) return decode(Objects::make_shared<LeafNode>());
  if (header->kind == PageKind::kInner) return decode(Objects::make_shared<InnerNode>());
  return file_->corrupt(id, "not a node of the tree");
}

Result<Bytes> BTree::read_chain(const LeafEntry& entry) const {
  if (entry.chain_bytes > file_->file_bytes()) {
    return file_->corrupt(entry.chain, "a value longer than the file");
  }
  std::string value;
  expect_size(value, entry.chain_bytes);
  for (PageId id = entry.chain; value.size() < entry.chain_bytes;) {
    char page[kPageBytes];
    const Result<size_t> part = read_overflow(id, entry.chain_bytes - value.size(), page);
    if (!part.is_ok()) return part.status();
    value.append(page + kPageHeaderBytes + kLinkBytes, *part);
    id = decode_fixed64(page + kPageHeaderBytes);
  }
  count_copied_bytes(value.size());
  return Bytes::adopt(std::move(value));
}

// How much of a chain with so many bytes left is in its next page. All pages but the last are full:
// else a chain that goes round by one byte each time would take forever.
Result<size_t> BTree::read_overflow(PageId id, uint64_t left, char* page) const {
  const Result<PageHeader> header = file_->read(id, page);
  if (!header.is_ok()) return header.status();
  const auto expected = static_cast<size_t>(std::min<uint64_t>(kOverflowBytes, left));
  if (header->kind != PageKind::kOverflow || header->count != expected || expected == 0) {
    return file_->corrupt(id, "malformed overflow page");
  }
  return expected;
}

Result<Bytes> BTree::value_of(const LeafEntry& entry) const {
  if (entry.chained()) return read_chain(entry);
  return entry.value;
}

// Behind the last entry of a leaf the next leaf may hold older versions of the user key; the
// separator in between tells.
Result<Lookup> BTree::find(std::string_view user_key, Sequence sequence) const {
  if (root_ == kNoPage) return Lookup::absent();
  const KeyRef target = key_at(user_key, sequence);
  std::shared_ptr<const InnerNode> border;  // has the nearest separator after the target
  size_t border_at = 0;
  Result<NodeRef> node = load(root_);
  for (size_t depth = 0; node.is_ok() && !node->is_leaf(); ++depth) {
    const std::shared_ptr<const InnerNode> inner = node->inner;
    const size_t child = inner->child_of(target);
    if (child < inner->separators.size()) {
      border = inner;
      border_at = child;
    }
    if (depth == kMaxDepth) return file_->corrupt(root_, "a path that does not end");
    node = load(inner->children[child]);
  }
  if (!node.is_ok()) return std::move(node).status();
  Position at{node->leaf, node->leaf->count_before(target)};
  if (at.index == at.leaf->entries.size()) {
    if (!border || border->separators[border_at].key.view() != user_key) return Lookup::absent();
    Result<Position> next = descend_to_end(border->children[border_at + 1], End::kFirst);
    if (!next.is_ok()) return std::move(next).status();
    at = std::move(*next);
  }
  const LeafEntry& entry = at.leaf->entries[at.index];
  if (entry.key.view() != user_key) return Lookup::absent();
  if (entry.ref().kind() == Kind::kDelete) return Lookup::deleted();
  Result<Bytes> value = value_of(entry);
  if (!value.is_ok()) return std::move(value).status();
  return Lookup::found(std::move(*value));
}

Result<BTree::Position> BTree::locate(const KeyRef& target, Seek seek) const {
  if (root_ == kNoPage) return Position();
  ReadPath path;
  Result<NodeRef> node = load(root_);
  while (node.is_ok() && !node->is_leaf()) {
    const size_t child = node->inner->child_of(target);
    const PageId id = node->inner->children[child];
    if (path.size() == kMaxDepth) return file_->corrupt(id, "a path that does not end");
    path.push_back(ReadStep{std::move(node->inner), child});
    node = load(id);
  }
  if (!node.is_ok()) return std::move(node).status();
  const LeafNode& leaf = *node->leaf;
  const size_t before = seek == Seek::kAfter ? leaf.count_up_to(target) : leaf.count_before(target);
  if (seek != Seek::kBefore) {
    if (before == leaf.entries.size()) return neighbour(path, End::kLast, target);
    return Position{std::move(node->leaf), before};
  }
  if (before == 0) return neighbour(path, End::kFirst, target);
  return Position{std::move(node->leaf), before - 1};
}

Result<bool> BTree::contains(const KeyRef& target) const {
  const Result<Position> position = locate(target, Seek::kAtOrAfter);
  if (!position.is_ok()) return position.status();
  return position->leaf != nullptr &&
         compare(position->leaf->entries[position->index].ref(), target) == 0;
}

Result<BTree::Position> BTree::locate_end(End end) const {
  return root_ == kNoPage ? Position() : descend_to_end(root_, end);
}

// The first (last) entry below the page; nowhere where the tree is empty.
Result<BTree::Position> BTree::descend_to_end(PageId id, End end) const {
  const bool first = end == End::kFirst;
  for (size_t depth = 0; depth <= kMaxDepth; ++depth) {
    Result<NodeRef> node = load(id);
    if (!node.is_ok()) return std::move(node).status();
    if (!node->is_leaf()) {
      id = first ? node->inner->children[0] : node->inner->children.back();
      continue;
    }
    if (node->leaf->entries.empty()) {
      if (id == root_) return Position();
      return file_->corrupt(id, "a leaf without entries");
    }
    const size_t last = node->leaf->entries.size() - 1;
    return Position{std::move(node->leaf), first ? 0 : last};
  }
  return file_->corrupt(id, "a path that does not end");
}

// The entry next to the leaf at the path's end, on that side. The target lies in that leaf, or would:
// were the entry not beyond it, an iterator could go round for ever.
Result<BTree::Position> BTree::neighbour(ReadPath& path, End side, const KeyRef& target) const {
  const bool after = side == End::kLast;
  for (; !path.empty(); path.pop_back()) {
    const ReadStep& step = path.back();
    if (after ? step.child + 1 == step.node->children.size() : step.child == 0) continue;
    const PageId id = step.node->children[after ? step.child + 1 : step.child - 1];
    Result<Position> next = descend_to_end(id, after ? End::kFirst : End::kLast);
    if (!next.is_ok()) return next;
    const int order = compare(next->leaf->entries[next->index].ref(), target);
    if (after ? order <= 0 : order >= 0) return file_->corrupt(id, "keys in disorder");
    return next;
  }
  return Position();
}

}  // namespace engine

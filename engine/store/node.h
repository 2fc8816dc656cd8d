// The nodes of a B+tree, decoded: what the tree works on; a page (page.h) holds one encoded.
//
//   leaf entry := key bytes varint32, (value bytes << 1 | chained) varint64, tag fixed64, key,
//                 value, or if chained the first of its overflow pages fixed64
//   separator  := key bytes varint32, tag fixed64, key
//
// Keys are internal keys (key.h), ascending. An inner node's child i holds the keys at or after
// separator i - 1 and before separator i.
// Invariants:
//   1. `bytes` == the encoded contents' size; a node in a tree at rest has at most kPageContentBytes.
//   2. Splits, merges and loans are decided by encoded bytes alone, never by what a node takes in
//      memory: they fall at the same operation in every variant.
//   3. No entry takes more than half a page and no separator more than a quarter, so that a node
//      can be split into two that are at least a quarter full (kLeastFill).
//   4. An inner node has one more child than separators.
//   5. `search` knows the keys as they are, or nothing (of a node that was put together by hand).
// Thread contract: a node belongs to its tree, whose latch guards it (btree.h); a leaf with pins
// does not change.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"
#include "engine/store/page.h"

namespace engine {

inline constexpr size_t kMaxTreeKeyBytes = 1000;
inline constexpr size_t kMaxInlineValueBytes = 1024;  // larger values go to overflow pages
inline constexpr uint64_t kMaxTreeValueBytes = (uint64_t{1} << 32) - 1;
inline constexpr size_t kLeastFill = kPageContentBytes / 4;

struct LeafEntry {
  Bytes key;
  uint64_t tag = 0;
  Bytes value;               // empty where it is chained
  PageId chain = kNoPage;    // the first overflow page of the value
  uint64_t chain_bytes = 0;  // of the value in the chain

  KeyRef ref() const { return {key.view(), tag}; }
  bool chained() const { return chain != kNoPage; }
  size_t encoded_bytes() const;
};

struct Separator {
  Bytes key;
  uint64_t tag = 0;

  KeyRef ref() const { return {key.view(), tag}; }
  size_t encoded_bytes() const;
};

// The right half of a node that was split, and what separates the halves.
template <typename Node>
struct RightHalf {
  Separator separator;
  std::shared_ptr<Node> node;
};

struct LeafNode {
  static constexpr PageKind kKind = PageKind::kLeaf;

  SmallVec<LeafEntry, 8> entries;
  size_t bytes = 0;
  bool dirty = false;  // its page was allocated since the last checkpoint
  [[no_unique_address]] KeySearch search;
  mutable std::atomic<uint32_t> pins{0};

  // How many entries are before the target, or at it as well.
  size_t count_before(const KeyRef& target) const;
  size_t count_up_to(const KeyRef& target) const;
  void insert(size_t i, LeafEntry entry);
  // REQUIRES: of the same key.
  void replace(size_t i, LeafEntry entry);

  // Drops what no reader at or after the horizon can see, and hands each dropped entry to `drop`: of
  // each user key the versions behind the newest one at or before the horizon; that one too if it is
  // a tombstone, unless an older version may stand in the next leaf: it has the last user key of this
  // leaf, and a leaf follows.
  template <typename Drop>
  void prune(Sequence horizon, bool is_last_leaf, Drop drop);

  RightHalf<LeafNode> split();
  // Takes all that the node to the right has. The sum may be too large for a page.
  void absorb(Separator between, LeafNode& right);
  std::shared_ptr<LeafNode> clone() const;
  // Lets go of whatever else its entries' bytes keep alive: they lie together from now on.
  void gather();

  // REQUIRES: fits. Appends the contents to a page's header.
  void encode(std::string& page) const;
  size_t count() const { return entries.size(); }
  // Null on success, else what is wrong. Entries may share the page.
  const char* decode(const std::shared_ptr<const char[]>& page, size_t count);
};

struct InnerNode {
  static constexpr PageKind kKind = PageKind::kInner;

  SmallVec<Separator, 8> separators;
  SmallVec<PageId, 9> children;
  size_t bytes = sizeof(PageId);
  bool dirty = false;
  [[no_unique_address]] KeySearch search;

  // The child whose keys the target lies among.
  size_t child_of(const KeyRef& target) const;
  void insert(size_t i, Separator separator, PageId child_after_it);
  Separator remove(size_t i);  // and the child after it

  RightHalf<InnerNode> split();
  void absorb(Separator between, InnerNode& right);

  void encode(std::string& page) const;
  size_t count() const { return separators.size(); }
  const char* decode(const std::shared_ptr<const char[]>& page, size_t count);
};

// A node of either kind; one of the two is null, or both: no node.
struct NodeRef {
  std::shared_ptr<LeafNode> leaf;
  std::shared_ptr<InnerNode> inner;

  NodeRef() = default;
  NodeRef(std::shared_ptr<LeafNode> node) : leaf(std::move(node)) {}
  NodeRef(std::shared_ptr<InnerNode> node) : inner(std::move(node)) {}
  bool is_null() const { return leaf == nullptr && inner == nullptr; }
  bool is_leaf() const { return leaf != nullptr; }
  bool& dirty() const { return is_leaf() ? leaf->dirty : inner->dirty; }
};

// Tells the node's search all of its keys anew.
inline void renew_search(LeafNode& leaf) {
  leaf.search.assign(leaf.entries.size(), [&](size_t i) { return leaf.entries[i].key.view(); });
}
inline void renew_search(InnerNode& node) {
  node.search.assign(node.separators.size(),
                     [&](size_t i) { return node.separators[i].key.view(); });
}

// Makes the buffer a page whose header is still to be filled in.
inline void begin_page(std::string& page) {
  page.clear();
  expect_size(page, kPageBytes);
  page.append(kPageHeaderBytes, '\0');
}

template <typename Drop>
void LeafNode::prune(Sequence horizon, bool is_last_leaf, Drop drop) {
  const size_t n = entries.size();
  const auto same_user_key = [&](size_t i, size_t j) {
    return entries[i].key.view() == entries[j].key.view();
  };
  size_t kept = 0;
  bool settled = false;  // the newest version at or before the horizon was met
  bool another_version = false;
  for (size_t i = 0; i < n; ++i) {
    if (!another_version) settled = false;
    another_version = i + 1 < n && same_user_key(i, i + 1);
    LeafEntry& entry = entries[i];
    bool keep = !settled;
    if (!settled && entry.ref().sequence() <= horizon) {
      settled = true;
      keep = entry.ref().kind() != Kind::kDelete || (!is_last_leaf && same_user_key(i, n - 1));
    }
    if (!keep) {
      bytes -= entry.encoded_bytes();
      drop(entry);
    } else if (kept++ != i) {
      entries[kept - 1] = std::move(entry);
    }
  }
  if (kept == n) return;
  entries.erase(entries.begin() + static_cast<ptrdiff_t>(kept), entries.end());
  renew_search(*this);
}

}  // namespace engine

// BTree: a sorted store of internal keys (key.h) in a file of pages: the second ordered store beside
// the LSM tree, behind the same iterator interface.
//
// The tree's nodes (node.h) are worked on decoded, in a cache (node_cache.h). A page that the last
// checkpoint has is never changed (page_file.h): the first change of a node since then gives it a
// fresh page, and its parent, which must name that, likewise, up to the root. A changed node stays
// in memory until a checkpoint writes it. What was added since the last checkpoint is the owner's to
// keep in a log and to add again after a crash.
//
// Which versions stay: whenever a leaf is changed, and at a checkpoint, those are pruned that no
// reader at or after the horizon can see (LeafNode::prune). Versions of one user key at both sides
// of a leaf's border may stay longer.
//
// Invariants:
//   1. Every node but the root is at least kLeastFill full, and at most a page; all leaves have the
//      same depth; an inner root has two children or more.
//   2. Dirty nodes are connected: the parent of a dirty node is dirty.
//   3. Everything up to checkpoint_sequence() is in the file.
//   4. What is done, and each counter, depends on the calls alone: equal in every variant.
// Thread contract: one thread at a time adds or makes a checkpoint (the writer); any number reads
// beside it. Readers share a latch, which the writer takes alone to change a node. A reader holds
// it for a get or for a step to another leaf; in between an iterator pins its leaf, and the writer
// then changes a copy of that instead.
// Errors: kCorruption with file and offset, or those of the file. After an error of add or
// checkpoint the writer's calls give that error again (kClosed), and readers go on.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/iterator.h"
#include "engine/store/key.h"
#include "engine/store/lookup.h"
#include "engine/store/node.h"
#include "engine/store/node_cache.h"
#include "engine/store/old_versions.h"
#include "engine/store/page_file.h"

namespace engine {

struct BTreeOptions {
  size_t cache_bytes = 8 << 20;  // of pages whose nodes stay in memory, beside the dirty ones
  uint64_t seed = 0;             // of the cache's hash
};

// Exact, and equal in every variant, where one thread at a time works.
struct BTreeCounters {
  uint64_t page_reads = 0;
  uint64_t page_writes = 0;
  uint64_t node_writes = 0;        // of them leaves and inner nodes
  uint64_t small_node_writes = 0;  // of those with fewer than kSmallNode entries
  uint64_t bytes_written = 0;
  uint64_t splits = 0;
  uint64_t merges = 0;
  uint64_t loans = 0;  // a node took entries of a sibling
  uint64_t checkpoints = 0;
  uint64_t pruned = 0;  // entries
  uint64_t cache_hits = 0;
  uint64_t cache_misses = 0;
  uint64_t cache_evictions = 0;
  friend bool operator==(const BTreeCounters&, const BTreeCounters&) = default;
};

class BTreeIterator;

class BTree {
 public:
  // A node with fewer entries is small: fewer than inline room is for, where nodes have that (node.h).
  static constexpr size_t kSmallNode = 8;

  // What an entry is charged beyond its bytes in logical_bytes_since_checkpoint().
  static constexpr size_t kEntryOverhead = 32;

  // Creates the file where it is not there. Where the newest meta page is damaged, the whole file is
  // checked, and the state before it counts if all its pages are whole.
  static Result<std::unique_ptr<BTree>> open(FileSystem& files, const std::string& path,
                                             const BTreeOptions& options);

  // kInvalidArgument where the tree takes no such entry: ask before the entry is logged.
  static Status check_entry(std::string_view key, std::string_view value);

  // The horizon is the oldest sequence number at which any reader reads or will; it must not go
  // back. An entry up to checkpoint_sequence() is there already: it is left out; one that was added
  // since is replaced. So a log may be replayed as often as one likes.
  // kInvalidArgument, and nothing is stopped, as check_entry says. REQUIRES: the writer.
  Status add(Sequence sequence, Kind kind, Bytes key, Bytes value, Sequence horizon);

  // The newest version at or before the sequence number that `sequence()` returns. It is called
  // while the latch is held: a number that was taken before could fall behind the horizon of a
  // writer that prunes in between. It must not use the tree.
  template <typename SequenceSource>
  Result<Lookup> get(std::string_view user_key, SequenceSource sequence) const {
    ReaderLock lock(latch_);
    return find(user_key, sequence());
  }

  // REQUIRES: the tree outlives the iterator (what value_bytes() gave does not need it); the horizon
  // does not pass the sequence number that the iterator's user reads at while the iterator is used.
  BTreeIterator iterate() const;

  // Makes the tree durable. `sequence`: everything up to it was added. REQUIRES: the writer.
  Status checkpoint(Sequence sequence, Sequence horizon);

  Sequence checkpoint_sequence() const {
    return checkpoint_sequence_.load(std::memory_order_relaxed);
  }
  uint64_t entries() const { return entries_.load(std::memory_order_relaxed); }
  // Pages that a checkpoint would write now, the free list aside.
  uint64_t dirty_bytes() const { return cache_.stats().dirty_nodes * kPageBytes; }
  // Decoded nodes, a page each.
  uint64_t cached_bytes() const { return cache_.stats().nodes * kPageBytes; }
  // Of the leaves in memory, as far as a leaf knows: what it begins with may be hidden by the one
  // before. Costs a walk over all of them.
  OldVersions old_versions() const;
  // Key + value + kEntryOverhead of each entry that was added.
  uint64_t logical_bytes_since_checkpoint() const {
    return logical_bytes_.load(std::memory_order_relaxed);
  }
  BTreeCounters counters() const;

  // Walks everything and checks the invariants, those of the nodes and of the page file among them.
  // REQUIRES: the writer.
  Status check() const;

 private:
  friend class BTreeIterator;
  class Checker;

  // More than a tree of all pages that there can be has: a longer path goes round in circles.
  static constexpr size_t kMaxDepth = 32;

  // Where a reader stands; no leaf: nowhere.
  struct Position {
    std::shared_ptr<const LeafNode> leaf;
    size_t index = 0;
  };
  enum class Seek { kAtOrAfter, kAfter, kBefore };
  enum class End { kFirst, kLast };

  struct ReadStep {
    std::shared_ptr<const InnerNode> node;
    size_t child;
  };
  using ReadPath = SmallVec<ReadStep, 8>;

  // An inner node on the way down, and which of its children the way takes.
  struct Step {
    std::shared_ptr<InnerNode> node;
    size_t child;
  };
  using Path = SmallVec<Step, 8>;

  BTree(std::unique_ptr<PageFile> file, const BTreeOptions& options)
      : file_(std::move(file)), cache_(options.cache_bytes, options.seed) {}

  // Reading (btree.cc). The tree does not change while the latch is held.
  Result<NodeRef> load(PageId id) const;
  Result<NodeRef> read_node(PageId id) const;
  Result<Bytes> read_chain(const LeafEntry& entry) const;
  Result<size_t> read_overflow(PageId id, uint64_t left, char* page) const;
  Result<Bytes> value_of(const LeafEntry& entry) const;
  Result<Lookup> find(std::string_view user_key, Sequence sequence) const REQUIRES_SHARED(latch_);
  Result<Position> locate(const KeyRef& target, Seek seek) const REQUIRES_SHARED(latch_);
  Result<bool> contains(const KeyRef& target) const REQUIRES_SHARED(latch_);
  Result<Position> locate_end(End end) const REQUIRES_SHARED(latch_);
  Result<Position> descend_to_end(PageId id, End end) const REQUIRES_SHARED(latch_);
  Result<Position> neighbour(ReadPath& path, End side, const KeyRef& target) const
      REQUIRES_SHARED(latch_);

  // Writing (btree_write.cc).
  Status insert(LeafEntry entry, Sequence horizon) REQUIRES(latch_);
  Result<PageId> write_chain(std::string_view value);
  Status free_chain(const LeafEntry& entry);
  Result<std::shared_ptr<LeafNode>> descend(const KeyRef& target, Path& path) REQUIRES(latch_);
  Result<NodeRef> load_to_change(PageId& id);
  template <typename Node>
  PageId add_node(const std::shared_ptr<Node>& node);
  void discard(PageId id);
  Status prune(LeafNode& leaf, const Path& path, Sequence horizon);
  Status balance(const std::shared_ptr<LeafNode>& leaf, Path& path) REQUIRES(latch_);
  template <typename Node>
  Status balance_node(const std::shared_ptr<Node>& node, Path& path) REQUIRES(latch_);
  template <typename Node>
  void split_node(Node& node, Path& path) REQUIRES(latch_);
  template <typename Node>
  Status join_sibling(const std::shared_ptr<Node>& node, Step& parent) REQUIRES(latch_);
  void shrink_root(const NodeRef& root) REQUIRES(latch_);
  Status tidy_leaf_at(const KeyRef& key, Sequence horizon);
  Status stop(Status status);

  // Checkpoints (btree_checkpoint.cc).
  template <typename Visit>
  Status visit_dirty(PageId id, Visit& visit) const;
  Status tidy_dirty_leaves(Sequence horizon);
  Status write_dirty_nodes(Sequence sequence);
  void mark_clean();

  const std::unique_ptr<PageFile> file_;
  mutable NodeCache cache_;

  mutable SharedMutex latch_;
  PageId root_ GUARDED_BY(latch_) = kNoPage;

  // The writer's.
  Status stopped_;

  // Changed by the writer, read by any thread.
  std::atomic<Sequence> checkpoint_sequence_{0};
  std::atomic<uint64_t> entries_{0};
  std::atomic<uint64_t> logical_bytes_{0};
  std::atomic<uint64_t> nodes_written_{0};
  std::atomic<uint64_t> small_nodes_written_{0};
  std::atomic<uint64_t> splits_{0};
  std::atomic<uint64_t> merges_{0};
  std::atomic<uint64_t> loans_{0};
  std::atomic<uint64_t> checkpoints_{0};
  std::atomic<uint64_t> pruned_{0};
};

}  // namespace engine

// BTree::check (btree.h): a walk over the whole file.
#include <optional>
#include <vector>

#include "engine/base/coding.h"
#include "engine/store/btree.h"

namespace engine {

class BTree::Checker {
 public:
  explicit Checker(const BTree& tree) : tree_(tree), seen_(tree.file_->pages()) {}

  Status run(PageId root) {
    RETURN_IF_ERROR(mark(0));
    RETURN_IF_ERROR(mark(1));
    if (root != kNoPage) RETURN_IF_ERROR(check_node(root, Bounds(), 0));
    for (const PageId id : tree_.file_->unused_pages()) RETURN_IF_ERROR(mark(id));
    for (PageId id = 0; id < seen_.size(); ++id) {
      if (!seen_[id]) return bad(id, "a page that is neither used nor free");
    }
    if (entries_ != tree_.entries()) return bad(0, "not as many entries as it says");
    return Status::ok();
  }

 private:
  // Keys at or after the one and before the other.
  struct Bounds {
    std::optional<KeyRef> low;
    std::optional<KeyRef> high;
    bool hold(const KeyRef& key) const {
      return (!low || compare(*low, key) <= 0) && (!high || compare(key, *high) < 0);
    }
  };

  Status bad(PageId id, const char* problem) const { return tree_.file_->corrupt(id, problem); }

  Status mark(PageId id) {
    if (id >= seen_.size()) return bad(id, "a page beyond the end of the file");
    if (seen_[id]) return bad(id, "a page that is used twice");
    seen_[id] = true;
    return Status::ok();
  }

  Status check_node(PageId id, const Bounds& bounds, size_t depth) {
    if (depth > kMaxDepth) return bad(id, "a path that does not end");
    RETURN_IF_ERROR(mark(id));
    NodeRef node = tree_.cache_.find_dirty(id);
    if (node.is_null()) {
      Result<NodeRef> read = tree_.read_node(id);
      if (!read.is_ok()) return std::move(read).status();
      node = std::move(*read);
    }
    const size_t bytes = node.is_leaf() ? node.leaf->bytes : node.inner->bytes;
    if (bytes > kPageContentBytes) return bad(id, "a node larger than a page");
    if (depth != 0 && bytes < kLeastFill) return bad(id, "a node that is not full enough");
    if (node.is_leaf()) return check_leaf(id, *node.leaf, bounds, depth);
    return check_inner(id, *node.inner, bounds, depth);
  }

  Status check_inner(PageId id, const InnerNode& node, const Bounds& bounds, size_t depth) {
    if (node.separators.empty() || node.children.size() != node.separators.size() + 1) {
      return bad(id, "an inner node of less than two children");
    }
    size_t bytes = sizeof(PageId);
    for (size_t i = 0; i < node.children.size(); ++i) {
      Bounds part = bounds;
      if (i > 0) part.low = node.separators[i - 1].ref();
      if (i < node.separators.size()) {
        part.high = node.separators[i].ref();
        bytes += node.separators[i].encoded_bytes() + sizeof(PageId);
        if (!bounds.hold(*part.high)) return bad(id, "a separator out of its bounds");
        if (part.low && compare(*part.low, *part.high) >= 0)
          return bad(id, "separators in disorder");
      }
      RETURN_IF_ERROR(check_node(node.children[i], part, depth + 1));
    }
    return bytes == node.bytes ? Status::ok() : bad(id, "a node with a wrong sum of bytes");
  }

  Status check_leaf(PageId id, const LeafNode& leaf, const Bounds& bounds, size_t depth) {
    if (leaf_depth_.value_or(depth) != depth) return bad(id, "leaves of different depth");
    leaf_depth_ = depth;
    size_t bytes = 0;
    for (size_t i = 0; i < leaf.entries.size(); ++i) {
      const LeafEntry& entry = leaf.entries[i];
      bytes += entry.encoded_bytes();
      if (!bounds.hold(entry.ref())) return bad(id, "a key out of its leaf's bounds");
      if (i > 0 && compare(leaf.entries[i - 1].ref(), entry.ref()) >= 0) {
        return bad(id, "keys in disorder");
      }
      if (entry.chained()) RETURN_IF_ERROR(check_chain(entry));
    }
    entries_ += leaf.entries.size();
    return bytes == leaf.bytes ? Status::ok() : bad(id, "a leaf with a wrong sum of bytes");
  }

  Status check_chain(const LeafEntry& entry) {
    uint64_t left = entry.chain_bytes;
    for (PageId id = entry.chain; id != kNoPage;) {
      RETURN_IF_ERROR(mark(id));
      char page[kPageBytes];
      const Result<size_t> part = tree_.read_overflow(id, left, page);
      if (!part.is_ok()) return part.status();
      left -= *part;
      id = decode_fixed64(page + kPageHeaderBytes);
    }
    return left == 0 ? Status::ok() : bad(entry.chain, "a value whose pages end early");
  }

  const BTree& tree_;
  std::vector<bool> seen_;  // by page
  std::optional<size_t> leaf_depth_;
  uint64_t entries_ = 0;
};

Status BTree::check() const {
  ReaderLock lock(latch_);
  return Checker(*this).run(root_);
}

}  // namespace engine

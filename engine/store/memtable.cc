#include "engine/store/memtable.h"

#include <new>
#include <utility>

namespace engine {

namespace {
constexpr uint64_t kBranching = 4;  // one node in four rises to the next level
}  // namespace

Memtable::Memtable(uint64_t seed)
    : random_(seed), head_(make_node(0, Bytes(), Bytes(), kMaxHeight)) {}

Memtable::~Memtable() {
  for (Node* node = head_; node != nullptr;) {
    Node* const next = node->next(0);
    free_node(node);
    node = next;
  }
}

Memtable::Node* Memtable::make_node(uint64_t tag, Bytes key, Bytes value, int height) {
  const size_t bytes = bytes_of(height);
  Node* const node =
      new (nodes_.allocate(bytes)) Node{tag, height, std::move(value), std::move(key), {nullptr}};
  for (int level = 1; level < height; ++level) {
    new (&node->links[level]) std::atomic<Node*>(nullptr);
  }
  node_bytes_.store(node_bytes() + bytes, std::memory_order_relaxed);
  return node;
}

void Memtable::free_node(Node* node) {
  const size_t bytes = bytes_of(node->height);
  node->~Node();
  if constexpr (!Nodes::kBulkFree) nodes_.free(node, bytes);
}

int Memtable::draw_height() {
  uint64_t bits = random_.next();
  int height = 1;
  for (; height < kMaxHeight && bits % kBranching == 0; bits /= kBranching) ++height;
  return height;
}

Memtable::Node* Memtable::find_before(const KeyRef& target, Node** before) const {
  Node* node = head_;
  Node* known_after = nullptr;  // was compared: not before the target
  for (int level = height() - 1; level >= 0; --level) {
    Node* next = node->next(level);
    while (next != nullptr && next != known_after && compare(next->key_ref(), target) < 0) {
      node = next;
      next = node->next(level);
    }
    known_after = next;
    before[level] = node;
  }
  return known_after;
}

Memtable::Node* Memtable::last_before(const KeyRef& target) const {
  Node* before[kMaxHeight];
  find_before(target, before);
  return before[0];
}

Memtable::Node* Memtable::first_at_or_after(const KeyRef& target) const {
  Node* before[kMaxHeight];
  return find_before(target, before);
}

Memtable::Node* Memtable::last() const {
  Node* node = head_;
  for (int level = height() - 1; level >= 0; --level) {
    while (Node* next = node->next(level)) node = next;
  }
  return node;
}

void Memtable::add(Sequence sequence, Kind kind, Bytes key, Bytes value) {
  const size_t charge = key.size() + value.size() + kEntryOverhead;
  Node* before[kMaxHeight];
  const uint64_t tag = make_tag(sequence, kind);
  find_before({key.view(), tag}, before);
  const int levels = draw_height();
  for (int level = height(); level < levels; ++level) before[level] = head_;
  // Readers that see the new height too early find null links from the head, and go down.
  if (levels > height()) height_.store(levels, std::memory_order_relaxed);
  Node* const node = make_node(tag, std::move(key), std::move(value), levels);
  for (int level = 0; level < levels; ++level) {
    std::atomic<Node*>& link = before[level]->links[level];
    node->links[level].store(link.load(std::memory_order_relaxed), std::memory_order_relaxed);
    link.store(node, std::memory_order_release);
  }
  entries_.store(entries() + 1, std::memory_order_relaxed);
  logical_bytes_.store(logical_bytes() + charge, std::memory_order_relaxed);
}

Lookup Memtable::get(std::string_view user_key, Sequence sequence) const {
  const Node* node = first_at_or_after(key_at(user_key, sequence));
  if (node == nullptr || node->key.view() != user_key) return Lookup::absent();
  if (node->key_ref().kind() == Kind::kDelete) return Lookup::deleted();
  return Lookup::found(node->value);
}

Sequence Memtable::newest(std::string_view user_key) const {
  const Node* node = first_at_or_after(key_at(user_key, kMaxSequence));
  return node == nullptr || node->key.view() != user_key ? 0 : node->key_ref().sequence();
}

// Of one user key the newest version comes first.
OldVersions Memtable::old_versions() const {
  OldVersions old;
  const Node* newer = head_->next(0);
  if (newer == nullptr) return old;
  for (const Node* node = newer->next(0); node != nullptr; newer = node, node = node->next(0)) {
    if (node->key.view() != newer->key.view()) continue;
    ++old.count;
    old.bytes += node->key.size() + node->value.size();
  }
  return old;
}

void MemtableIterator::take(Memtable::Batch& batch) {
  batch.clear();
  for (; valid() && batch.size() < Memtable::kBatchEntries; next()) {
    batch.push_back(Memtable::Entry{key(), value()});
  }
}

}  // namespace engine

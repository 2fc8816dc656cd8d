#include "engine/store/memtable.h"

#include <new>
#include <utility>

namespace engine {

namespace {
constexpr uint64_t kBranching = 4;  // one node in four rises to the next level
}  // namespace

Memtable::Memtable(uint64_t seed)
    : random_(seed), head_(make_node({nodes_.allocate(bytes_of(kMaxHeight)), {}}, 0, kMaxHeight)) {}

Memtable::~Memtable() {
  if constexpr (Nodes::kBulkFree) return;
  for (Node* node = head_; node != nullptr;) {
    Node* const next = node->next(0);
    free_node(node);
    node = next;
  }
}

Memtable::Node* Memtable::make_node(Nodes::Made made, uint64_t tag, int height) {
  Node* const node = new (made.room) Node{std::move(made.kept), tag, height, {nullptr}};
  for (int level = 1; level < height; ++level) {
    new (&node->links[level]) std::atomic<Node*>(nullptr);
  }
  node_bytes_.store(node_bytes() + bytes_of(height), std::memory_order_relaxed);
  return node;
}

void Memtable::free_node(Node* node) {
  const size_t bytes = bytes_of(node->height);
  node->~Node();
  nodes_.free(node, bytes);
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
    while (next != nullptr && next != known_after) {
      // The next step is to one of two nodes. Neither was looked at lately: both are asked for.
      if (const Node* below = level > 0 ? node->next(level - 1) : nullptr) below->prefetch();
      if (const Node* beyond = next->next(level)) beyond->prefetch();
      if (compare(next->key_ref(), target) >= 0) break;
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

Memtable::Place Memtable::find_place(const KeyRef& key) {
  Place place;
  find_before(key, place.before);
  place.levels = draw_height();
  for (int level = height(); level < place.levels; ++level) place.before[level] = head_;
  return place;
}

void Memtable::link(const Place& place, Node* node) {
  // Readers that see the new height too early find null links from the head, and go down.
  if (place.levels > height()) height_.store(place.levels, std::memory_order_relaxed);
  for (int level = 0; level < place.levels; ++level) {
    std::atomic<Node*>& link = place.before[level]->links[level];
    node->links[level].store(link.load(std::memory_order_relaxed), std::memory_order_relaxed);
    link.store(node, std::memory_order_release);
  }
}

void Memtable::charge(size_t bytes) {
  entries_.store(entries() + 1, std::memory_order_relaxed);
  logical_bytes_.store(logical_bytes() + bytes, std::memory_order_relaxed);
}

Lookup Memtable::get(std::string_view user_key, Sequence sequence) const {
  const Node* node = first_at_or_after(key_at(user_key, sequence));
  if (node == nullptr || node->key() != user_key) return Lookup::absent();
  if (node->key_ref().kind() == Kind::kDelete) return Lookup::deleted();
  return Lookup::found(node->kept.share_value(node->end(), *this));
}

Sequence Memtable::newest(std::string_view user_key) const {
  const Node* node = first_at_or_after(key_at(user_key, kMaxSequence));
  return node == nullptr || node->key() != user_key ? 0 : node->key_ref().sequence();
}

// Of one user key the newest version comes first.
OldVersions Memtable::old_versions() const {
  OldVersions old;
  const Node* newer = head_->next(0);
  if (newer == nullptr) return old;
  for (const Node* node = newer->next(0); node != nullptr; newer = node, node = node->next(0)) {
    if (node->key() != newer->key()) continue;
    ++old.count;
    old.bytes += node->key().size() + node->value().size();
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

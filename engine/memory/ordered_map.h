// OrderedMap<K, V>: a hash table whose for_each goes in the order of first insertion, for what must
// be replayed in order. A value that is assigned again keeps its place; one that is erased and
// inserted again goes to the end.
//
// ListedMap (flat_hash off and hash_only) is a std::list with a node-based index over it: two nodes
// for each element. IndexedMap (flat) keeps the elements in one array and their numbers in a table
// of open addressing: no node at all. A pointer that find returns holds until the next change of
// the map.
// Thread contract: as a std::unordered_map.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/memory/map.h"

namespace engine {

// The index holds views of the keys in the list, whose nodes do not move.
template <typename K, typename V, template <typename, typename> typename Index>
class ListedMap {
 public:
  using Key = K;
  using Value = V;
  using Lookup = std::conditional_t<StringLike<K>, std::string_view, const K&>;

  explicit ListedMap(uint64_t seed) : index_(seed) {}
  ListedMap(ListedMap&&) noexcept = default;  // iterators into a std::list stay valid
  ListedMap& operator=(ListedMap&&) noexcept = default;

  V* find(Lookup key) {
    const auto* place = index_.find(key);
    return place == nullptr ? nullptr : &(*place)->second;
  }

  // The second is whether it was inserted.
  std::pair<V*, bool> insert_or_assign(K key, V value) {
    if (V* old = find(key)) {
      *old = std::move(value);
      return {old, false};
    }
    elements_.emplace_back(std::move(key), std::move(value));
    const auto place = std::prev(elements_.end());
    index_.try_emplace(place->first, place);
    return {&place->second, true};
  }

  bool erase(Lookup key) {
    const auto* found = index_.find(key);
    if (found == nullptr) return false;
    const auto place = *found;
    index_.erase(place->first);
    elements_.erase(place);
    return true;
  }

  // visit(const K&, V&). REQUIRES: visit does not change the map.
  template <typename Visit>
  void for_each(Visit visit) {
    for (auto& [key, value] : elements_) visit(key, value);
  }

  size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  void reserve(size_t n) { index_.reserve(n); }
  void clear() {
    index_.clear();
    elements_.clear();
  }
  // As those of a HashMap, of the index: elements come and go one by one.
  size_t capacity() const { return index_.capacity(); }
  void shrink_to(size_t n) { index_.shrink_to(n); }
  size_t allocated_bytes() const { return index_.allocated_bytes(); }
  uint64_t seed() const { return index_.seed(); }
  static uint64_t seed_of(uint64_t seed) { return IndexTable::seed_of(seed); }

 private:
  using Elements = std::list<std::pair<const K, V>>;
  using IndexKey = std::conditional_t<StringLike<K>, std::string_view, K>;

  using IndexTable = Index<IndexKey, typename Elements::iterator>;

  Elements elements_;
  IndexTable index_;
};

// Invariants: each element, also an erased one, has one slot, which holds its number; at most half
// of the slots are taken; slots_.size() is 0 or a power of two. Erased elements go when the table
// is rebuilt.
template <typename K, typename V>
class IndexedMap {
 public:
  using Key = K;
  using Value = V;
  using Lookup = std::conditional_t<StringLike<K>, std::string_view, const K&>;

  explicit IndexedMap(uint64_t seed) : hash_(seed) {}

  V* find(Lookup key) {
    Element* element = find_element(key, hash_(key));
    return element == nullptr ? nullptr : &element->item->second;
  }

  std::pair<V*, bool> insert_or_assign(K key, V value) {
    const uint64_t hash = hash_(Lookup(key));
    if (Element* old = find_element(key, hash)) {
      old->item->second = std::move(value);
      return {&old->item->second, false};
    }
    if (2 * (elements_.size() + 1) > slots_.size()) rebuild(2 * size_ + 1);
    take_slot(hash, elements_.size());
    ++size_;
    elements_.push_back(Element{hash, std::pair<K, V>(std::move(key), std::move(value))});
    return {&elements_.back().item->second, true};
  }

  bool erase(Lookup key) {
    Element* element = find_element(key, hash_(key));
    if (element == nullptr) return false;
    element->item.reset();
    --size_;
    return true;
  }

  template <typename Visit>
  void for_each(Visit visit) {
    for (Element& element : elements_) {
      if (element.item) visit(std::as_const(element.item->first), element.item->second);
    }
  }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void reserve(size_t n) {
    if (2 * n > slots_.size()) rebuild(n);
  }
  void clear() {
    elements_.clear();
    std::fill(slots_.begin(), slots_.end(), kFree);
    size_ = 0;
  }
  size_t capacity() const { return slots_.size() / 2; }
  // Gives up room beyond n elements. REQUIRES: empty.
  void shrink_to(size_t n) {
    slots_ = {};
    elements_ = {};
    rebuild(n);
  }
  size_t allocated_bytes() const {
    return slots_.capacity() * sizeof(uint32_t) + elements_.capacity() * sizeof(Element);
  }
  uint64_t seed() const { return hash_.seed(); }
  static uint64_t seed_of(uint64_t seed) { return FastHash(seed).seed(); }

 private:
  static constexpr uint32_t kFree = UINT32_MAX;
  static constexpr size_t kFewestSlots = 8;

  struct Element {
    uint64_t hash;
    std::optional<std::pair<K, V>> item;  // empty: erased
  };

  Element* find_element(Lookup key, uint64_t hash) {
    if (slots_.empty()) return nullptr;
    const size_t mask = slots_.size() - 1;
    for (size_t i = hash & mask; slots_[i] != kFree; i = (i + 1) & mask) {
      Element& element = elements_[slots_[i]];
      if (element.hash == hash && element.item && KeyEqual()(element.item->first, key)) {
        return &element;
      }
    }
    return nullptr;
  }

  void take_slot(uint64_t hash, size_t number) {
    const size_t mask = slots_.size() - 1;
    size_t i = hash & mask;
    while (slots_[i] != kFree) i = (i + 1) & mask;
    slots_[i] = static_cast<uint32_t>(number);
  }

  // Drops the erased elements and makes room for n in all.
  void rebuild(size_t n) {
    CHECK(n < kFree / 2);
    std::erase_if(elements_, [](const Element& element) { return !element.item; });
    slots_.assign(std::max(kFewestSlots, std::bit_ceil(2 * n)), kFree);
    elements_.reserve(slots_.size() / 2);
    for (size_t i = 0; i < elements_.size(); ++i) take_slot(elements_[i].hash, i);
  }

  FastHash hash_;
  std::vector<uint32_t> slots_;
  std::vector<Element> elements_;
  size_t size_ = 0;
};

template <typename M>
concept OrderedHashTable = std::movable<M> &&
    requires(M& map, const M& constant, typename M::Key key, typename M::Value value, uint64_t seed,
             size_t n) {
  M(seed);
  { map.find(key) } -> std::same_as<typename M::Value*>;
  { map.insert_or_assign(key, value) } -> std::same_as<std::pair<typename M::Value*, bool>>;
  { map.erase(key) } -> std::same_as<bool>;
  map.for_each([](const typename M::Key&, typename M::Value&) {});
  { constant.size() } -> std::same_as<size_t>;
  { constant.empty() } -> std::same_as<bool>;
  { constant.seed() } -> std::same_as<uint64_t>;
  { constant.capacity() } -> std::same_as<size_t>;
  { constant.allocated_bytes() } -> std::same_as<size_t>;
  map.clear();
  map.reserve(n);
  map.shrink_to(n);
};

// The index's tables with the standard allocator, as ListedMap takes them.
template <typename K, typename V>
using StandardIndex = StandardMap<K, V>;
template <typename K, typename V>
using FastHashIndex = FastHashMap<K, V>;

template <typename K, typename V>
using StandardOrderedMap = ListedMap<K, V, StandardIndex>;
template <typename K, typename V>
using FastHashOrderedMap = ListedMap<K, V, FastHashIndex>;

}  // namespace engine

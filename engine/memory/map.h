// Map<K, V>: a hash table.
//
// Three tables behind one interface: std::unordered_map with std::hash (flat_hash off),
// std::unordered_map with a fast seeded hash (hash_only), and open addressing with that hash (flat:
// tsl::robin_map), which allocates once per growth instead of once per element. The order of
// for_each depends on keys, history and seed alone, never on an address; it differs between the
// three. A pointer that find returns holds until the next change of the map. A string key is found
// by std::string_view.
// Keys: strings, integers, enums, and structs without padding (hashed as their bytes).
// Thread contract: as a std::unordered_map.
#pragma once

#include <tsl/robin_map.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "engine/base/hash.h"

namespace engine {

template <typename T>
concept StringLike = std::convertible_to<const T&, std::string_view>;
template <typename T>
concept IntegerLike = std::integral<T> || std::is_enum_v<T>;
template <typename T>
concept PlainStruct =
    std::has_unique_object_representations_v<T> && !StringLike<T> && !IntegerLike<T>;

template <PlainStruct T>
std::string_view object_bytes(const T& value) {
  return std::string_view(reinterpret_cast<const char*>(&value), sizeof value);
}

// std::hash, also for structs. Not noexcept for strings: that is how libstdc++ is told to keep the
// hash in the node, as it does for std::hash<std::string>.
class StandardHash {
 public:
  using is_transparent = void;
  explicit StandardHash(uint64_t) {}
  uint64_t seed() const { return 0; }
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  template <IntegerLike T>
  size_t operator()(T value) const noexcept {
    return std::hash<T>()(value);
  }
  template <PlainStruct T>
  size_t operator()(const T& value) const {
    return std::hash<std::string_view>()(object_bytes(value));
  }
};

// Seeded against keys that were chosen to collide.
class FastHash {
 public:
  using is_transparent = void;
  explicit FastHash(uint64_t seed) : seed_(seed) {}
  uint64_t seed() const { return seed_; }
  size_t operator()(std::string_view text) const { return hash_bytes(text, seed_); }
  template <IntegerLike T>
  size_t operator()(T value) const noexcept {
    return hash_integer(static_cast<uint64_t>(value), seed_);
  }
  // Word by word where that is possible: for a key of two numbers a call would cost more.
  template <PlainStruct T>
  size_t operator()(const T& value) const {
    if constexpr (sizeof(T) % sizeof(uint64_t) != 0 || sizeof(T) > 4 * sizeof(uint64_t)) {
      return hash_bytes(object_bytes(value), seed_);
    } else {
      uint64_t words[sizeof(T) / sizeof(uint64_t)];
      std::memcpy(words, &value, sizeof value);
      uint64_t hash = seed_;
      for (const uint64_t word : words) hash = hash_integer(word, hash);
      return hash;
    }
  }

 private:
  uint64_t seed_;
};

// Equality of structs by their bytes, which is what was hashed; of the rest by ==.
struct KeyEqual {
  using is_transparent = void;
  template <typename A, typename B>
  bool operator()(const A& a, const B& b) const {
    if constexpr (StringLike<A> && StringLike<B>) {
      return std::string_view(a) == std::string_view(b);
    } else if constexpr (PlainStruct<A> && std::same_as<A, B>) {
      return object_bytes(a) == object_bytes(b);
    } else {
      return a == b;
    }
  }
};

template <typename K, typename V, typename Hash, template <typename> typename Allocator>
struct NodeTable : std::unordered_map<K, V, Hash, KeyEqual, Allocator<std::pair<const K, V>>> {
  using Base = std::unordered_map<K, V, Hash, KeyEqual, Allocator<std::pair<const K, V>>>;
  explicit NodeTable(uint64_t seed, const Allocator<std::pair<const K, V>>& allocator = {})
      : Base(0, Hash(seed), KeyEqual(), allocator) {}
  static V& value_at(typename Base::iterator it) { return it->second; }

  // The array of buckets (the first lies inside the object), and a node for each element: a link,
  // the pair, a string's hash.
  size_t allocated_bytes() const {
    struct Node {
      void* next;
      std::pair<const K, V> element;
    };
    struct NodeWithHash : Node {
      size_t hash;
    };
    constexpr size_t kNode = IntegerLike<K> ? sizeof(Node) : sizeof(NodeWithHash);
    const size_t buckets = this->bucket_count() > 1 ? this->bucket_count() : 0;
    return buckets * sizeof(void*) + this->size() * kNode;
  }
};

template <typename K, typename V, typename Hash, template <typename> typename Allocator>
struct FlatTable : tsl::robin_map<K, V, Hash, KeyEqual, Allocator<std::pair<K, V>>, StringLike<K>> {
  using Base = tsl::robin_map<K, V, Hash, KeyEqual, Allocator<std::pair<K, V>>, StringLike<K>>;
  explicit FlatTable(uint64_t seed, const Allocator<std::pair<K, V>>& allocator = {})
      : Base(0, Hash(seed), KeyEqual(), allocator) {}
  static V& value_at(typename Base::iterator it) { return it.value(); }

  size_t allocated_bytes() const {
    return this->bucket_count() *
           sizeof(tsl::detail_robin_hash::bucket_entry<std::pair<K, V>, StringLike<K>>);
  }
};

template <typename Table>
class HashMap {
 public:
  using Key = typename Table::key_type;
  using Value = typename Table::mapped_type;

  explicit HashMap(uint64_t seed) : table_(seed) {}
  template <typename Allocator>
  HashMap(uint64_t seed, const Allocator& allocator) : table_(seed, allocator) {}

  // What a lookup takes: no string need be made to find one.
  using Lookup = std::conditional_t<StringLike<Key>, std::string_view, const Key&>;

  // Null when the key is not there.
  Value* find(Lookup key) {
    const auto it = table_.find(key);
    return it == table_.end() ? nullptr : &Table::value_at(it);
  }
  const Value* find(Lookup key) const {
    const auto it = table_.find(key);
    return it == table_.end() ? nullptr : &it->second;
  }
  bool contains(Lookup key) const { return find(key) != nullptr; }

  Value& operator[](Key key) { return *try_emplace(std::move(key)).first; }

  // Leaves a value that is there as it is; the second is whether it was inserted.
  template <typename... Args>
  std::pair<Value*, bool> try_emplace(Key key, Args&&... args) {
    const auto [it, inserted] = table_.try_emplace(std::move(key), std::forward<Args>(args)...);
    return {&Table::value_at(it), inserted};
  }
  std::pair<Value*, bool> insert_or_assign(Key key, Value value) {
    const auto [it, inserted] = table_.insert_or_assign(std::move(key), std::move(value));
    return {&Table::value_at(it), inserted};
  }

  // Whether it was there.
  bool erase(Lookup key) {
    const auto it = table_.find(key);
    if (it == table_.end()) return false;
    table_.erase(it);
    return true;
  }

  // visit(const Key&, Value&) for each element, in the table's order. REQUIRES: visit does not
  // change the map.
  template <typename Visit>
  void for_each(Visit visit) {
    for (auto it = table_.begin(); it != table_.end(); ++it) visit(it->first, Table::value_at(it));
  }
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const auto& [key, value] : table_) visit(key, value);
  }

  size_t size() const { return table_.size(); }
  bool empty() const { return table_.empty(); }
  void clear() { table_.clear(); }
  void reserve(size_t n) { table_.reserve(n); }

  // How many elements fit before the table grows.
  size_t capacity() const {
    return static_cast<size_t>(static_cast<double>(table_.bucket_count()) *
                               table_.max_load_factor());
  }
  // Gives up room beyond n elements. REQUIRES: empty.
  void shrink_to(size_t n) {
    table_.rehash(0);
    table_.reserve(n);
  }
  // What the table holds from the allocator; not what the elements hold.
  size_t allocated_bytes() const { return table_.allocated_bytes(); }
  // 0 where the hash takes none.
  uint64_t seed() const { return table_.hash_function().seed(); }
  // What seed() of a map made with this seed will be.
  static uint64_t seed_of(uint64_t seed) { return typename Table::hasher(seed).seed(); }

 private:
  Table table_;
};

template <typename K, typename V, template <typename> typename Allocator = std::allocator>
using StandardMap = HashMap<NodeTable<K, V, StandardHash, Allocator>>;
template <typename K, typename V, template <typename> typename Allocator = std::allocator>
using FastHashMap = HashMap<NodeTable<K, V, FastHash, Allocator>>;
template <typename K, typename V, template <typename> typename Allocator = std::allocator>
using FlatMap = HashMap<FlatTable<K, V, FastHash, Allocator>>;

template <typename M>
concept HashTable = std::movable<M> && requires(M& map, const M& constant, typename M::Key key,
                                                typename M::Value value, uint64_t seed, size_t n) {
  M(seed);
  { map.find(key) } -> std::same_as<typename M::Value*>;
  { constant.find(key) } -> std::same_as<const typename M::Value*>;
  { map[key] } -> std::same_as<typename M::Value&>;
  { map.try_emplace(key) } -> std::same_as<std::pair<typename M::Value*, bool>>;
  { map.insert_or_assign(key, value) } -> std::same_as<std::pair<typename M::Value*, bool>>;
  { map.erase(key) } -> std::same_as<bool>;
  map.for_each([](const typename M::Key&, typename M::Value&) {});
  { constant.size() } -> std::same_as<size_t>;
  { constant.capacity() } -> std::same_as<size_t>;
  { constant.seed() } -> std::same_as<uint64_t>;
  map.clear();
  map.reserve(n);
  map.shrink_to(n);
};

}  // namespace engine

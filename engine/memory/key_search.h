// What is kept beside sorted keys so that one of them is found sooner. ScalarKeySearch keeps nothing:
// the keys themselves are compared. VectorKeySearch keeps a head of each key: the eight bytes behind
// what all of the keys begin with, as a number of the same order. Heads lie side by side, so many
// are compared at a time without a branch, and no key is looked at but those whose heads equal the
// target's ("poor man's normalized keys": Graefe, "Modern B-tree techniques", 2011).
//
// Either gives a range in which the place of a target lies, and the caller's comparisons of whole
// keys settle it: the same place for keys in order, whichever it is. Keys that are out of order, as
// in a damaged block, get some range within [0, n].
// Costs of a VectorKeySearch: 8 bytes a key, 56, and what the keys share, in one allocation; a change
// of the keys changes the heads.
// Thread contract: that of its owner.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace engine {

// Keys before `low` are less than the target, those at `high` and later are greater.
struct SearchRange {
  size_t low;
  size_t high;
};

// In all of these key_at(i) is the ith of n keys, a std::string_view.
class ScalarKeySearch {
 public:
  static constexpr bool kReadsKeys = false;

  // These are the keys now.
  template <typename KeyAt>
  void assign(size_t, KeyAt) {}
  // So they are, but they differ from those before in the ith alone, which is new.
  template <typename KeyAt>
  void insert(size_t, size_t, KeyAt) {}
  // REQUIRES: there are n keys now.
  SearchRange range(std::string_view, size_t n) const { return {0, n}; }
  // Held beside the keys.
  size_t bytes() const { return 0; }
};

class VectorKeySearch {
 public:
  static constexpr bool kReadsKeys = true;

  // Not inlined: it is rare, and where it is, the rest of an insertion into a node is not.
  template <typename KeyAt>
  [[gnu::noinline]] void assign(size_t n, KeyAt key_at) {
    make_room(n, n == 0 ? "" : key_at(0), n == 0 ? "" : key_at(n - 1));
    for (size_t i = 0; i < n; ++i) words_[shared_words() + i] = head_of(key_at(i));
  }

  template <typename KeyAt>
  void insert(size_t i, size_t n, KeyAt key_at) {
    if (!insert_head(i, key_at(i))) assign(n, key_at);
  }

  SearchRange range(std::string_view target, size_t n) const;

  size_t bytes() const { return words_.capacity() * sizeof(int64_t); }

 private:
  // For the heads of n keys, of which these are the first and the last.
  void make_room(size_t n, std::string_view first, std::string_view last);
  // False where the key does not begin as all others do.
  bool insert_head(size_t i, std::string_view key);
  int64_t head_of(std::string_view key) const;

  size_t shared_words() const { return (shared_bytes_ + sizeof(int64_t) - 1) / sizeof(int64_t); }
  std::string_view shared() const {
    return {reinterpret_cast<const char*>(words_.data()), shared_bytes_};
  }

  // The bytes that all keys begin with, then n heads, then padding; empty where nothing is known of
  // the keys.
  std::vector<int64_t> words_;
  size_t shared_bytes_ = 0;
};

template <typename S>
concept SortedKeySearch = std::default_initializable<S> && std::copyable<S> &&
    requires(S& search, const S& found, size_t n, std::string_view target,
             std::string_view (*key_at)(size_t)) {
  { S::kReadsKeys } -> std::convertible_to<bool>;
  search.assign(n, key_at);
  search.insert(n, n, key_at);
  { found.range(target, n) } -> std::same_as<SearchRange>;
  { found.bytes() } -> std::same_as<size_t>;
};

}  // namespace engine

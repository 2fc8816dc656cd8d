// Name: a keyspace, column or index name, held by many. A name comes from a NamePool, which must
// outlive it.
//
// OwnedNames (string_pool off): each holder has a std::string. StringPool (on): equal names share
// one copy that the pool owns, and a holder has a pointer and a counted reference. A name that
// nobody holds stays for the next one who asks, until more than max_unused such names wait; the one
// unused for longest goes first. Finding, taking, letting go and evicting are O(1): the unused
// names are a list linked by indices.
// Thread contract: a pool, any thread; a name, as a std::string.
#pragma once

#include <atomic>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/mutex.h"
#include "engine/memory/counting_allocator.h"

namespace engine {

// What a pool asked of the allocator, exactly.
struct NamePoolBytes {
  size_t strings = 0;
  size_t index = 0;
  size_t links = 0;  // entries, their list and the free ones
  size_t total() const { return strings + index + links; }
};

class OwnedName {
 public:
  OwnedName() = default;
  explicit OwnedName(std::string_view text) : text_(text) {}

  std::string_view view() const { return text_; }
  operator std::string_view() const { return text_; }
  friend bool operator==(const OwnedName&, const OwnedName&) = default;
  friend auto operator<=>(const OwnedName&, const OwnedName&) = default;

 private:
  std::string text_;
};

class OwnedNames {
 public:
  using Name = OwnedName;

  OwnedNames(size_t /*max_unused*/, uint64_t /*seed*/) {}
  OwnedNames(const OwnedNames&) = delete;
  OwnedNames& operator=(const OwnedNames&) = delete;

  OwnedName intern(std::string_view text) { return OwnedName(text); }
  size_t size() const { return 0; }
  NamePoolBytes bytes() const { return {}; }
};

namespace string_pool_internal {

inline constexpr uint32_t kNone = UINT32_MAX;

enum class State : unsigned char { kFree, kHeld, kUnused };

// Guarded by the pool's lock, but for `references` and, while that is not 0, `text` and `size`.
struct Entry {
  std::unique_ptr<char[]> text;
  uint32_t size = 0;
  std::atomic<uint32_t> references{0};
  uint32_t id = 0;
  uint32_t older = kNone;  // neighbours in the list of the unused
  uint32_t newer = kNone;
  State state = State::kFree;

  std::string_view view() const { return std::string_view(text.get(), size); }
};

}  // namespace string_pool_internal

// The empty name is no entry.
template <typename Pool>
class PooledName {
 public:
  PooledName() = default;
  PooledName(const PooledName& other) : pool_(other.pool_), entry_(other.entry_) {
    if (entry_ != nullptr) entry_->references.fetch_add(1, std::memory_order_relaxed);
  }
  PooledName(PooledName&& other) noexcept
      : pool_(other.pool_), entry_(std::exchange(other.entry_, nullptr)) {}
  PooledName& operator=(PooledName other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(entry_, other.entry_);
    return *this;
  }
  ~PooledName() {
    if (entry_ == nullptr) return;
    if (entry_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) pool_->let_go(*entry_);
  }

  std::string_view view() const { return entry_ == nullptr ? std::string_view() : entry_->view(); }
  operator std::string_view() const { return view(); }
  friend bool operator==(const PooledName& a, const PooledName& b) {
    return a.entry_ == b.entry_ || a.view() == b.view();
  }
  friend auto operator<=>(const PooledName& a, const PooledName& b) {
    return a.view() <=> b.view();
  }

 private:
  friend Pool;
  using Entry = string_pool_internal::Entry;

  // Takes over a reference that was counted for it.
  PooledName(Pool* pool, Entry* entry) : pool_(pool), entry_(entry) {}

  Pool* pool_ = nullptr;
  Entry* entry_ = nullptr;
};

// Index: a Map<std::string_view, uint32_t> over CountingAllocator, whose keys are the entries' own
// text. FreeList: a sequence of uint32_t.
template <typename Index, typename FreeList>
class StringPool {
 public:
  using Name = PooledName<StringPool>;

  StringPool(size_t max_unused, uint64_t seed)
      : max_unused_(max_unused), index_(seed, CountingAllocator<char>(&index_bytes_)) {}
  StringPool(const StringPool&) = delete;
  StringPool& operator=(const StringPool&) = delete;
  ~StringPool() { CHECK(index_.size() == unused_); }  // nobody holds a name

  Name intern(std::string_view text) {
    if (text.empty()) return Name();
    MutexLock lock(mutex_);
    const uint32_t* found = index_.find(text);
    Entry& entry = found != nullptr ? entry_at(*found) : add(text);
    if (entry.state == State::kUnused) unlink(entry);
    entry.state = State::kHeld;
    entry.references.fetch_add(1, std::memory_order_relaxed);
    return Name(this, &entry);
  }

  // How many names it owns, held or not.
  size_t size() const {
    MutexLock lock(mutex_);
    return index_.size();
  }

  NamePoolBytes bytes() const {
    MutexLock lock(mutex_);
    const size_t entries = blocks_.size() * kBlockEntries * sizeof(Entry);
    const size_t block_list = blocks_.capacity() * sizeof(blocks_[0]);
    return NamePoolBytes{string_bytes_, index_bytes_, entries + block_list + free_list_bytes()};
  }

 private:
  friend Name;
  using Entry = string_pool_internal::Entry;
  using State = string_pool_internal::State;
  static constexpr uint32_t kNone = string_pool_internal::kNone;
  static constexpr size_t kBlockEntries = 64;

  // Called when the last reference went. Someone may have asked for the name, or the entry have
  // been evicted and given another name, before we got the lock.
  void let_go(Entry& entry) {
    MutexLock lock(mutex_);
    if (entry.state != State::kHeld || entry.references.load(std::memory_order_relaxed) != 0)
      return;
    entry.state = State::kUnused;
    link_as_newest(entry);
    if (unused_ > max_unused_) evict(entry_at(oldest_));
  }

  Entry& add(std::string_view text) REQUIRES(mutex_) {
    if (free_.empty()) add_block();
    Entry& entry = entry_at(free_.back());
    free_.pop_back();
    CHECK(text.size() < UINT32_MAX);
    entry.text = std::make_unique_for_overwrite<char[]>(text.size());
    std::memcpy(entry.text.get(), text.data(), text.size());
    entry.size = static_cast<uint32_t>(text.size());
    string_bytes_ += text.size();
    index_.try_emplace(entry.view(), entry.id);
    return entry;
  }

  void add_block() REQUIRES(mutex_) {
    const size_t first = blocks_.size() * kBlockEntries;
    CHECK(first + kBlockEntries < kNone);
    blocks_.push_back(std::make_unique<Entry[]>(kBlockEntries));
    free_.reserve(kBlockEntries);
    for (size_t i = kBlockEntries; i-- > 0;) {
      blocks_.back()[i].id = static_cast<uint32_t>(first + i);
      free_.push_back(blocks_.back()[i].id);
    }
  }

  void evict(Entry& entry) REQUIRES(mutex_) {
    unlink(entry);
    index_.erase(entry.view());
    string_bytes_ -= entry.size;
    entry.text.reset();
    entry.size = 0;
    entry.state = State::kFree;
    free_.push_back(entry.id);
  }

  void link_as_newest(Entry& entry) REQUIRES(mutex_) {
    entry.older = newest_;
    entry.newer = kNone;
    (newest_ != kNone ? entry_at(newest_).newer : oldest_) = entry.id;
    newest_ = entry.id;
    ++unused_;
  }

  void unlink(Entry& entry) REQUIRES(mutex_) {
    (entry.older != kNone ? entry_at(entry.older).newer : oldest_) = entry.newer;
    (entry.newer != kNone ? entry_at(entry.newer).older : newest_) = entry.older;
    --unused_;
  }

  Entry& entry_at(uint32_t id) const REQUIRES(mutex_) {
    return blocks_[id / kBlockEntries][id % kBlockEntries];
  }

  // None while the free list lies inside the pool.
  size_t free_list_bytes() const REQUIRES(mutex_) {
    const auto* begin = reinterpret_cast<const char*>(free_.data());
    const auto* self = reinterpret_cast<const char*>(this);
    const bool inside = begin >= self && begin < self + sizeof *this;
    return inside ? 0 : free_.capacity() * sizeof(uint32_t);
  }

  mutable Mutex mutex_;
  const size_t max_unused_;
  size_t index_bytes_ GUARDED_BY(mutex_) = 0;
  size_t string_bytes_ GUARDED_BY(mutex_) = 0;
  Index index_ GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<Entry[]>> blocks_ GUARDED_BY(mutex_);  // entries never move
  FreeList free_ GUARDED_BY(mutex_);
  uint32_t oldest_ GUARDED_BY(mutex_) = kNone;  // the ends of the list of the unused
  uint32_t newest_ GUARDED_BY(mutex_) = kNone;
  size_t unused_ GUARDED_BY(mutex_) = 0;
};

template <typename P>
concept NameSource = std::regular<typename P::Name> && std::totally_ordered<typename P::Name> &&
    std::convertible_to<typename P::Name, std::string_view> &&
    requires(P& pool, const P& constant, std::string_view text, size_t n, uint64_t seed) {
  P(n, seed);
  { pool.intern(text) } -> std::same_as<typename P::Name>;
  { constant.size() } -> std::same_as<size_t>;
  { constant.bytes() } -> std::same_as<NamePoolBytes>;
};

}  // namespace engine

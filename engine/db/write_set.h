// WriteSet: what a transaction wrote to one keyspace: the last write of each key, in the order in
// which the keys were first written, which is the order of the batch that it becomes.
//
// Thread contract: one thread at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/memory/vocabulary.h"
#include "engine/store/iterator.h"
#include "engine/store/key.h"
#include "engine/store/write_batch.h"

namespace engine {

class WriteSetIterator;

class WriteSet {
 public:
  // What a write is charged beyond its bytes.
  static constexpr size_t kWriteOverhead = 64;

  struct Write {
    Kind kind = Kind::kPut;
    Bytes value;
  };

  explicit WriteSet(uint64_t seed) : writes_(OrderedMaps<Bytes, Write>::take(seed)) {}

  void put(Bytes key, Bytes value) { add(std::move(key), Write{Kind::kPut, std::move(value)}); }
  void remove(Bytes key) { add(std::move(key), Write{Kind::kDelete, Bytes()}); }

  // Null when the key was not written.
  const Write* find(std::string_view key) { return writes_->find(key); }
  size_t size() const { return writes_->size(); }
  size_t bytes() const { return bytes_; }  // of all that was written, overwritten writes too
  // What the transaction is charged for it.
  size_t charge() const { return bytes_ + size() * kWriteOverhead; }

  // visit(std::string_view key, const Write&)
  template <typename Visit>
  void for_each(Visit visit) {
    writes_->for_each([&](const Bytes& key, Write& write) { visit(key.view(), write); });
  }

  // What the maps of all that have ended keep for the next.
  static uint64_t parked_bytes() { return OrderedMaps<Bytes, Write>::parked_bytes(); }

  // As they are now.
  WriteSetIterator iterate();

 private:
  void add(Bytes key, Write write) {
    bytes_ += key.size() + write.value.size();
    writes_->insert_or_assign(std::move(key), std::move(write));
  }

  typename OrderedMaps<Bytes, Write>::Guard writes_;
  size_t bytes_ = 0;
};

// An InternalIterator over the writes in key order, all with the number kUncommitted.
class WriteSetIterator {
 public:
  static constexpr size_t kInlineWrites = 16;
  struct Item {
    Bytes key;
    Kind kind;
    Bytes value;
  };
  using Items = SmallVec<Item, kInlineWrites>;

  explicit WriteSetIterator(std::unique_ptr<const Items> sorted)
      : items_(std::move(sorted)), at_(items_->size()) {}

  static WriteSetIterator empty() { return WriteSetIterator(std::make_unique<const Items>()); }

  bool valid() const { return at_ < items_->size(); }
  KeyRef key() const { return key_of(item()); }
  std::string_view value() const { return item().value.view(); }
  Bytes value_bytes() const { return item().value; }
  Status status() const { return Status::ok(); }

  void seek_to_first() { at_ = 0; }
  void seek_to_last() { at_ = items_->empty() ? 0 : items_->size() - 1; }
  void seek(const KeyRef& target) {
    const auto is_before = [&](const Item& item) { return compare(key_of(item), target) < 0; };
    const auto found = std::partition_point(items_->begin(), items_->end(), is_before);
    at_ = static_cast<size_t>(found - items_->begin());
  }
  void next() { ++at_; }
  void prev() { at_ = at_ == 0 ? items_->size() : at_ - 1; }

 private:
  const Item& item() const { return (*items_)[at_]; }
  static KeyRef key_of(const Item& item) {
    return {item.key.view(), make_tag(kUncommitted, item.kind)};
  }

  std::unique_ptr<const Items> items_;  // held apart: one of several sources must be small
  size_t at_;                           // their number: not valid
};
static_assert(InternalIterator<WriteSetIterator>);

inline WriteSetIterator WriteSet::iterate() {
  auto items = std::make_unique<WriteSetIterator::Items>();
  expect_size(*items, writes_->size());
  writes_->for_each([&](const Bytes& key, Write& write) {
    items->push_back(WriteSetIterator::Item{key, write.kind, write.value});
  });
  const auto by_key = [](const WriteSetIterator::Item& a, const WriteSetIterator::Item& b) {
    return compare_user_keys(a.key.view(), b.key.view()) < 0;
  };
  std::sort(items->begin(), items->end(), by_key);
  return WriteSetIterator(std::move(items));
}

}  // namespace engine

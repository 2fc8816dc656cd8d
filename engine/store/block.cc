#include "engine/store/block.h"

#include <algorithm>

namespace engine {

std::shared_ptr<const Block> Block::make(std::unique_ptr<char[]> bytes, size_t size) {
  if (size < 4 || size > UINT32_MAX) return nullptr;
  const uint64_t restarts = decode_fixed32(bytes.get() + size - 4);
  if (restarts == 0 || restarts > (size - 4) / 4) return nullptr;
  const size_t entry_bytes = size - 4 - 4 * restarts;
  return std::make_shared<const Block>(std::move(bytes), static_cast<uint32_t>(size),
                                       static_cast<uint32_t>(entry_bytes));
}

// Starts beyond what a string holds within itself: the bytes then stay in place when it moves.
void KeyBuffer::grow(size_t n) {
  constexpr size_t kFirst = 64;
  if (!text_) text_.emplace(Strings::take());
  (*text_)->resize(std::max({n, kFirst, 2 * size_}));
  data_ = (*text_)->data();
  size_ = (*text_)->size();
}

void BlockIterator::reset(const Block& block) {
  block_ = &block;
  data_ = block.data();
  limit_ = block.entry_bytes();
  current_ = limit_;
  corrupt_ = false;
}

void BlockIterator::fail() {
  corrupt_ = true;
  next_ = current_;
  current_ = limit_;
}

void BlockIterator::read_restart(uint32_t i) {
  if (corrupt_ || limit_ == 0) return;
  key_bytes_ = 0;  // a restart shares nothing
  next_ = block_->restart(i);
  if (next_ >= limit_) {
    current_ = next_;
    return fail();
  }
  read_entry();
}

void BlockIterator::seek_to_last() {
  if (limit_ == 0) return;
  read_restart(block_->restart_count() - 1);
  while (valid() && next_ < limit_) read_entry();
}

// The whole key at a restart, or nothing (and corrupt()) where there is no good entry.
std::optional<KeyRef> BlockIterator::restart_key(uint32_t i) {
  read_restart(i);
  return valid() ? std::optional(key_) : std::nullopt;
}

KeySearch BlockIterator::search_of_restarts(const Block& block) {
  KeySearch search;
  if constexpr (KeySearch::kReadsKeys) {
    const uint32_t restarts = block.restart_count();
    BlockIterator it(block);
    for (uint32_t i = 0; i < restarts; ++i) {
      if (!it.restart_key(i)) return search;
    }
    search.assign(restarts,
                  [&](size_t i) { return it.restart_key(static_cast<uint32_t>(i))->user_key; });
  }
  return search;
}

// The last restart with a key before the target, or restart 0.
uint32_t BlockIterator::last_restart_before(const KeyRef& target, const KeySearch& restarts) {
  const SearchRange before = restarts.range(target.user_key, block_->restart_count());
  auto low = static_cast<uint32_t>(std::max<size_t>(before.low, 1) - 1);
  auto high = static_cast<uint32_t>(std::max<size_t>(before.high, 1) - 1);
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    const std::optional<KeyRef> key = restart_key(middle);
    if (!key) return low;
    if (compare(*key, target) < 0) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

void BlockIterator::prefetch(uint32_t offset, uint32_t bytes) const {
  constexpr uint32_t kLineBytes = 64;
  if (offset >= limit_) return;
  const uint32_t end = offset + std::min(bytes, limit_ - offset);
  for (; offset < end; offset += kLineBytes) __builtin_prefetch(data_ + offset);
}

// A data block was mostly not used lately: it is not in the processor's cache. What a search may
// touch of it is asked for in one go, instead of waiting for one line after the other.
void BlockIterator::seek(const KeyRef& target, const KeySearch& restarts) {
  constexpr uint32_t kFewRestarts = 8;
  constexpr uint32_t kScannedBytes = 1024;  // about half of the entries between two restarts
  if (limit_ == 0) return;
  const uint32_t count = block_->restart_count();
  const bool is_short = count <= kFewRestarts;
  for (uint32_t i = 0; is_short && i < count; ++i) prefetch(block_->restart(i), 1);
  const uint32_t restart = last_restart_before(target, restarts);
  if (is_short) prefetch(block_->restart(restart), kScannedBytes);
  read_restart(restart);
  while (valid() && compare(key_, target) < 0) read_entry();
}

// Keys can only be put together going forward: back to the restart before the entry, and on from
// there.
void BlockIterator::prev() {
  const uint32_t end = current_;
  uint32_t low = 0;
  uint32_t high = block_->restart_count();
  while (high - low > 1) {  // restart low is at or before every entry that can come before `end`
    const uint32_t middle = low + (high - low) / 2;
    if (block_->restart(middle) < end) {
      low = middle;
    } else {
      high = middle;
    }
  }
  if (block_->restart(low) >= end) {
    current_ = limit_;
    return;
  }
  read_restart(low);
  while (valid() && next_ < end) read_entry();
}

}  // namespace engine

#include "engine/store/block.h"

#include <algorithm>

namespace engine {

Block Block::make(FileSlice bytes) {
  const size_t size = bytes.view.size();
  if (size < 4) return Block();
  const uint32_t restarts = decode_fixed32(bytes.view.data() + size - 4);
  return make(std::move(bytes), restarts);
}

Block Block::make(FileSlice bytes, uint32_t restarts) {
  const size_t size = bytes.view.size();
  Block block;
  if (size < 4 || size > UINT32_MAX || restarts == 0 || restarts > (size - 4) / 4) return block;
  block.owner_ = std::move(bytes.owner);
  block.data_ = bytes.view.data();
  block.size_ = static_cast<uint32_t>(size);
  block.entry_bytes_ = static_cast<uint32_t>(size - 4 - size_t{4} * restarts);
  return block;
}

// Only of a block whose every entry is a restart, and a good one: a search in another says so if it meets a bad one.
IndexBlock::IndexBlock(Block block) : block_(std::move(block)) {
  if constexpr (KeySearch::kReadsKeys) {
    const uint32_t restarts = block_.restart_count();
    BlockIterator it(block_);
    uint32_t at = 0;
    for (uint32_t i = 0; i < restarts; ++i) {
      if (block_.restart(i) != at || !it.restart_key(i)) return;
      at = it.next_;
    }
    if (at != block_.entry_bytes()) return;
    search_.assign(restarts,
                   [&](size_t i) { return it.restart_key(static_cast<uint32_t>(i))->user_key; });
  }
}

// Mostly the search leaves one place.
void IndexBlock::seek(BlockIterator& it, const KeyRef& target) const {
  const SearchRange places = search_.range(target.user_key, block_.restart_count());
  if (places.low == places.high) {
    it.seek_to_restart(static_cast<uint32_t>(places.low));
  } else {
    it.seek(target, places);
  }
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

bool BlockIterator::fail() {
  corrupt_ = true;
  next_ = current_;
  current_ = limit_;
  return false;
}

void BlockIterator::read_restart(uint32_t i) {
  if (!corrupt_ && limit_ != 0) read_whole(block_->restart(i));
}

void BlockIterator::read_whole(uint32_t offset) {
  key_bytes_ = 0;
  next_ = offset;
  if (next_ >= limit_) {
    current_ = next_;
    fail();
    return;
  }
  read_entry();
}

void BlockIterator::seek_to_last() {
  if (limit_ == 0) return;
  read_restart(block_->restart_count() - 1);
  while (valid() && next_ < limit_) read_entry();
}

void BlockIterator::seek_to_restart(uint32_t i) {
  if (limit_ == 0 || corrupt_) return;
  if (i < block_->restart_count()) {
    read_restart(i);
  } else {
    current_ = limit_;
  }
}

std::optional<KeyRef> BlockIterator::restart_key(uint32_t i) {
  read_restart(i);
  return valid() ? std::optional(key_) : std::nullopt;
}

// The last restart with a key before the target, or restart 0.
uint32_t BlockIterator::last_restart_before(const KeyRef& target, SearchRange restarts) {
  auto low = static_cast<uint32_t>(std::max<size_t>(restarts.low, 1) - 1);
  auto high = static_cast<uint32_t>(std::max<size_t>(restarts.high, 1) - 1);
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

void BlockIterator::seek_from(const std::optional<SearchStart>& start, const KeyRef& target) {
  if (corrupt_ || limit_ == 0) return;
  if (!start) return seek(target);
  read_whole(start->offset);
  if (!valid()) return;
  if (compare(key_, target) < 0) {
    scan_on(start->offset, target);
  } else if (start->offset != 0) {
    seek(target);
  }
}

void BlockIterator::seek(const KeyRef& target) {
  if (limit_ != 0) seek(target, {0, block_->restart_count()});
}

void BlockIterator::seek(const KeyRef& target, SearchRange keys_before) {
  if (limit_ != 0) scan_from(last_restart_before(target, keys_before), target);
}

// To the first entry from a restart on that is not before the target. The keys of those before it are not put
// together: what an entry shares with the one before it tells how it compares, or the bytes behind that do.
void BlockIterator::scan_from(uint32_t restart, const KeyRef& target) {
  read_restart(restart);
  if (valid() && compare(key_, target) < 0) scan_on(current_, target);
}

// Passes by ordinary entries whose user keys, as the one before, agree with the wanted one in their first `agrees` bytes
// and have a byte behind these that is less than its: they share that byte, or have another.
void BlockIterator::skip_less(size_t agrees, unsigned char byte) {
  const char* at = data_ + next_;
  const char* const end = data_ + limit_;
  size_t key_bytes = key_bytes_;
  while (at < end) {
    const ShortLengths lengths(at);
    const uint32_t shared = lengths.shared();
    const uint32_t bytes = ShortLengths::kBytes + lengths.rest() + lengths.value();
    if (!lengths.are_short() || shared > key_bytes || bytes > end - at) break;
    if (size_t{shared} + lengths.rest() <= agrees + kTagBytes || shared < agrees) break;
    if (shared == agrees && static_cast<unsigned char>(at[ShortLengths::kBytes]) >= byte) break;
    key_bytes = size_t{shared} + lengths.rest();
    current_ = static_cast<uint32_t>(at - data_);
    at += bytes;
  }
  next_ = static_cast<uint32_t>(at - data_);
  key_bytes_ = key_bytes;
}

// As scan_from. REQUIRES: it stands on a restart, that at `begin`, whose key is before the target.
void BlockIterator::scan_on(uint32_t begin, const KeyRef& target) {
  const std::string_view wanted = target.user_key;
  // The user key before agrees with the wanted one up to here, and is less in the next byte; a shorter one
  // and another version of the wanted one are left to the loop at the end.
  size_t agrees = common_prefix(key_.user_key, wanted);
  bool is_less_there = agrees < std::min(key_.user_key.size(), wanted.size());
  while (is_less_there) {
    skip_less(agrees, static_cast<unsigned char>(wanted[agrees]));
    Entry entry;
    if (!decode_entry(entry)) return;
    key_bytes_ = entry.key_bytes();
    const size_t user_bytes = key_bytes_ - kTagBytes;
    if (user_bytes <= std::min<size_t>(agrees, entry.shared)) {  // only where keys are out of order
      read_whole(begin);
      break;
    }
    if (entry.shared > agrees) continue;  // has the byte that is less, too
    const std::string_view rest(entry.rest, user_bytes - entry.shared);
    agrees = entry.shared + common_prefix(rest, wanted.substr(entry.shared));
    const size_t shorter = std::min(user_bytes, wanted.size());
    is_less_there = agrees < shorter && static_cast<unsigned char>(rest[agrees - entry.shared]) <
                                            static_cast<unsigned char>(wanted[agrees]);
    if (!is_less_there) {
      key_data_ = wanted.data();  // what it shares, it shares with this
      stand_on(entry);
    }
  }
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

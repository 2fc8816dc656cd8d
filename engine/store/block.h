// Block: the unit in which a table is read, checked and cached: sorted entries, each key without
// the prefix that it shares with the key before it. Every 16th entry (a restart) has its whole key,
// so that a search can begin there.
//
//   block := entry*, restart fixed32 * n, n fixed32
//   entry := shared varint32, rest varint32, value bytes varint32, last `rest` bytes of key, value
//
// Keys are internal keys (key.h). A restart is the offset of its entry; n >= 1. BlockBuilder writes
// blocks.
//
// A Block is a value: a view of its bytes and a counted reference to whoever holds them, a buffer
// that they were read into or the mapping of the file.
//
// Block contents come from a file. They were checksummed, yet nothing here trusts them: no read
// leaves the block, and nothing is allocated from a length that the block does not back. Damage
// shows as corrupt(), where it is met: a search passes by the kinds of the entries before its target.
// Thread contract: a Block never changes; a BlockIterator belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "engine/base/prefetch.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"

namespace engine {

// Where in a block the search for a key is likely to begin: the offset of the last restart with a key before it.
struct SearchStart {
  uint32_t offset = 0;
};

// So much behind it a search, and what is read from there on, may look at: what mostly lies between two restarts.
inline constexpr size_t kScannedBytes = 2048;

class Block {
 public:
  // Null if the restarts do not fit into the bytes.
  static Block make(FileSlice bytes);
  // The same, of bytes that are known to have that many, which are not looked at.
  static Block make(FileSlice bytes, uint32_t restarts);

  Block() = default;  // null
  bool is_null() const { return data_ == nullptr; }

  const char* data() const { return data_; }
  uint32_t size() const { return size_; }
  uint32_t entry_bytes() const { return entry_bytes_; }  // the entries are [0, entry_bytes)
  uint32_t restart_count() const { return (size_ - entry_bytes_) / 4 - 1; }
  uint32_t restart(uint32_t i) const { return decode_fixed32(data() + entry_bytes_ + 4 * i); }

  // Asks the processor for what a search from there will look at.
  void prefetch(const std::optional<SearchStart>& start) const {
    if (start && start->offset < entry_bytes_)
      engine::prefetch(std::string_view(data_, entry_bytes_).substr(start->offset, kScannedBytes));
  }

  // Bytes of a key or value that outlive the block. REQUIRES: part lies in it.
  Bytes share(std::string_view part) const& { return Bytes::pinned(part, owner_); }
  Bytes share(std::string_view part) && { return Bytes::pinned(part, std::move(owner_)); }

 private:
  std::shared_ptr<const void> owner_;
  const char* data_ = nullptr;
  uint32_t size_ = 0;
  uint32_t entry_bytes_ = 0;
};

// Room for a key that is put together from its pieces. Nothing is taken before the first key needs
// it, and it is kept from key to key and from block to block. Its bytes stay where they are when it
// moves.
class KeyBuffer {
 public:
  // Room for n bytes, in place of the room before, whose bytes stay.
  char* room(size_t n) {
    if (n > size_) grow(n);
    return data_;
  }
  const char* data() const { return data_; }

  KeyBuffer() = default;
  KeyBuffer(KeyBuffer&&) noexcept = default;
  KeyBuffer& operator=(KeyBuffer&&) noexcept = default;

 private:
  void grow(size_t n);

  std::optional<Strings::Guard> text_;
  char* data_ = nullptr;
  size_t size_ = 0;
};

// An InternalIterator over one block in all but value_bytes and status, which need to know whose
// block it is. A default one is over nothing; reset() sets it on a block, which must outlive its
// use.
class BlockIterator {
 public:
  BlockIterator() = default;
  explicit BlockIterator(const Block& block) { reset(block); }
  void reset(const Block& block);
  void clear() {  // over nothing again
    limit_ = current_ = 0;
    corrupt_ = false;
  }

  bool valid() const { return current_ < limit_; }
  uint32_t offset() const { return current_; }  // of the entry in the block. REQUIRES: valid()
  KeyRef key() const { return key_; }
  std::string_view value() const { return value_; }

  void seek_to_first() {
    if (!corrupt_ && limit_ != 0) read_whole(0);
  }
  void seek_to_last();
  // The whole key at a restart, or nothing (and corrupt()) where there is no good entry. REQUIRES: there is
  // such a restart.
  std::optional<KeyRef> restart_key(uint32_t i);
  void seek(const KeyRef& target);
  // REQUIRES: of the restarts, those before the range have keys before the target, those behind it have not.
  void seek(const KeyRef& target, SearchRange restarts);
  // To the restart, or behind the last entry where there are not as many.
  void seek_to_restart(uint32_t i);
  // The same, faster where it begins close before the target. REQUIRES: it is a restart of this block.
  void seek_from(const std::optional<SearchStart>& start, const KeyRef& target);
  void next() { read_entry(); }
  void prev();

  // Met an entry that cannot be. Not valid from then on; corrupt_offset() is where in the block.
  bool corrupt() const { return corrupt_; }
  uint32_t corrupt_offset() const { return next_; }

 private:
  friend class IndexBlock;

  // An entry as it stands: the part of its key that it does not share, then its value.
  struct Entry {
    const char* rest = nullptr;
    uint32_t shared = 0;
    uint32_t rest_bytes = 0;
    uint32_t value_bytes = 0;
    size_t key_bytes() const { return size_t{shared} + rest_bytes; }
  };

  // The entry at next_, which is then behind it; false at the end and, corrupt() then, where there is
  // no good one.
  bool decode_entry(Entry& entry);
  // Puts the key together, of what it shares of the bytes at key_data_ and its rest.
  void assemble_key(const Entry& entry);
  // Stands on the entry, whose key begins as key_data_ does.
  void stand_on(const Entry& entry);
  // Reads the entry at next_ on top of the key before it.
  void read_entry();
  void scan_from(uint32_t restart, const KeyRef& target);
  void scan_on(uint32_t begin, const KeyRef& target);
  void skip_less(size_t agrees, unsigned char byte);
  void read_restart(uint32_t i);
  void read_whole(uint32_t offset);  // the entry there, which shares nothing with another
  static bool take_lengths(std::string_view& bytes, Entry& entry);
  uint32_t last_restart_before(const KeyRef& target, SearchRange restarts);
  bool fail();  // false

  const Block* block_ = nullptr;
  const char* data_ = nullptr;
  uint32_t limit_ = 0;    // end of the entries
  uint32_t current_ = 0;  // offset of the entry that it stands on; limit_: none
  uint32_t next_ = 0;     // offset behind it
  bool corrupt_ = false;
  const char* key_data_ = nullptr;  // the whole internal key, in the block or in the buffer
  size_t key_bytes_ = 0;
  KeyRef key_;
  std::string_view value_;
  KeyBuffer buffer_;
};

// A block that stays in memory and all of whose entries are restarts, as a table's index is: their keys are gathered
// for the search. A data block has few restarts, and mostly goes before that would have paid.
class IndexBlock {
 public:
  IndexBlock() = default;
  explicit IndexBlock(Block block);

  const Block& block() const { return block_; }
  // As it.seek(target). REQUIRES: the iterator is over this block.
  void seek(BlockIterator& it, const KeyRef& target) const;
  size_t memory_bytes() const { return block_.size() + search_.bytes(); }

 private:
  Block block_;
  [[no_unique_address]] KeySearch search_;
};

// The three lengths of an entry where all are below 128, as they mostly are. REQUIRES: four bytes are there;
// behind the last entry of a block there are its restarts.
struct ShortLengths {
  explicit ShortLengths(const char* entry) : word(decode_fixed32(entry)) {}
  bool are_short() const { return (word & 0x808080) == 0; }
  uint32_t shared() const { return word & 0xff; }
  uint32_t rest() const { return word >> 8 & 0xff; }
  uint32_t value() const { return word >> 16 & 0xff; }

  static constexpr uint32_t kBytes = 3;
  uint32_t word;
};

// REQUIRES: of the bytes, one is there.
inline bool BlockIterator::take_lengths(std::string_view& bytes, Entry& entry) {
  const ShortLengths lengths(bytes.data());
  if (lengths.are_short() && bytes.size() >= ShortLengths::kBytes) {
    entry.shared = lengths.shared();
    entry.rest_bytes = lengths.rest();
    entry.value_bytes = lengths.value();
    bytes.remove_prefix(ShortLengths::kBytes);
    return true;
  }
  for (uint32_t* const length : {&entry.shared, &entry.rest_bytes, &entry.value_bytes}) {
    const std::optional<uint32_t> value = get_varint32(bytes);
    if (!value) return false;
    *length = *value;
  }
  return true;
}

inline void BlockIterator::assemble_key(const Entry& entry) {
  key_bytes_ = entry.key_bytes();
  if (entry.shared == 0) {
    key_data_ = entry.rest;  // whole in the block
    return;
  }
  const bool in_buffer = key_data_ == buffer_.data();
  char* const room = buffer_.room(key_bytes_);  // what is in the buffer stays, but may move
  if (!in_buffer) std::memcpy(room, key_data_, entry.shared);
  std::memcpy(room + entry.shared, entry.rest, entry.rest_bytes);
  key_data_ = room;
}

inline bool BlockIterator::decode_entry(Entry& entry) {
  current_ = next_;
  if (current_ >= limit_) {
    current_ = limit_;
    return false;
  }
  std::string_view bytes(data_ + current_, limit_ - current_);
  if (!take_lengths(bytes, entry)) return fail();
  if (entry.shared > key_bytes_ || uint64_t{entry.rest_bytes} + entry.value_bytes > bytes.size() ||
      entry.key_bytes() < kTagBytes)
    return fail();
  entry.rest = bytes.data();
  next_ = static_cast<uint32_t>(entry.rest + entry.rest_bytes + entry.value_bytes - data_);
  return true;
}

inline void BlockIterator::stand_on(const Entry& entry) {
  assemble_key(entry);
  key_ = split_key(std::string_view(key_data_, key_bytes_));
  value_ = std::string_view(entry.rest + entry.rest_bytes, entry.value_bytes);
  if ((key_.tag & 0xff) > kLargestKind) fail();
}

inline void BlockIterator::read_entry() {
  Entry entry;
  if (decode_entry(entry)) stand_on(entry);
}

}  // namespace engine

// Table: reads a table file (table_format.h). Its index and filter stay in memory while it is open;
// data blocks do as known_blocks.h says.
//
// Every error names the file and the offset in it. A damaged table gives an error or the right
// answer, never a wrong one. (Of a mapped one, a block is checked once: what the disk gives of it later is
// believed. Where it is cut short while it is open, a value that was handed out as a slice may become zeros.)
// Thread contract: a Table is used by any number of threads at once; a TableIterator by one at a
// time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/block.h"
#include "engine/store/block_cache.h"
#include "engine/store/index_value.h"
#include "engine/store/iterator.h"
#include "engine/store/key.h"
#include "engine/store/known_blocks.h"
#include "engine/store/lookup.h"
#include "engine/store/read_ahead.h"
#include "engine/store/table_format.h"
#include "engine/store/table_reads.h"

namespace engine {

// Whether blocks that were read from the file are known from then on. A merge reads each block once: it takes
// what is known, adds nothing to it, and reads the rest ahead (read_ahead.h).
enum class FillCache : unsigned char { kYes, kNo };

class TableIterator;

class Table : public std::enable_shared_from_this<Table> {
  struct OnlyOpen {};  // the constructor is public for make_shared, and open() alone can call it

 public:
  // `name` is for messages, `number` for the cache. `cache` (null: none) and `reads` (null: not
  // counted) must outlive the table. Errors: kCorruption, or those of the file.
  static Result<std::shared_ptr<const Table>> open(std::unique_ptr<RandomAccessFile> file,
                                                   std::string name, uint64_t number,
                                                   BlockCache* cache, TableReads* reads);

  Table(OnlyOpen, FileBytes file, std::string name, uint64_t number, BlockCache* cache,
        TableReads* reads)
      : file_(std::move(file)), name_(std::move(name)), blocks_(cache, number), reads_(reads) {}

  // The newest version of the user key at or before the sequence number.
  Result<Lookup> get(std::string_view user_key, Sequence sequence) const;

  // The iterator keeps the table open.
  TableIterator iterate(FillCache fill_cache = FillCache::kYes) const;

  uint64_t entries() const { return entries_; }
  uint64_t file_bytes() const { return file_.size(); }
  // Held for the index, the filter, and what is known of blocks.
  size_t memory_bytes() const {
    return index_.memory_bytes() + filter_.view.size() + blocks_.memory_bytes();
  }
  const std::string& name() const { return name_; }
  // Whether somebody else has a slice of the file.
  bool is_shared() const { return file_.slices() > own_slices_; }

 private:
  friend class TableIterator;

  Result<Lookup> search(std::string_view user_key, Sequence sequence) const;
  Status read_footer(Footer& footer);
  Status load(const Footer& footer);
  // The contents of a block straight from the file, checked. With `ahead` cut from what that has read.
  Result<FileSlice> read_contents(const BlockHandle& handle, BlockType type,
                                  ReadAhead* ahead) const;
  Result<Block> read_block(const BlockHandle& handle, BlockType type, ReadAhead* ahead) const;
  // Where the search for a user key in the block begins, and the processor is asked for what it will look at.
  // REQUIRES: the index stands on the block's entry.
  BlockPlace prepare_search(const IndexValue& block, const BlockIterator& index,
                            std::string_view user_key) const;
  // A data block that is known, or from the file; for a merge, if that has read ahead.
  Result<Block> data_block(const BlockPlace& place, ReadAhead* merge) const;
  bool may_contain(std::string_view user_key) const;
  // What was read may be zeros instead of the file's bytes.
  Status damaged() const;
  Status corrupt(uint64_t offset, const char* problem) const;
  Status corrupt_entry(const BlockHandle& block, const BlockIterator& it) const;

  FileBytes file_;
  std::string name_;
  KnownBlocks blocks_;
  TableReads* reads_;
  uint64_t entries_ = 0;
  BlockHandle index_handle_;
  IndexBlock index_;
  FileSlice filter_;  // empty: there is none
  size_t own_slices_ = 0;
};

// An InternalIterator. Holds one data block at a time.
class TableIterator {
 public:
  // Of a table that the table cache gave, its TableMeta must outlive this.
  TableIterator(std::shared_ptr<const Table> table, FillCache fill_cache)
      : table_(std::move(table)), fill_cache_(fill_cache), index_(table_->index_.block()) {}
  TableIterator(TableIterator&&) noexcept;
  TableIterator& operator=(TableIterator&&) noexcept;
  ~TableIterator();

  void seek_to_first();
  void seek_to_last();
  void seek(const KeyRef& target);
  void next() {
    data_.next();
    if (!data_.valid()) next_block();
  }
  void prev() {
    data_.prev();
    if (!data_.valid()) prev_block();
  }
  bool valid() const { return data_.valid(); }
  KeyRef key() const { return data_.key(); }
  std::string_view value() const { return data_.value(); }
  Bytes value_bytes() const { return block_.share(data_.value()); }
  Status status() const { return table_->file_.is_damaged() ? table_->damaged() : status_; }

 private:
  // What the index says of the block that index_ stands on; nothing, and data_ over nothing: there is none, or
  // an error.
  std::optional<IndexValue> index_value();
  // False, and data_ over nothing: an error.
  bool open(const BlockPlace& place);
  bool open_block();  // that which index_ stands on
  // Goes on to the next (previous) block that has an entry, unless data_ stands on one or met an
  // error.
  void next_block();
  void prev_block();
  bool failed();
  void stop(Status status);

  std::shared_ptr<const Table> table_;
  FillCache fill_cache_;
  ReadAhead ahead_;  // for a merge
  BlockIterator index_;
  BlockIterator data_;
  BlockHandle handle_;  // of block_
  uint32_t index_offset_ = 0;
  Block block_;
  Status status_;
};

}  // namespace engine

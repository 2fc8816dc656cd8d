// TableCache: the table files that are open, at most `capacity` of them. Whoever needs a table asks
// here and holds it while it is used; a table that is closed to make room lives on with its
// holders.
//
// Half of the places are for tables that stay open until nobody has their TableMeta any more: whoever has
// it finds them there, without a lock and without a count. They are those that were opened first. In the
// other half a hand goes round and takes the first that was not asked for since it last passed, to make
// room.
// Invariants: places_ maps the number of each open table to its index in slots_; kept_ of the slots are
// kept, and the TableMeta of each of these says so.
// Thread contract: any number of threads. Files are opened outside the lock.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/mutex.h"
#include "engine/db/file_names.h"
#include "engine/db/table_files.h"
#include "engine/db/version_edit.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/block_cache.h"
#include "engine/store/table.h"

namespace engine {

class TableCache {
 public:
  // What is passed by reference or pointer must outlive the cache and its tables. The seed is that
  // of the index's hash.
  TableCache(FileSystem& file_system, const FileNames& names, BlockCache& blocks, TableReads& reads,
             size_t capacity, uint64_t seed)
      : file_system_(file_system),
        names_(names),
        blocks_(blocks),
        reads_(reads),
        capacity_(capacity),
        places_(seed) {}

  // Opens the table unless it is open. What it gives is valid while the caller has the TableMeta. Errors: as
  // Table::open; a file that is not there is kCorruption.
  Result<std::shared_ptr<const Table>> find(const TableMeta& meta);

  // Gives up a table that is in no version; one that was kept open is closed with its TableMeta. Whether somebody
  // still has bytes of its file: a reader with an answer that is a slice of it.
  FileUse erase(uint64_t number);

  // Held for open tables, but for their blocks.
  uint64_t memory_bytes() const;

 private:
  struct Slot {
    uint64_t number;
    std::shared_ptr<const Table> table;
    bool asked_for;
    bool kept;
  };

  Result<std::shared_ptr<const Table>> open(uint64_t number);
  std::shared_ptr<const Table> keep(const TableMeta& meta, std::shared_ptr<const Table> table);
  uint32_t place_to_free() REQUIRES(mutex_);
  void note_in_use(uint64_t number) REQUIRES(mutex_);
  std::shared_ptr<const Table> take_out(uint32_t place) REQUIRES(mutex_);

  FileSystem& file_system_;
  const FileNames& names_;
  BlockCache& blocks_;
  TableReads& reads_;
  const size_t capacity_;

  mutable Mutex mutex_;
  Map<uint64_t, uint32_t> places_ GUARDED_BY(mutex_);
  std::vector<Slot> slots_ GUARDED_BY(mutex_);
  size_t kept_ GUARDED_BY(mutex_) = 0;
  size_t hand_ GUARDED_BY(mutex_) = 0;
  // Tables that were closed to make room while somebody had bytes of their files.
  std::vector<uint64_t> closed_in_use_ GUARDED_BY(mutex_);
};

}  // namespace engine

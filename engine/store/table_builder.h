// TableBuilder: writes a table file (table_format.h) from sorted entries.
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/block_builder.h"
#include "engine/store/key.h"
#include "engine/store/table_format.h"

namespace engine {

struct TableOptions {
  size_t block_bytes = 4096;  // a data block is closed once it has this size
  int bits_per_key = 10;      // of the bloom filter; 0: no filter
};

class TableBuilder {
 public:
  // Temporaries come from the scratch. REQUIRES: file is empty; file and scratch outlive the
  // builder, and the scratch is not reset meanwhile.
  TableBuilder(const TableOptions& options, WritableFile& file, Scratch& scratch);

  // REQUIRES: the key is greater than the last one. Errors: those of the file.
  Status add(const KeyRef& key, std::string_view value);

  // Writes what is left; the caller syncs and closes the file.
  Status finish();

  uint64_t entries() const { return footer_.entries; }
  std::string_view last_key() const { return block_.last_key(); }  // REQUIRES: there are entries
  // Bytes of the file, the open block included; exact after finish().
  uint64_t file_bytes() const { return offset_ + (block_.empty() ? 0 : block_.size()); }

 private:
  Status finish_data_block();
  Status write_filter();
  Status write_index();
  Result<BlockHandle> write_block(std::string_view contents, BlockType type);

  TableOptions options_;
  WritableFile& file_;
  BlockBuilder block_;
  BlockBuilder index_;
  Scratch::Vector<uint64_t> hashes_;
  uint64_t offset_ = 0;
  Footer footer_;
};

}  // namespace engine

// A VersionEdit is one change of a database's logs, or of one keyspace: that it is there, the
// tables it is made of. One record of the manifest:
//
//   edit  := version:u8 (=2) item*
//   item  := 1 log_number:varint          logs below it are no longer needed
//          | 2 next_file:varint
//          | 3 last_sequence:varint
//          | 5 level:varint number:varint                 table removed
//          | 6 level:varint number:varint bytes:varint smallest largest    table added
//          | 7 keyspace                   what items 5, 6 and 8 to 11 are about; else the default
//          | 8 sequence:varint            the keyspace is created; entries up to here are not its
//          | 9 log_number:varint          it is dropped; from this log on no entry names it
//          | 10 sequence:varint           its entries up to here are in its tables
//          | 11 number:varint             it is a B+tree, in this page file
//          | 12 index                     they are about this index of the keyspace instead
//          | 13 field extractor           what the index is of, when it is created
//   keyspace, smallest, largest, index, field, extractor := length:varint bytes
//
// Item 4 went with version 1. smallest and largest are internal keys. The default keyspace is the
// empty name, is there without being created, and cannot be dropped. A keyspace that is dropped takes
// its indexes with it.
// Thread contract: plain values.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/db/tree_name.h"
#include "engine/store/key.h"

namespace engine {

inline constexpr int kLevels = 7;
// No file has a greater number, so that those of new files cannot run out.
inline constexpr uint64_t kMaxFileNumber = UINT64_MAX / 2;

class Table;

// A table that stays open for as long as somebody has its TableMeta, once the table cache has said so. A copy says
// nothing.
class KeptOpen {
 public:
  KeptOpen() = default;
  KeptOpen(const KeptOpen&) noexcept {}
  KeptOpen& operator=(const KeptOpen&) noexcept { return *this; }

  const Table* get() const { return table_.load(std::memory_order_acquire); }  // or null
  // REQUIRES: it was not called before.
  void set(const std::shared_ptr<const Table>& table) {
    owner_ = table;
    table_.store(table.get(), std::memory_order_release);
  }

 private:
  std::shared_ptr<const void> owner_;
  std::atomic<const Table*> table_{nullptr};
};

struct TableMeta {
  uint64_t number = 0;
  uint64_t bytes = 0;    // of the file
  std::string smallest;  // internal keys, both in the table
  std::string largest;
  mutable KeptOpen kept_open;

  KeyRef smallest_key() const { return split_key(smallest); }
  KeyRef largest_key() const { return split_key(largest); }
};

// Versions share what they know of a table; its file goes when nobody holds it.
using TableRef = std::shared_ptr<const TableMeta>;

struct VersionEdit {
  struct Removed {
    int level;
    uint64_t number;
  };
  struct Added {
    int level;
    TableRef table;
  };

  // Not inline: edits are passed on in many places, none of them hot.
  VersionEdit();
  VersionEdit(VersionEdit&&) noexcept;
  VersionEdit& operator=(VersionEdit&&) noexcept;
  ~VersionEdit();

  std::string keyspace;
  std::string index;  // empty: the keyspace itself
  std::string field;  // of an index that is created, and so is the extractor's name
  std::string extractor;
  std::optional<Sequence> created;
  std::optional<uint64_t> dropped;
  std::optional<Sequence> flushed;
  std::optional<uint64_t> page_file;
  std::optional<uint64_t> log_number;
  std::optional<uint64_t> next_file;
  std::optional<Sequence> last_sequence;
  std::vector<Removed> removed;
  std::vector<Added> added;

  TreeNameView tree() const { return {keyspace, index}; }
  void set_tree(const TreeNameView& name) {
    keyspace = name.keyspace;
    index = name.index;
  }
  std::string encode() const;
  void append_to(std::string& out) const;  // the encoding
  // kCorruption with what is wrong; the caller adds file and offset.
  static Result<VersionEdit> decode(std::string_view record);
};

}  // namespace engine

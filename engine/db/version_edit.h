// A VersionEdit is one change of the set of tables and logs that make up a
// database, and one record of the manifest:
//
//   edit  := version:u8 (=1) item*
//   item  := 1 log_number:varint          logs below it are no longer needed
//          | 2 next_file:varint
//          | 3 last_sequence:varint
//          | 4 level:varint key           where the level's next compaction
//                                         begins (internal key)
//          | 5 level:varint number:varint                 table removed
//          | 6 keyspace level:varint number:varint bytes:varint
//              smallest largest                           table added
//   key, keyspace, smallest, largest := length:varint bytes
//
// smallest and largest are internal keys; the keyspace is the empty name.
// Thread contract: plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/store/key.h"

namespace engine {

inline constexpr int kLevels = 7;

struct TableMeta {
  uint64_t number = 0;
  uint64_t bytes = 0;    // of the file
  std::string smallest;  // internal keys, both in the table
  std::string largest;

  KeyRef smallest_key() const { return split_key(smallest); }
  KeyRef largest_key() const { return split_key(largest); }
};

// Versions share what they know of a table; its file goes when nobody holds it.
using TableRef = std::shared_ptr<const TableMeta>;

struct VersionEdit {
  struct CompactionPoint {
    int level;
    std::string key;
  };
  struct Removed {
    int level;
    uint64_t number;
  };
  struct Added {
    int level;
    TableRef table;
  };

  std::optional<uint64_t> log_number;
  std::optional<uint64_t> next_file;
  std::optional<Sequence> last_sequence;
  std::vector<CompactionPoint> compaction_points;
  std::vector<Removed> removed;
  std::vector<Added> added;

  std::string encode() const;
  // kCorruption with what is wrong; the caller adds file and offset.
  static Result<VersionEdit> decode(std::string_view record);
};

}  // namespace engine

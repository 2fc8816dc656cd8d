// What the index of a table says of a data block: where it is and, of a block with few restarts, where in it a
// search can begin. The entries there can so be asked for before the block is looked up, and without its
// restarts, which lie elsewhere in it, having come from memory.
//
//   value := offset varint64, size varint64, start*     a start for each restart but the first
//   start := distance varint32, shared varint32, head u8 * 2
//
// The distance is from the restart before, in bytes. The user key at the restart agrees with that of the
// block's last entry, the key of the index entry, in `shared` bytes; the head is what follows in it, and zeros
// where it ends. Since keys ascend, that is mostly enough to tell how a user key compares with it.
//
// Starts are hints: whoever searches from one makes sure that its key is before the target.
// Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/coding.h"
#include "engine/store/block.h"
#include "engine/store/table_format.h"

namespace engine {

inline constexpr uint32_t kFewRestarts = 8;
inline constexpr size_t kStartHeadBytes = 2;
inline constexpr size_t kMaxIndexValueBytes =
    2 * kMaxVarint64Bytes + (kFewRestarts - 1) * (2 * kMaxVarint32Bytes + kStartHeadBytes);

struct IndexValue {
  BlockHandle handle;
  std::string_view starts;
};

// Returns the end. REQUIRES: room for kMaxIndexValueBytes; last_key is the user key of the block's last entry.
char* encode_index_value(char* out, const BlockHandle& handle, const Block& block,
                         std::string_view last_key);

// Nothing where it is not one.
std::optional<IndexValue> decode_index_value(std::string_view value);

// The last restart with a user key before this one, or the first, as far as the index can tell; where it
// cannot, one before that. Nothing where it says nothing of the block. REQUIRES: user_key is not greater than
// last_key, which is that of the index entry.
std::optional<SearchStart> search_start(const IndexValue& value, std::string_view user_key,
                                        std::string_view last_key);

}  // namespace engine

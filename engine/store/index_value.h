// What the index of a table says of a data block: where it is, how many restarts it has and, where these are few, at
// which of them a search begins. What a search will look at can so be asked for before the block is, and nothing
// else of the block is: its restarts lie elsewhere in it, having come from memory.
//
//   value := offset varint64, size varint64, restarts varint32, start*
//   start := offset fixed16, shared u8, head u8 * 2      of each restart but the first
//
// The user key at the restart agrees with that of the block's last entry, the key of the index entry, in `shared`
// bytes; the head is what follows in it, and zeros where it ends. Since keys ascend, that is mostly enough to tell
// how a user key compares with it. There are no starts where a block has more than eight restarts, or a number
// does not fit.
//
// agrees_with() says whether the block is as its index says, but for what is said of keys: that is a hint, and
// whoever searches makes sure that he began before his key.
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
inline constexpr size_t kStartBytes = 5;
inline constexpr size_t kMaxIndexValueBytes =
    2 * kMaxVarint64Bytes + kMaxVarint32Bytes + (kFewRestarts - 1) * kStartBytes;

struct IndexValue {
  BlockHandle handle;
  uint32_t restarts = 0;
  std::string_view starts;
};

// Returns the end. REQUIRES: room for kMaxIndexValueBytes; last_key is the user key of the block's last entry.
char* encode_index_value(char* out, const BlockHandle& handle, const Block& block,
                         std::string_view last_key);

// Nothing where it is not one.
std::optional<IndexValue> decode_index_value(std::string_view value);

bool agrees_with(const IndexValue& value, const Block& block);

// The last restart with a user key before this one, or the first; the one before it where the index cannot tell of
// one. Nothing where it can tell of none. REQUIRES: user_key is not greater than last_key, which is that of the
// index entry.
std::optional<SearchStart> search_start(const IndexValue& value, std::string_view user_key,
                                        std::string_view last_key);

}  // namespace engine

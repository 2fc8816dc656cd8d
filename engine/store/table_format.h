// The table file (SSTable): sorted entries that never change.
//
//   table   := block*, filter block, index block, footer
//   block   := contents, type u8, checksum fixed32(offset of the block, type, contents)
//   footer  := index handle, filter handle, entries fixed64, version fixed32 (2),
//              checksum fixed32(footer before it), magic fixed64
//   handle  := offset fixed64, size fixed64          of the contents; a filter of size 0 is none
//
// Data and index blocks are in the format of block.h. The index has one entry for each data block:
// the block's last key, and as value that of index_value.h. The filter is that of bloom.h over all user
// keys of the table.
// The offset in the checksum ties a block to its place: a good block read from the wrong offset is
// corrupt too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace engine {

inline constexpr uint32_t kTableVersion = 2;
inline constexpr uint64_t kTableMagic = 0x656c626174206468;  // "hd table"
inline constexpr size_t kBlockTrailerBytes = 5;
inline constexpr size_t kFooterBytes = 56;
inline constexpr size_t kFooterChecksumAt = 44;

enum class BlockType : unsigned char { kData = 1, kIndex = 2, kFilter = 3 };

struct BlockHandle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

struct Footer {
  BlockHandle index;
  BlockHandle filter;
  uint64_t entries = 0;
};

uint32_t block_checksum(std::string_view contents, BlockType type, uint64_t offset);

// Writes kFooterBytes.
void encode_footer(char* out, const Footer& footer);

// Null on success, else what is wrong. REQUIRES: bytes.size() == kFooterBytes.
const char* decode_footer(std::string_view bytes, Footer& footer);

}  // namespace engine

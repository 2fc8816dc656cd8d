// The page file's bytes: pages of 4 KiB, each checked by itself.
//
//   page     := checksum fixed32, version u8 (1), kind u8, count fixed16, generation fixed64,
//               contents, zeros up to 4096 bytes
//   checksum := of the page's id as fixed64, then of all bytes behind the checksum
//   meta     := magic fixed64, root fixed64, pages fixed64, free list fixed64, sequence fixed64,
//               entries fixed64                                                       count 0
//   freelist := next fixed64, free page id fixed64 * count
//   overflow := next fixed64, `count` bytes of a value: all that fit but in its last page
//   leaf     := entry * count               (node.h)
//   inner    := child fixed64, (separator, child fixed64) * count                     (node.h)
//
// A page's id is its place in the file, counted in pages. Pages 0 and 1 are metas; so 0 stands for
// "no page" where an id is expected. The id in the checksum ties a page to its place; the generation
// is that of the checkpoint for which it was written.
// Thread contract: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace engine {

using PageId = uint64_t;
inline constexpr PageId kNoPage = 0;
inline constexpr PageId kFirstPage = 2;  // that is not a meta

inline constexpr size_t kPageBytes = 4096;
inline constexpr size_t kPageHeaderBytes = 16;
inline constexpr size_t kPageContentBytes = kPageBytes - kPageHeaderBytes;
inline constexpr size_t kLinkBytes = 8;  // of a free list's or an overflow page's `next`
inline constexpr size_t kOverflowBytes = kPageContentBytes - kLinkBytes;
inline constexpr size_t kFreeIdsInPage = kOverflowBytes / 8;
inline constexpr unsigned char kPageVersion = 1;

enum class PageKind : unsigned char {
  kMeta = 1,
  kLeaf = 2,
  kInner = 3,
  kOverflow = 4,
  kFreelist = 5,
};

struct PageHeader {
  PageKind kind = PageKind::kMeta;
  uint16_t count = 0;
  uint64_t generation = 0;
};

// What a checkpoint made durable.
struct PageFileState {
  uint64_t generation = 0;
  PageId root = kNoPage;        // of the tree; kNoPage: it is empty
  uint64_t pages = kFirstPage;  // in use or free, the metas among them
  PageId free_list = kNoPage;   // its first page
  uint64_t sequence = 0;        // every write up to it is in the tree
  uint64_t entries = 0;         // of the tree
};

// What the page must begin with there. REQUIRES: kPageBytes.
uint32_t page_checksum(const char* page, PageId id);

// Writes the header of a page whose other bytes are complete. REQUIRES: kPageBytes.
void seal_page(char* page, PageId id, const PageHeader& header);

// Null on success, else what is wrong. REQUIRES: kPageBytes.
const char* open_page(const char* page, PageId id, PageHeader& header);

// The whole page, sealed. REQUIRES: kPageBytes.
void encode_meta(char* page, PageId id, const PageFileState& state);
const char* decode_meta(const char* page, PageId id, PageFileState& state);

}  // namespace engine

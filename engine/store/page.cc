#include "engine/store/page.h"

#include <cstring>
#include <string_view>

#include "engine/base/checksum.h"
#include "engine/base/coding.h"
#include "engine/store/key.h"

namespace engine {

namespace {

constexpr uint64_t kMetaMagic = 0x6567617020796468;  // "hdy page"
constexpr size_t kChecksumBytes = 4;

}  // namespace

uint32_t page_checksum(const char* page, PageId id) {
  char place[8];
  encode_fixed64(place, id);
  return checksum(std::string_view(page + kChecksumBytes, kPageBytes - kChecksumBytes),
                  checksum(std::string_view(place, sizeof place)));
}

void seal_page(char* page, PageId id, const PageHeader& header) {
  page[4] = static_cast<char>(kPageVersion);
  page[5] = static_cast<char>(header.kind);
  std::memcpy(page + 6, &header.count, sizeof header.count);
  encode_fixed64(page + 8, header.generation);
  encode_fixed32(page, page_checksum(page, id));
}

const char* open_page(const char* page, PageId id, PageHeader& header) {
  if (decode_fixed32(page) != page_checksum(page, id)) return "page checksum mismatch";
  if (page[4] != static_cast<char>(kPageVersion)) return "unknown page version";
  const auto kind = static_cast<unsigned char>(page[5]);
  if (kind < static_cast<unsigned char>(PageKind::kMeta) ||
      kind > static_cast<unsigned char>(PageKind::kFreelist)) {
    return "unknown kind of page";
  }
  header.kind = static_cast<PageKind>(kind);
  std::memcpy(&header.count, page + 6, sizeof header.count);
  header.generation = decode_fixed64(page + 8);
  return nullptr;
}

void encode_meta(char* page, PageId id, const PageFileState& state) {
  std::memset(page, 0, kPageBytes);
  char* out = page + kPageHeaderBytes;
  for (const uint64_t field :
       {kMetaMagic, state.root, state.pages, state.free_list, state.sequence, state.entries}) {
    encode_fixed64(out, field);
    out += sizeof field;
  }
  seal_page(page, id, {PageKind::kMeta, 0, state.generation});
}

const char* decode_meta(const char* page, PageId id, PageFileState& state) {
  PageHeader header;
  if (const char* const problem = open_page(page, id, header)) return problem;
  const char* const in = page + kPageHeaderBytes;
  if (header.kind != PageKind::kMeta || decode_fixed64(in) != kMetaMagic) return "not a meta page";
  state.generation = header.generation;
  state.root = decode_fixed64(in + 8);
  state.pages = decode_fixed64(in + 16);
  state.free_list = decode_fixed64(in + 24);
  state.sequence = decode_fixed64(in + 32);
  state.entries = decode_fixed64(in + 40);
  if (state.sequence > kMaxSequence) return "a sequence number out of range";
  if (state.pages < kFirstPage) return "a file of less than two pages";
  const auto can_be = [&](PageId id) { return id == kNoPage || (id > 1 && id < state.pages); };
  if (!can_be(state.root) || !can_be(state.free_list)) return "a page beyond the end of the file";
  return nullptr;
}

}  // namespace engine

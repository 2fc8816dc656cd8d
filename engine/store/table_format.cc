#include "engine/store/table_format.h"

#include "engine/base/checksum.h"
#include "engine/base/coding.h"

namespace engine {

namespace {

void encode_handle(char* out, const BlockHandle& handle) {
  encode_fixed64(out, handle.offset);
  encode_fixed64(out + 8, handle.size);
}

BlockHandle decode_handle(const char* in) { return {decode_fixed64(in), decode_fixed64(in + 8)}; }

}  // namespace

uint32_t block_checksum(std::string_view contents, BlockType type, uint64_t offset) {
  char place[9];
  encode_fixed64(place, offset);
  place[8] = static_cast<char>(type);
  return checksum(contents, checksum(std::string_view(place, sizeof place)));
}

void encode_footer(char* out, const Footer& footer) {
  encode_handle(out, footer.index);
  encode_handle(out + 16, footer.filter);
  encode_fixed64(out + 32, footer.entries);
  encode_fixed32(out + 40, kTableVersion);
  encode_fixed32(out + kFooterChecksumAt, checksum(std::string_view(out, kFooterChecksumAt)));
  encode_fixed64(out + 48, kTableMagic);
}

const char* decode_footer(std::string_view bytes, Footer& footer) {
  const char* in = bytes.data();
  if (decode_fixed64(in + 48) != kTableMagic)
    return "not a table file (no magic number at its end)";
  if (decode_fixed32(in + kFooterChecksumAt) != checksum(bytes.substr(0, kFooterChecksumAt))) {
    return "footer checksum mismatch";
  }
  if (decode_fixed32(in + 40) != kTableVersion) return "unknown table version";
  footer = {decode_handle(in), decode_handle(in + 16), decode_fixed64(in + 32)};
  return nullptr;
}

}  // namespace engine

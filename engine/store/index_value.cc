#include "engine/store/index_value.h"

#include "engine/base/check.h"
#include "engine/base/coding.h"

namespace engine {

namespace {

constexpr size_t kHeadBytes = 2;

// What follows the first `shared` bytes, as a number of the same order.
uint32_t head_behind(std::string_view key, size_t shared) {
  uint32_t head = 0;
  for (size_t i = shared; i < shared + kHeadBytes; ++i)
    head = head << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
  return head;
}

struct Start {
  uint32_t offset;
  uint32_t shared;
  uint32_t head;
};

uint32_t byte(const char* at) { return static_cast<unsigned char>(*at); }

Start decode_start(const char* at) {
  return {byte(at) | byte(at + 1) << 8, byte(at + 2), byte(at + 3) << 8 | byte(at + 4)};
}

char* encode_start(char* out, const Start& start) {
  *out++ = static_cast<char>(start.offset);
  *out++ = static_cast<char>(start.offset >> 8);
  *out++ = static_cast<char>(start.shared);
  *out++ = static_cast<char>(start.head >> 8);
  *out++ = static_cast<char>(start.head);
  return out;
}

}  // namespace

char* encode_index_value(char* out, const BlockHandle& handle, const Block& block,
                         std::string_view last_key) {
  out = encode_varint64(encode_varint64(out, handle.offset), handle.size);
  if (block.is_null()) return encode_varint64(out, 0);  // larger than a block can be
  out = encode_varint64(out, block.restart_count());
  if (block.restart_count() > kFewRestarts) return out;
  char* const without_starts = out;
  BlockIterator it(block);
  for (uint32_t i = 1; i < block.restart_count(); ++i) {
    const std::optional<KeyRef> restart = it.restart_key(i);
    CHECK(restart.has_value());
    const std::string_view key = restart->user_key;
    const size_t shared = common_prefix(key, last_key);
    if (block.restart(i) > UINT16_MAX || shared > UINT8_MAX) return without_starts;
    out = encode_start(out,
                       {block.restart(i), static_cast<uint32_t>(shared), head_behind(key, shared)});
  }
  return out;
}

std::optional<IndexValue> decode_index_value(std::string_view value) {
  const auto offset = get_varint64(value);
  const auto size = get_varint64(value);
  const auto restarts = get_varint32(value);
  if (!offset || !size || !restarts || value.size() % kStartBytes != 0) return std::nullopt;
  return IndexValue{{*offset, *size}, *restarts, value};
}

bool agrees_with(const IndexValue& value, const Block& block) {
  if (value.restarts != block.restart_count()) return false;
  if (value.starts.empty()) return true;
  if (value.starts.size() != (value.restarts - 1) * kStartBytes || block.restart(0) != 0)
    return false;
  for (uint32_t i = 1; i < value.restarts; ++i) {
    const Start start = decode_start(value.starts.data() + (i - 1) * kStartBytes);
    if (start.offset != block.restart(i)) return false;
  }
  return true;
}

std::optional<SearchStart> search_start(const IndexValue& value, std::string_view user_key,
                                        std::string_view last_key) {
  if (value.restarts == 1) return SearchStart();
  if (value.starts.empty()) return std::nullopt;
  const size_t agrees = common_prefix(user_key, last_key);
  const uint32_t head = head_behind(user_key, agrees);
  SearchStart found;
  int equal = 0;  // of those behind it, as far as the index can tell
  const char* const end = value.starts.data() + value.starts.size();
  for (const char* at = value.starts.data(); at != end; at += kStartBytes) {
    const Start start = decode_start(at);
    // Where it agrees with the last key for longer than the one sought, it is behind that.
    if (start.shared > agrees || (start.shared == agrees && start.head > head)) break;
    if (start.shared == agrees && start.head == head) {
      ++equal;
    } else {
      found.offset = start.offset;
      equal = 0;
    }
  }
  return equal <= 1 ? std::optional(found) : std::nullopt;
}

}  // namespace engine

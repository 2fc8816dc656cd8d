#include "engine/store/index_value.h"

#include "engine/base/coding.h"

namespace engine {

namespace {

// What follows the first `shared` bytes, as a number of the same order.
uint32_t head_behind(std::string_view key, size_t shared) {
  uint32_t head = 0;
  for (size_t i = shared; i < shared + kStartHeadBytes; ++i)
    head = head << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
  return head;
}

struct Start {
  uint32_t distance;
  uint32_t shared;
  uint32_t head;
};

std::optional<Start> take_start(std::string_view& starts) {
  const auto distance = get_varint32(starts);
  const auto shared = get_varint32(starts);
  if (!distance || !shared || starts.size() < kStartHeadBytes) return std::nullopt;
  const Start start{*distance, *shared, head_behind(starts, 0)};
  starts.remove_prefix(kStartHeadBytes);
  return start;
}

}  // namespace

char* encode_index_value(char* out, const BlockHandle& handle, const Block& block,
                         std::string_view last_key) {
  out = encode_varint64(encode_varint64(out, handle.offset), handle.size);
  if (block.restart_count() > kFewRestarts) return out;
  BlockIterator it(block);
  for (uint32_t i = 1; i < block.restart_count(); ++i) {
    const std::string_view key = it.restart_key(i)->user_key;
    const size_t shared = common_prefix(key, last_key);
    out = encode_varint64(out, block.restart(i) - block.restart(i - 1));
    out = encode_varint64(out, shared);
    const uint32_t head = head_behind(key, shared);
    *out++ = static_cast<char>(head >> 8);
    *out++ = static_cast<char>(head);
  }
  return out;
}

std::optional<IndexValue> decode_index_value(std::string_view value) {
  const auto offset = get_varint64(value);
  const auto size = get_varint64(value);
  if (!offset || !size) return std::nullopt;
  return IndexValue{{*offset, *size}, value};
}

std::optional<SearchStart> search_start(const IndexValue& value, std::string_view user_key,
                                        std::string_view last_key) {
  if (value.starts.empty()) return std::nullopt;
  const size_t agrees = common_prefix(user_key, last_key);
  const uint32_t head = head_behind(user_key, agrees);
  SearchStart found;
  std::string_view starts = value.starts;
  while (const std::optional<Start> start = take_start(starts)) {
    // Where it agrees with the last key for longer than the one sought, it is behind that.
    if (start->shared > agrees || (start->shared == agrees && start->head >= head)) break;
    found = {found.restart + 1, found.offset + start->distance};
  }
  return found;
}

}  // namespace engine

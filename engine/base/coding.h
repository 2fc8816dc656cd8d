// Integers and strings as bytes, in every format that heapdyno writes: little-endian fixed-width
// integers, varints of seven bits a byte (low group first, high bit = more follows), and strings
// behind a varint of their length.
//
// put_* append to anything with append(std::string_view). get_* take from the front of `input`,
// which they advance only on success; they return nothing when the bytes end too early or the value
// does not fit, and never read past the end: their input may be a damaged file. Pure functions.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace engine {

static_assert(std::endian::native == std::endian::little,
              "fixed-width integers are copied as they stand");

inline constexpr size_t kMaxVarint32Bytes = 5;
inline constexpr size_t kMaxVarint64Bytes = 10;

// REQUIRES: room for 4 (8) bytes.
inline void encode_fixed32(char* out, uint32_t value) { std::memcpy(out, &value, sizeof value); }
inline void encode_fixed64(char* out, uint64_t value) { std::memcpy(out, &value, sizeof value); }

inline uint32_t decode_fixed32(const char* in) {
  uint32_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}

inline uint64_t decode_fixed64(const char* in) {
  uint64_t value;
  std::memcpy(&value, in, sizeof value);
  return value;
}

// How many bytes put_varint32 or put_varint64 will append.
constexpr size_t varint_length(uint64_t value) {
  return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7;
}

// Writes the varint and returns the end of it. REQUIRES: room for kMaxVarint64Bytes.
inline char* encode_varint64(char* out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) *out++ = static_cast<char>(value | 0x80);
  *out++ = static_cast<char>(value);
  return out;
}

template <typename Out>
void put_fixed32(Out& out, uint32_t value) {
  char bytes[sizeof value];
  encode_fixed32(bytes, value);
  out.append(std::string_view(bytes, sizeof bytes));
}

template <typename Out>
void put_fixed64(Out& out, uint64_t value) {
  char bytes[sizeof value];
  encode_fixed64(bytes, value);
  out.append(std::string_view(bytes, sizeof bytes));
}

template <typename Out>
void put_varint64(Out& out, uint64_t value) {
  char bytes[kMaxVarint64Bytes];
  const char* end = encode_varint64(bytes, value);
  out.append(std::string_view(bytes, static_cast<size_t>(end - bytes)));
}

template <typename Out>
void put_varint32(Out& out, uint32_t value) {
  put_varint64(out, value);
}

template <typename Out>
void put_length_prefixed(Out& out, std::string_view text) {
  put_varint64(out, text.size());
  out.append(text);
}

inline std::optional<uint32_t> get_fixed32(std::string_view& input) {
  if (input.size() < sizeof(uint32_t)) return std::nullopt;
  const uint32_t value = decode_fixed32(input.data());
  input.remove_prefix(sizeof value);
  return value;
}

inline std::optional<uint64_t> get_fixed64(std::string_view& input) {
  if (input.size() < sizeof(uint64_t)) return std::nullopt;
  const uint64_t value = decode_fixed64(input.data());
  input.remove_prefix(sizeof value);
  return value;
}

inline std::optional<uint64_t> get_varint64(std::string_view& input) {
  uint64_t value = 0;
  for (size_t i = 0; i < input.size() && i < kMaxVarint64Bytes; ++i) {
    const auto byte = static_cast<unsigned char>(input[i]);
    if (i == kMaxVarint64Bytes - 1 && byte > 1) return std::nullopt;  // more than 64 bits
    value |= static_cast<uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      input.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

inline std::optional<uint32_t> get_varint32(std::string_view& input) {
  std::string_view rest = input;
  const std::optional<uint64_t> value = get_varint64(rest);
  if (!value || *value > UINT32_MAX) return std::nullopt;
  input = rest;
  return static_cast<uint32_t>(*value);
}

// A view into the input.
inline std::optional<std::string_view> get_length_prefixed(std::string_view& input) {
  std::string_view rest = input;
  const std::optional<uint64_t> length = get_varint64(rest);
  if (!length || *length > rest.size()) return std::nullopt;
  const std::string_view text = rest.substr(0, *length);
  rest.remove_prefix(*length);
  input = rest;
  return text;
}

// How many bytes both begin with.
inline size_t common_prefix(std::string_view a, std::string_view b) {
  const size_t n = std::min(a.size(), b.size());
  size_t i = 0;
  for (; i + sizeof(uint64_t) <= n; i += sizeof(uint64_t)) {
    const uint64_t differ = decode_fixed64(a.data() + i) ^ decode_fixed64(b.data() + i);
    if (differ != 0) return i + static_cast<size_t>(std::countr_zero(differ)) / 8;
  }
  while (i < n && a[i] == b[i]) ++i;
  return i;
}

// The first eight bytes as a number of the same order. A text that ends earlier has zeros there, and its head
// may equal that of a greater one, never exceed it.
inline uint64_t head_of(std::string_view text) {
  if (text.size() >= sizeof(uint64_t)) return __builtin_bswap64(decode_fixed64(text.data()));
  uint64_t head = 0;
  for (size_t i = 0; i < text.size(); ++i)
    head |= uint64_t{static_cast<unsigned char>(text[i])} << (56 - 8 * i);
  return head;
}

}  // namespace engine

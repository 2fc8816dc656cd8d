// Internal keys: what every ordered structure of the engine is sorted by.
//
//   internal key := user key, tag            tag := fixed64(sequence << 8 | kind)
//
// Order: user key ascending, byte by byte; then tag descending, so of one user key the newest
// version comes first. In memory a key travels as a KeyRef, its two parts side by side: the
// memtable need not store them together, and a seek needs no buffer to build its target in.
// Thread contract: pure functions; a KeyRef borrows the bytes of its user key.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/base/coding.h"

namespace engine {

// The number of a write; every entry of the database has its own. 56 bits.
using Sequence = uint64_t;
inline constexpr Sequence kMaxSequence = (uint64_t{1} << 56) - 1;
// Of what a transaction wrote and nobody else sees yet: newer than all. No write gets as far.
inline constexpr Sequence kUncommitted = kMaxSequence;

enum class Kind : unsigned char { kDelete = 0, kPut = 1 };
inline constexpr unsigned char kLargestKind = 1;

inline constexpr size_t kTagBytes = 8;

constexpr uint64_t make_tag(Sequence sequence, Kind kind) {
  return sequence << 8 | static_cast<uint64_t>(kind);
}

struct KeyRef {
  std::string_view user_key;
  uint64_t tag = 0;

  Sequence sequence() const { return tag >> 8; }
  // REQUIRES: the tag has a valid kind. What the iterators of this folder yield has been checked.
  Kind kind() const { return static_cast<Kind>(tag & 0xff); }
};

// The first position at which a version of the user key visible at `sequence` can stand: the target
// of every lookup.
constexpr KeyRef key_at(std::string_view user_key, Sequence sequence) {
  return {user_key, make_tag(sequence, Kind::kPut)};
}

// REQUIRES: size() >= kTagBytes.
inline KeyRef split_key(std::string_view internal_key) {
  const size_t user_bytes = internal_key.size() - kTagBytes;
  return {internal_key.substr(0, user_bytes), decode_fixed64(internal_key.data() + user_bytes)};
}

// As text.assign(key), faster where the length stays as it is, which it mostly does.
inline void assign_key(std::string& text, std::string_view key) {
  text.resize(key.size());
  key.copy(text.data(), key.size());
}

// Appends the internal key as one piece to a string or a buffer.
template <typename Out>
void append_key(Out& out, const KeyRef& key) {
  out.append(key.user_key);
  put_fixed64(out, key.tag);
}

// The bytes, of which there are fewer than eight, as a number of the same order among texts of that length. Those
// in the middle may be in it twice: they matter only where the ones before are equal.
inline uint64_t short_text_as_number(const char* text, size_t n) {
  if (n >= sizeof(uint32_t)) {
    const uint32_t first = __builtin_bswap32(decode_fixed32(text));
    const uint32_t last = __builtin_bswap32(decode_fixed32(text + n - sizeof last));
    return uint64_t{first} << 32 | last;
  }
  const auto byte = [&](size_t i) { return uint64_t{static_cast<unsigned char>(text[i])}; };
  return n == 0 ? 0 : byte(0) << 16 | byte(n / 2) << 8 | byte(n - 1);
}

// Negative, zero or positive. Word by word: keys are short, and a call of memcmp for each
// comparison of a search is dear beside the comparison.
inline int compare_user_keys(std::string_view a, std::string_view b) {
  const char* p = a.data();
  const char* q = b.data();
  size_t n = std::min(a.size(), b.size());
  for (; n >= sizeof(uint64_t); n -= sizeof(uint64_t)) {
    const uint64_t x = decode_fixed64(p);
    const uint64_t y = decode_fixed64(q);
    if (x != y) return __builtin_bswap64(x) < __builtin_bswap64(y) ? -1 : 1;
    p += sizeof(uint64_t);
    q += sizeof(uint64_t);
  }
  const uint64_t x = short_text_as_number(p, n);
  const uint64_t y = short_text_as_number(q, n);
  if (x != y) return x < y ? -1 : 1;
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

inline int compare(const KeyRef& a, const KeyRef& b) {
  const int order = compare_user_keys(a.user_key, b.user_key);
  if (order != 0) return order;
  return a.tag == b.tag ? 0 : a.tag > b.tag ? -1 : 1;
}

}  // namespace engine

// Generated keys: a number in decimal with leading zeros, encoded in place. A missing key has a
// letter for its last digit (a for 0 to j for 9): it lies between the keys that were put and is
// never one of them.
//
// Thread contract: plain functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace heapdyno {

inline constexpr size_t kMaxKeyBytes = 1024 + 16;

// What encode_key relies on: leading digits of a buffer are zeros for ever.
inline void prepare_key(char* buffer, size_t size) { std::memset(buffer, '0', size); }

// REQUIRES: the buffer was prepared with `size`; the number has at most `size` digits.
inline std::string_view encode_key(uint32_t number, size_t size, bool missing, char* buffer) {
  constexpr size_t kDigits = 10;  // of the largest 32-bit number
  const size_t first = size > kDigits ? size - kDigits : 0;
  char* const last = buffer + size - 1;
  for (char* at = last; at >= buffer + first; --at) {
    *at = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  if (missing) *last = static_cast<char>(*last - '0' + 'a');
  return {buffer, size};
}

// The finalizer of MurmurHash3 (public domain, Austin Appleby): a permutation of the 32-bit numbers.
constexpr uint32_t hashed_number(uint32_t number) {
  number ^= number >> 16;
  number *= 0x85ebca6b;
  number ^= number >> 13;
  number *= 0xc2b2ae35;
  number ^= number >> 16;
  return number;
}

}  // namespace heapdyno

// The 48 classes of the size histogram: requested bytes to class, and class to its largest size.
//
//   class  0 ..  7   up to 16, 32, 48, ... 128 bytes; a request of 0 bytes is in class 0
//   class  8 .. 43   four to each doubling: up to 160, 192, 224, 256, 320, ... 65,536
//   class 44 .. 46   up to 256 KiB, 1 MiB, 4 MiB
//   class 47         everything above
//
// Header only and constexpr: the observer, which links with nothing but the C library, uses it too.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace heapdyno {

namespace detail {

constexpr unsigned computed_size_class(size_t bytes) {
  const uint64_t last = bytes - (bytes != 0);
  if (last < 128) return static_cast<unsigned>(last >> 4);
  const unsigned log = 63 - static_cast<unsigned>(__builtin_clzll(last));  // >= 7
  if (log < 16) return 4 * log - 24 + static_cast<unsigned>(last >> (log - 2));
  return log < 22 ? 44 + (log - 16) / 2 : 47;
}

// Up to kTableLimit every class ends at a multiple of 16.
inline constexpr size_t kTableLimit = 1024;
inline constexpr auto kSmallClasses = [] {
  std::array<uint8_t, kTableLimit / 16 + 1> table = {};
  for (size_t i = 0; i < table.size(); ++i) {
    table[i] = static_cast<uint8_t>(computed_size_class(16 * i));
  }
  return table;
}();

}  // namespace detail

// Small sizes by table: a program's sizes come in no order, and each branch on one is a guess.
constexpr unsigned size_class(size_t bytes) {
  return bytes <= detail::kTableLimit ? detail::kSmallClasses[(bytes + 15) / 16]
                                      : detail::computed_size_class(bytes);
}

// The largest request that falls into the class; SIZE_MAX for the last one. REQUIRES: index < 48.
constexpr size_t size_class_limit(unsigned index) {
  if (index < 8) return (index + size_t{1}) * 16;
  if (index < 44) return (5 + (index - 8) % 4) * (size_t{32} << ((index - 8) / 4));
  return index < 47 ? size_t{1} << (18 + 2 * (index - 44)) : SIZE_MAX;
}

}  // namespace heapdyno

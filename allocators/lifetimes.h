// How long blocks lived and who freed them: the classes of lifetimes, and the figures of one scope
// as the observer counts them at L2 (observer.h says what a lifetime is).
//
//   class  0  the operation that made the block freed it
//   class  n  2^(n-1) up to 2^n - 1 operations; 31: everything above
//
// Thread contract: as values.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "heapdyno/observer.h"

namespace heapdyno {

constexpr unsigned lifetime_class(uint64_t operations) {
  return std::min<unsigned>(static_cast<unsigned>(std::bit_width(operations)),
                            HEAPDYNO_LIFETIME_CLASSES - 1);
}

// The longest lifetime of the class; UINT64_MAX for the last one.
constexpr uint64_t lifetime_class_limit(unsigned index) {
  return index + 1 < HEAPDYNO_LIFETIME_CLASSES ? (uint64_t{1} << index) - 1 : UINT64_MAX;
}

// The deaths of blocks that were born in one scope, or in several: the table without its zeros.
class Lifetimes {
 public:
  struct Entry {
    uint8_t size_class;
    uint8_t death;     // heapdyno_death
    uint8_t lifetime;  // its class
    uint64_t blocks;
    bool operator==(const Entry&) const = default;
  };

  Lifetimes() = default;
  explicit Lifetimes(const heapdyno_lifetimes& table);

  // In the order of size class, death, lifetime; no entry has zero blocks.
  const std::vector<Entry>& entries() const { return entries_; }

  // Blocks that died: all of them, and those that died in one way.
  uint64_t deaths() const;
  uint64_t deaths(heapdyno_death death) const;
  // All of them by the class of their size, and of their lifetime.
  std::array<uint64_t, HEAPDYNO_SIZE_CLASSES> by_size() const;
  std::array<uint64_t, HEAPDYNO_LIFETIME_CLASSES> by_lifetime() const;

  bool operator==(const Lifetimes&) const = default;

 private:
  std::vector<Entry> entries_;
};

Lifetimes operator+(const Lifetimes& a, const Lifetimes& b);
// REQUIRES: `before` was read of the same scopes before `after`.
Lifetimes operator-(const Lifetimes& after, const Lifetimes& before);

}  // namespace heapdyno

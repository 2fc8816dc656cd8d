// Seeded 64-bit hashes. The result depends on the bytes (the number) and the seed alone: never on
// an address, a run or a machine. Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

namespace engine {

// XXH3 of the bytes.
uint64_t hash_bytes(std::string_view bytes, uint64_t seed);

// A number folded twice through a 128-bit product: as well mixed as XXH3 needs to be for a table,
// and inline.
inline uint64_t hash_integer(uint64_t value, uint64_t seed) {
  __extension__ using Product = unsigned __int128;
  const auto fold = [](uint64_t a, uint64_t b) {
    const Product product = static_cast<Product>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  return fold(fold(value ^ 0x9e3779b97f4a7c15, seed ^ 0xd6e8feb86659fd93) ^ value,
              0xbf58476d1ce4e5b9);
}

}  // namespace engine

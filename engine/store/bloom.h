// Bloom filter: says of a user key that it is not in a table, or that it may be. Never wrong about
// "not".
//
//   filter := line * n, probes u8           line := 512 bits
//
// All probes of a key fall into one line, which is one miss of the processor's cache. The high bits
// of a key's hash choose the line; the low 32 bits h choose in it the bits h * c, h * c^2, ...
// (mod 2^32, the top nine bits of each; c is odd). b bits a key have b * ln 2 probes. The rate of
// false "may be" is about 1 % at 10 bits (Putze, Sanders and Singler, "Cache-, hash- and
// space-efficient bloom filters", 2009).
// Anything that is not a filter of this format says "may be". Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/memory/line_probes.h"

namespace engine {

// What the filter knows of a key. Part of the format: the seed is fixed.
uint64_t bloom_hash(std::string_view user_key);

// Appends the filter for the keys with these hashes; repeated hashes do no harm.
void append_bloom(std::string& out, std::span<const uint64_t> hashes, int bits_per_key);

// The line of a filter of so many lines that the hash falls into: multiply and shift instead of a
// division.
inline size_t bloom_line(uint64_t hash, size_t lines) {
  __extension__ using Product = unsigned __int128;
  return static_cast<size_t>((static_cast<Product>(hash) * lines) >> 64);
}

template <Probing Probes>
bool bloom_may_contain(std::string_view filter, uint64_t hash) {
  const size_t lines = filter.size() / kLineBytes;
  if (lines == 0 || filter.size() % kLineBytes != 1) return true;
  const int probes = static_cast<unsigned char>(filter.back());
  if (probes == 0 || probes > kMostProbes) return true;
  const char* const line = filter.data() + bloom_line(hash, lines) * kLineBytes;
  return Probes::all_set(line, static_cast<uint32_t>(hash), probes);
}

}  // namespace engine

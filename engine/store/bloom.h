// Bloom filter: says of a user key that it is not in a table, or that it may be. Never wrong about
// "not".
//
//   filter := bits, probes u8
//
// Probe i of a key with hash h looks at bit (h * 2^-64 * number of bits) after h += delta, i times,
// delta from the other half of h (Kirsch and Mitzenmacher, "Less hashing, same performance", 2006).
// With b bits a key and b * ln 2 probes the rate of false "may be" is about 0.6185^b: 0.8 % at 10
// bits.
// Anything that is not a filter of this format says "may be". Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace engine {

// What the filter knows of a key. Part of the format: the seed is fixed.
uint64_t bloom_hash(std::string_view user_key);

// Appends the filter for the keys with these hashes; repeated hashes do no harm.
void append_bloom(std::string& out, std::span<const uint64_t> hashes, int bits_per_key);

bool bloom_may_contain(std::string_view filter, uint64_t hash);

}  // namespace engine

#include "engine/store/bloom.h"

#include <algorithm>
#include <bit>

#include "engine/base/hash.h"

namespace engine {

namespace {

constexpr int kMostProbes = 30;

// The bit that a hash points to: multiply and shift instead of a division.
uint64_t bit_of(uint64_t hash, uint64_t bits) {
  __extension__ using Product = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Product>(hash) * bits) >> 64);
}

uint64_t delta_of(uint64_t hash) { return std::rotl(hash, 32) | 1; }

}  // namespace

uint64_t bloom_hash(std::string_view user_key) { return hash_bytes(user_key, 0); }

void append_bloom(std::string& out, std::span<const uint64_t> hashes, int bits_per_key) {
  const int probes = std::clamp(bits_per_key * 69 / 100, 1, kMostProbes);  // ln 2 = 0.69
  // A very small filter would say "may be" to nearly everything.
  const size_t wanted = std::max<size_t>(hashes.size() * static_cast<size_t>(bits_per_key), 64);
  const size_t bytes = (wanted + 7) / 8;
  const size_t begin = out.size();
  out.resize(begin + bytes, '\0');
  char* const filter = out.data() + begin;
  for (uint64_t hash : hashes) {
    const uint64_t delta = delta_of(hash);
    for (int i = 0; i < probes; ++i, hash += delta) {
      const uint64_t bit = bit_of(hash, 8 * bytes);
      filter[bit / 8] = static_cast<char>(filter[bit / 8] | 1 << bit % 8);
    }
  }
  out.push_back(static_cast<char>(probes));
}

bool bloom_may_contain(std::string_view filter, uint64_t hash) {
  if (filter.size() < 2) return true;
  const int probes = static_cast<unsigned char>(filter.back());
  if (probes == 0 || probes > kMostProbes) return true;
  const uint64_t bits = 8 * (filter.size() - 1);
  const uint64_t delta = delta_of(hash);
  for (int i = 0; i < probes; ++i, hash += delta) {
    const uint64_t bit = bit_of(hash, bits);
    if ((static_cast<unsigned char>(filter[bit / 8]) >> bit % 8 & 1) == 0) return false;
  }
  return true;
}

}  // namespace engine

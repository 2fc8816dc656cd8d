#include "engine/store/bloom.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace engine {

uint64_t bloom_hash(std::string_view user_key) { return hash_bytes(user_key, 0); }

void append_bloom(std::string& out, std::span<const uint64_t> hashes, int bits_per_key) {
  const int probes = std::clamp(bits_per_key * 69 / 100, 1, kMostProbes);  // ln 2 = 0.69
  const size_t bits = hashes.size() * static_cast<size_t>(bits_per_key);
  const size_t lines = std::max<size_t>((bits + 8 * kLineBytes - 1) / (8 * kLineBytes), 1);
  const size_t begin = out.size();
  out.resize(begin + lines * kLineBytes, '\0');
  for (const uint64_t hash : hashes) {
    char* const line = out.data() + begin + bloom_line(hash, lines) * kLineBytes;
    ProbeSequence sequence(static_cast<uint32_t>(hash));
    for (int i = 0; i < probes; ++i) {
      const unsigned bit = sequence.next_bit();
      line[bit / 8] = static_cast<char>(line[bit / 8] | 1 << bit % 8);
    }
  }
  out.push_back(static_cast<char>(probes));
}

}  // namespace engine

#include "engine/store/bloom.h"

#include <algorithm>

#include "engine/base/hash.h"

namespace engine {

namespace {

constexpr int kMostProbes = 30;
constexpr size_t kLineBytes = 64;

// The line that a hash points to: multiply and shift instead of a division.
size_t line_of(uint64_t hash, size_t lines) {
  __extension__ using Product = unsigned __int128;
  return static_cast<size_t>((static_cast<Product>(hash) * lines) >> 64);
}

// The probes within a line: the top nine bits of a product, and again of its product.
class LineProbes {
 public:
  explicit LineProbes(uint64_t hash) : state_(static_cast<uint32_t>(hash)) {}

  unsigned next_bit() {
    state_ *= 0x9e3779b9;
    return state_ >> 23;
  }

 private:
  uint32_t state_;
};

}  // namespace

uint64_t bloom_hash(std::string_view user_key) { return hash_bytes(user_key, 0); }

void append_bloom(std::string& out, std::span<const uint64_t> hashes, int bits_per_key) {
  const int probes = std::clamp(bits_per_key * 69 / 100, 1, kMostProbes);  // ln 2 = 0.69
  const size_t bits = hashes.size() * static_cast<size_t>(bits_per_key);
  const size_t lines = std::max<size_t>((bits + 8 * kLineBytes - 1) / (8 * kLineBytes), 1);
  const size_t begin = out.size();
  out.resize(begin + lines * kLineBytes, '\0');
  for (const uint64_t hash : hashes) {
    char* const line = out.data() + begin + line_of(hash, lines) * kLineBytes;
    LineProbes probe(hash);
    for (int i = 0; i < probes; ++i) {
      const unsigned bit = probe.next_bit();
      line[bit / 8] = static_cast<char>(line[bit / 8] | 1 << bit % 8);
    }
  }
  out.push_back(static_cast<char>(probes));
}

bool bloom_may_contain(std::string_view filter, uint64_t hash) {
  const size_t lines = filter.size() / kLineBytes;
  if (lines == 0 || filter.size() % kLineBytes != 1) return true;
  const int probes = static_cast<unsigned char>(filter.back());
  if (probes == 0 || probes > kMostProbes) return true;
  const char* const line = filter.data() + line_of(hash, lines) * kLineBytes;
  LineProbes probe(hash);
  for (int i = 0; i < probes; ++i) {
    const unsigned bit = probe.next_bit();
    if ((static_cast<unsigned char>(line[bit / 8]) >> bit % 8 & 1) == 0) return false;
  }
  return true;
}

}  // namespace engine

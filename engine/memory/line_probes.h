// Which bits a key has in a line of a bloom filter (store/bloom.h), and whether all of them are set.
// One after the other a search can end at the first that is not; VectorProbes looks at all at once,
// and nothing has to be foretold. The sequence is part of the filter's format, so both answer alike.
// Thread contract: pure functions; a ProbeSequence belongs to one thread.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>

#include "engine/memory/vector_search.h"

namespace engine {

inline constexpr size_t kLineBytes = 64;
inline constexpr int kMostProbes = 30;

// The top nine bits of the product of hash and factor, and again of that product's product.
class ProbeSequence {
 public:
  static constexpr uint32_t kFactor = 0x9e3779b9;

  explicit ProbeSequence(uint32_t hash) : product_(hash) {}

  unsigned next_bit() {
    product_ *= kFactor;
    return product_ >> 23;
  }

 private:
  uint32_t product_;
};

struct ScalarProbes {
  // REQUIRES: the line has kLineBytes; probes <= kMostProbes.
  static bool all_set(const char* line, uint32_t hash, int probes) {
    ProbeSequence sequence(hash);
    for (int i = 0; i < probes; ++i) {
      const unsigned bit = sequence.next_bit();
      if ((static_cast<unsigned char>(line[bit / 8]) >> bit % 8 & 1) == 0) return false;
    }
    return true;
  }
};

struct VectorProbes {
  static bool all_set(const char* line, uint32_t hash, int probes) {
    return vector_all_set(line, hash, probes);
  }
};

template <typename P>
concept Probing = requires(const char* line, uint32_t hash, int probes) {
  { P::all_set(line, hash, probes) } -> std::same_as<bool>;
};

}  // namespace engine

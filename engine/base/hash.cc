#include "engine/base/hash.h"

// Inlined: a call into the shared library would cost as much as hashing a short key.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace engine {

uint64_t hash_bytes(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace engine

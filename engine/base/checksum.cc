#include "engine/base/checksum.h"

#include "engine/base/hash.h"

#ifdef __x86_64__
#define XXH_DISPATCH_DISABLE_REPLACE
#include <xxh_x86dispatch.h>
#endif

namespace engine {

namespace {

// Of many bytes, such as a block, the library has a loop for each width of vectors, and finds out which the
// processor has. The hash is the same. Fewer than so many are hashed without a loop.
uint64_t hash_of(std::string_view bytes, uint64_t seed) {
#ifdef __x86_64__
  constexpr size_t kMany = 241;
  if (bytes.size() >= kMany) return XXH3_64bits_withSeed_dispatch(bytes.data(), bytes.size(), seed);
#endif
  return hash_bytes(bytes, seed);
}

}  // namespace

uint32_t checksum(std::string_view bytes, uint32_t seed) {
  const uint64_t hash = hash_of(bytes, seed);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

}  // namespace engine

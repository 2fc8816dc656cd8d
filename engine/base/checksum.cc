#include "engine/base/checksum.h"

#include "engine/base/hash.h"

namespace engine {

uint32_t checksum(std::string_view bytes, uint32_t seed) {
  const uint64_t hash = hash_bytes(bytes, seed);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

}  // namespace engine

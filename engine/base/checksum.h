// The checksum of every format: XXH3, folded to 32 bits. It finds damage, not malice. Pure
// function.
#pragma once

#include <cstdint>
#include <string_view>

namespace engine {

// To cover two pieces that do not lie side by side, give the checksum of the first as the seed of
// the second.
uint32_t checksum(std::string_view bytes, uint32_t seed = 0);

}  // namespace engine

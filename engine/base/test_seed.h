// The seed of random tests: HEAPDYNO_SEED, else 1. scripts/test draws it from the commit and prints
// it when a stage fails, so that successive commits cover more and a failure can be repeated.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace engine {

inline uint64_t test_seed() {
  const char* const text = std::getenv("HEAPDYNO_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

}  // namespace engine

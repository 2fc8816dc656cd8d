// Random: our own 64-bit generator (xoshiro256**, seeded by splitmix64), so that a seed gives the
// same numbers with every compiler, library and machine. Nothing here touches floating point. Not
// for secrets. Reference: Blackman and Vigna, "Scrambled linear pseudorandom number generators",
// 2021.
// Thread contract: one thread; give each its own seed.
#pragma once

#include <bit>
#include <cstdint>

namespace engine {

// One step of splitmix64: advances the state and returns a well-mixed number.
constexpr uint64_t split_mix(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// A number that nobody can foretell, from the machine. Never in a trial: it would not repeat.
uint64_t random_seed();

class Random {
 public:
  explicit constexpr Random(uint64_t seed) {
    for (uint64_t& word : state_) word = split_mix(seed);
  }

  constexpr uint64_t next() {
    const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  // Uniform over [0, n) up to a bias of n / 2^64. REQUIRES: n > 0.
  constexpr uint64_t below(uint64_t n) {
    __extension__ using Product = unsigned __int128;
    return static_cast<uint64_t>((static_cast<Product>(next()) * n) >> 64);
  }

 private:
  uint64_t state_[4] = {};
};

}  // namespace engine

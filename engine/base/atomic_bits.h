// AtomicBits: so many bits, all of them zero at first, each of which any thread may set and ask for.
// Thread contract: any thread, but for construction and moves. Nothing else is ordered by a bit: what it tells of
// must be constant.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace engine {

class AtomicBits {
 public:
  AtomicBits() = default;
  explicit AtomicBits(size_t bits) : words_((bits + kWordBits - 1) / kWordBits) {}

  // REQUIRES: bit < the number of bits, also below.
  bool test(size_t bit) const { return (word(bit) & mask(bit)) != 0; }
  void set(size_t bit) { words_[bit / kWordBits].fetch_or(mask(bit), std::memory_order_relaxed); }

  size_t bytes() const { return words_.size() * sizeof(uint64_t); }

 private:
  static constexpr size_t kWordBits = 64;

  static uint64_t mask(size_t bit) { return uint64_t{1} << bit % kWordBits; }
  uint64_t word(size_t bit) const {
    return words_[bit / kWordBits].load(std::memory_order_relaxed);
  }

  std::vector<std::atomic<uint64_t>> words_;
};

}  // namespace engine

#include "scenarios/allocation_cost.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "engine/base/random.h"
#include "scenarios/process_facts.h"

namespace heapdyno {
namespace {

constexpr size_t kBlocks = 1024;
constexpr size_t kSizes = 4096;  // drawn before anything is timed, and used in turn
constexpr size_t kSmallest = 16;
constexpr size_t kLargest = 255;
constexpr int kTurns = 8;  // of the ring in one run: some 100 us
constexpr int kRuns = 15;

using Sizes = std::array<uint8_t, kSizes>;
static_assert(kLargest <= UINT8_MAX);

Sizes draw_sizes() {
  engine::Random random(1);
  Sizes sizes;
  for (uint8_t& size : sizes)
    size = static_cast<uint8_t>(kSmallest + random.below(kLargest - kSmallest + 1));
  return sizes;
}

// The calls go through pointers that the compiler knows nothing of, so it cannot leave out a pair
// whose block nobody reads.
class Ring {
 public:
  Ring(void* (*allocate)(size_t), void (*release)(void*)) : allocate_(allocate), release_(release) {
    for (void*& block : blocks_) block = next();
  }
  ~Ring() {
    for (void* block : blocks_) release_(block);
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  void turn() {
    for (void*& block : blocks_) {
      release_(block);
      block = next();
    }
  }

 private:
  // Written to, as every block that is of use.
  void* next() {
    void* const block = allocate_(sizes_[drawn_++ % kSizes]);
    *static_cast<volatile char*>(block) = 1;
    return block;
  }

  void* (*const allocate_)(size_t);
  void (*const release_)(void*);
  const Sizes sizes_ = draw_sizes();
  size_t drawn_ = 0;
  std::array<void*, kBlocks> blocks_ = {};
};

}  // namespace

double allocation_pair_ns(void* (*allocate)(size_t bytes), void (*release)(void* block)) {
  Ring ring(allocate, release);
  uint64_t least = std::numeric_limits<uint64_t>::max();
  for (int run = 0; run < kRuns; ++run) {
    const uint64_t start = monotonic_ns();
    for (int turn = 0; turn < kTurns; ++turn) ring.turn();
    least = std::min(least, monotonic_ns() - start);
  }
  return static_cast<double>(least) / (kTurns * kBlocks);
}

}  // namespace heapdyno

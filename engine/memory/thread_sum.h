// ThreadSum: a number that many threads add to and somebody reads now and then, without a locked
// instruction on the way.
//
// Each thread has a cell of its own; from the kThreads-th thread on they share the last one,
// atomically. A thread's cell is never handed on, so nothing is lost when it ends. A delta may be
// negative: one thread adds what another takes away, and the sum is right.
// Thread contract: any thread. A sum is exact once the threads that add are at rest.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace engine {

class ThreadSum {
 public:
  constexpr ThreadSum() = default;

  void add(uint64_t delta) {
    const unsigned index = own_index();
    std::atomic<uint64_t>& cell = cells_[index].value;
    if (index == kThreads - 1) {
      cell.fetch_add(delta, std::memory_order_relaxed);
    } else {
      cell.store(cell.load(std::memory_order_relaxed) + delta, std::memory_order_relaxed);
    }
  }
  void subtract(uint64_t delta) { add(~delta + 1); }

  uint64_t value() const {
    uint64_t sum = 0;
    for (const Cell& cell : cells_) sum += cell.value.load(std::memory_order_relaxed);
    return sum;
  }

 private:
  static constexpr unsigned kThreads = 256;
  struct alignas(64) Cell {
    std::atomic<uint64_t> value{0};
  };

  // Numbers the threads as they come; the number holds for every ThreadSum.
  static unsigned own_index() {
    if (index_ != kThreads) return index_;
    const unsigned next = next_index_.fetch_add(1, std::memory_order_relaxed);
    return index_ = next < kThreads - 1 ? next : kThreads - 1;
  }

  static inline constinit std::atomic<unsigned> next_index_{0};
  static inline constinit thread_local unsigned index_ = kThreads;  // kThreads: none yet

  Cell cells_[kThreads];
};

}  // namespace engine

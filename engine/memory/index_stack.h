// IndexStack: a lock-free stack of the numbers 0 to N - 1, each on it at most once. It is the stack of
// R. K. Treiber ("Systems Programming: Coping with Parallelism", IBM Research Report RJ 5118, 1986) with
// an array of links where that has nodes:
//
// 1. top_ holds the topmost number and how often top_ was exchanged; links_[i] is the number under i
//    while i is on the stack.
// 2. No ABA: each exchange counts on, so one that comes late, after its number was taken away and put
//    back, fails, and the link that it read is thrown away. 48 bits of count come round after a month of
//    10^8 exchanges a second; a thread would have to sleep for exactly as long.
// 3. No reclamation: links live as long as the stack, so an old link can be read, whoever has its number.
// 4. A push releases and a pop acquires what its number stands for. Every change of top_ is an exchange,
//    so whichever of them a pop reads from, it is in the release sequences of all pushes before, and the
//    link of the number that it sees is visible too; hence links are relaxed, and a pop releases nothing.
//
// top_, which all threads write, has a cache line of its own. A link is written by the one thread that
// has its number; neighbours share a line, which costs less than N lines of 64 bytes would.
//
// Thread contract: any thread. Each of push and pop is lock-free: it is repeated only because another
// one succeeded. Atomic stands for std::atomic, for index_stack_test.cc to go through all interleavings.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace engine {

template <size_t N, template <typename> typename Atomic = std::atomic>
class IndexStack {
 public:
  // Holds 0 to count - 1, with 0 on top.
  explicit IndexStack(size_t count) : top_(count == 0 ? kNone : 0) {
    for (size_t i = 0; i < count; ++i)
      links_[i].store(i + 1 < count ? i + 1 : kNone, std::memory_order_relaxed);
  }

  // REQUIRES: index is not on the stack, and nobody else pushes it.
  void push(size_t index) {
    uint64_t old = top_.load(std::memory_order_relaxed);
    do {
      links_[index].store(old & kNone, std::memory_order_relaxed);
    } while (!top_.compare_exchange_weak(old, next(old, index), std::memory_order_release,
                                         std::memory_order_relaxed));
  }

  // Nothing: it is empty.
  std::optional<size_t> pop() {
    uint64_t old = top_.load(std::memory_order_acquire);
    while ((old & kNone) != kNone) {
      const uint64_t under = links_[old & kNone].load(std::memory_order_relaxed);
      if (top_.compare_exchange_weak(old, next(old, under), std::memory_order_acquire))
        return old & kNone;
    }
    return std::nullopt;
  }

 private:
  static constexpr int kIndexBits = 16;
  static constexpr uint64_t kNone = (uint64_t{1} << kIndexBits) - 1;  // also the mask of an index
  static_assert(N <= kNone);

  // The word that an exchange puts in the place of `old`.
  static uint64_t next(uint64_t old, uint64_t index) {
    return (((old >> kIndexBits) + 1) << kIndexBits) | index;
  }

  alignas(64) Atomic<uint64_t> top_;
  alignas(64) Atomic<uint64_t> links_[N] = {};
};

}  // namespace engine

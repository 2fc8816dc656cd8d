// Counting one call: the fast path that every entry point runs after its allocator has answered.
//
// A thread owns one block of the mapping and adds to it with plain stores that readers see whole;
// no lock, no atomic read-modify-write. The one test of the fast path compares the thread's
// generation with the process's (process.h): it fails for a thread's first count, before the
// constructor, after a fork, and always for threads beyond the 4,096th, which share one block by
// atomic additions.
//
// Thread contract: any thread. No allocation; errno is left alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "allocators/observer/next.h"
#include "allocators/observer/process.h"
#include "allocators/size_class.h"

namespace heapdyno::observer {

inline constexpr uint32_t kNoScope = ~0u;

struct ThreadState {
  heapdyno_counts* counts;  // of the current scope; valid while `generation` is the process's
  uint32_t generation;      // kNoGeneration: not adopted, or sharing the last block
  uint32_t adopted;         // the generation that `block` was handed out in
  uint32_t block;
  uint32_t scope;  // kNoScope: never counted nor entered
};
extern __thread ThreadState this_thread __attribute__((tls_model("initial-exec")));

// What one successful call adds. A constant but for the bytes, so that add() folds to the few
// additions it needs.
struct Call {
  uint8_t function;  // enum heapdyno_function
  bool resized;      // a realloc of a block
  bool by_loader;
  size_t bytes;  // of an allocation
};

inline bool allocates(unsigned function) { return function < HEAPDYNO_FREE; }

// Additions by the only thread that writes the word.
struct OwnWords {
  static void add(uint64_t& word, uint64_t amount) {
    __atomic_store_n(&word, __atomic_load_n(&word, __ATOMIC_RELAXED) + amount, __ATOMIC_RELAXED);
  }
};
struct SharedWords {
  static void add(uint64_t& word, uint64_t amount) {
    __atomic_fetch_add(&word, amount, __ATOMIC_RELAXED);
  }
};

template <typename Words>
[[gnu::always_inline]] inline void add_loader_call(heapdyno_counts& counts, const Call& call) {
  if (!allocates(call.function)) return Words::add(counts.loader_frees, 1);
  Words::add(counts.loader_allocations, 1);
  Words::add(counts.loader_bytes, call.bytes);
}

template <typename Words>
[[gnu::always_inline]] inline void add(heapdyno_counts& counts, const Call& call) {
  if (call.by_loader) return add_loader_call<Words>(counts, call);
  Words::add(counts.calls[call.function], 1);
  if (!allocates(call.function)) return;
  Words::add(counts.bytes, call.bytes);
  Words::add(counts.sizes[size_class(call.bytes)], 1);
  if (call.resized) Words::add(counts.resized, 1);
}

// The rest of the cases.
void count_slowly(Call call);

[[gnu::always_inline]] inline void count(const Call& call) {
  if (__builtin_expect(
          this_thread.generation == __atomic_load_n(&fork_page.generation, __ATOMIC_RELAXED), 1)) {
    add<OwnWords>(*this_thread.counts, call);
  } else {
    count_slowly(call);
  }
}

[[gnu::always_inline]] inline void count_allocation(uint8_t function, size_t bytes,
                                                    const void* caller) {
  if (__builtin_expect(loader.contains(caller), 0)) {
    return count_slowly({function, false, true, bytes});
  }
  count({function, false, false, bytes});
}

[[gnu::always_inline]] inline void count_free(const void* caller) {
  if (__builtin_expect(loader.contains(caller), 0)) {
    return count_slowly({HEAPDYNO_FREE, false, true, 0});
  }
  count({HEAPDYNO_FREE, false, false, 0});
}

}  // namespace heapdyno::observer

// Counting one call: the fast path that every entry point runs after its allocator has answered.
//
// A thread owns one block of the mapping and adds to it with plain stores that readers see whole;
// no lock, no atomic read-modify-write. The one test of the fast path compares the thread's
// generation with the process's (process.h): it fails for a thread's first count, before the
// constructor, after a fork, and always for threads beyond the 4,096th, which share one block by
// atomic additions. Level 2 then follows the blocks, in words that are private to their owner
// (shadow.h) or shared by all threads (alive.h).
//
// Thread contract: any thread. No allocation; errno is left alone.
#pragma once

#include <cstddef>
#include <cstdint>

#include "allocators/observer/alive.h"
#include "allocators/observer/blocks.h"
#include "allocators/observer/level.h"
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
  // L2
  uint32_t number;         // of the thread, over forks
  uint64_t birth;          // what is the same of all blocks born in the scope: Birth::made
  const void* last_given;  // by the thread's last call; null: that was a free
};
extern __thread ThreadState this_thread
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

// What one successful call adds. A constant but for the bytes, so that add() folds to the few
// additions it needs.
struct Call {
  uint8_t function;  // enum heapdyno_function
  bool resized;      // a realloc of a block
  bool by_loader;
  size_t bytes;  // of an allocation
  [[no_unique_address]] Blocks blocks;
};

inline bool allocates(unsigned function) { return function < HEAPDYNO_FREE; }

// Additions by the only thread that writes the word. Plain ones: an aligned word of 64 bits is stored
// in one piece, and of relaxed atomics g++ makes three instructions.
struct OwnWords {
  static void add(uint64_t& word, uint64_t amount) { word += amount; }
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
[[gnu::always_inline]] inline void add_call(heapdyno_counts& counts, const Call& call) {
  if (call.by_loader) return add_loader_call<Words>(counts, call);
  Words::add(counts.calls[call.function], 1);
  if (!allocates(call.function)) return;
  Words::add(counts.bytes, call.bytes);
  Words::add(counts.sizes[size_class(call.bytes)], 1);
  if (call.resized) Words::add(counts.resized, 1);
}

template <typename Words>
[[gnu::always_inline]] inline void add_freed(heapdyno_counts& counts, const Birth& birth) {
  if (!birth.known()) return;
  Words::add(birth.by_loader() ? counts.loader_freed_bytes : counts.freed_bytes, birth.bytes());
}

template <typename Words>
inline void add_blocks(heapdyno_counts&, const NoBlocks&) {}
template <typename Words>
[[gnu::always_inline]] inline void add_blocks(heapdyno_counts& counts, const KnownBlocks& blocks) {
  if (blocks.given != nullptr) Words::add(counts.usable, blocks.usable);
  if (blocks.taken == nullptr) return;
  Words::add(counts.usable_freed, blocks.usable_taken);
  add_freed<Words>(counts, blocks.birth);
}

template <typename Words>
[[gnu::always_inline]] inline void add(heapdyno_counts& counts, const Call& call) {
  add_call<Words>(counts, call);
  add_blocks<Words>(counts, call.blocks);
}

[[gnu::always_inline]] inline heapdyno_death death_of(const Birth& birth, const void* block) {
  if (birth.thread() != this_thread.number) return HEAPDYNO_DEATH_ELSEWHERE;
  return block == this_thread.last_given ? HEAPDYNO_DEATH_TEMPORARY : HEAPDYNO_DEATH_OWN;
}

// A block died without being taken, for its address is given again. Returns its bytes.
uint64_t bury(const Birth& birth);

// The change of the bytes alive by the block that the call gives, or takes.
[[gnu::always_inline]] inline uint64_t be_born(const Call& call, const void* block) {
  const Birth birth = {this_thread.birth | (call.by_loader ? Birth::kByLoader : 0) | call.bytes,
                       operation_now() << Birth::kThreadBits | this_thread.number};
  this_thread.last_given = block;
  Birth before = {};
  if (__builtin_expect(!shadow.put(block, birth, before), 0)) return 0;
  return __builtin_expect(before.known(), 0) ? call.bytes - bury(before) : call.bytes;
}
[[gnu::always_inline]] inline uint64_t die(const KnownBlocks& blocks) {
  const Birth& birth = blocks.birth;
  if (birth.known() && !birth.by_loader()) count_death(birth, death_of(birth, blocks.taken));
  this_thread.last_given = nullptr;
  return birth.known() ? -birth.bytes() : 0;
}

// At L2. REQUIRES: the thread has a block of counts, or the process no mapping yet.
inline void follow(const Call&, const NoBlocks&) {}
[[gnu::always_inline]] inline void follow(const Call& call, const KnownBlocks& blocks) {
  if constexpr (!kFollowsBlocks) return;
  uint64_t change = 0;
  if (blocks.taken != nullptr) change += die(blocks);
  if (blocks.given != nullptr) change += be_born(call, blocks.given);
  change_live(change);
}

// Where a call is counted that the fast path does not take; null: nowhere. Words that other threads
// may write too.
[[gnu::cold]] heapdyno_counts* rare_counts();
// After a call was counted there.
[[gnu::cold]] void settle(heapdyno_counts* counts);

[[gnu::always_inline]] inline void count_rarely(const Call& call) {
  heapdyno_counts* const counts = rare_counts();
  if (counts == nullptr) return;
  add<SharedWords>(*counts, call);
  follow(call, call.blocks);
  settle(counts);
}

[[gnu::always_inline]] inline void count(const Call& call) {
  if (__builtin_expect(
          this_thread.generation != __atomic_load_n(&fork_page.generation, __ATOMIC_RELAXED), 0)) {
    return count_rarely(call);
  }
  add<OwnWords>(*this_thread.counts, call);
  follow(call, call.blocks);
}

[[gnu::always_inline]] inline void count_allocation(uint8_t function, void* block, size_t bytes,
                                                    const void* caller) {
  const Blocks blocks = Blocks::of_given(block, bytes);
  if (__builtin_expect(loader.contains(caller), 0)) {
    return count_rarely({function, false, true, bytes, blocks});
  }
  count({function, false, false, bytes, blocks});
}

// Before the allocator has the block back.
[[gnu::always_inline]] inline void count_free(void* block, const void* caller) {
  const Blocks blocks = Blocks::of_taken(block);
  if (__builtin_expect(loader.contains(caller), 0)) {
    return count_rarely({HEAPDYNO_FREE, false, true, 0, blocks});
  }
  count({HEAPDYNO_FREE, false, false, 0, blocks});
}

}  // namespace heapdyno::observer

// What the parts of the exercise programs and the tests that run them agree on.
//
// Thread contract: `observer` is found before any command runs; the rest as functions.
#pragma once

#include <sys/types.h>

#include <cstdlib>
#include <span>

#include "allocators/observer_client.h"

namespace heapdyno {

inline constexpr unsigned kWork = 4;  // the scope of the work that is asked for

extern Observer observer;

struct Command {
  const char* name;
  void (*run)(unsigned number);
};
std::span<const Command> block_commands();
std::span<const Command> mark_commands();
// `number` threads of 2,000 steps each, at most 50 at once, that make, resize and free each other's
// blocks.
void exchange(unsigned number);

// The observer's counts, over all scopes.
heapdyno_counts all_scopes();

// Keeps the compiler from eliding an allocation whose block nobody looks at.
template <typename T>
T* kept(T* block) {
  asm volatile("" : "+r"(block) : : "memory");
  return block;
}

inline void malloc_and_free(unsigned pairs, size_t bytes) {
  for (unsigned i = 0; i < pairs; ++i) std::free(kept(std::malloc(bytes)));
}

// Aborts unless the child ends with exit status 0.
void wait_for(pid_t child);

}  // namespace heapdyno

// What L2 knows of the process as a whole: the requested bytes alive, their peak, the clock of
// operations, and how blocks died.
//
// 1. `live` is in private memory, so a forked child begins with exactly what it was born with; what
//    it finds there is the `inherited` of its counters file.
// 2. The peak and the deaths are in the counters file, to be read after a crash. Before the file
//    is open, and for ever without any mapping, they are in static memory here.
// 3. The pages of a scope's deaths are made safe to write (populate(), process.h) at the first death
//    of a block born in it.
//
// Thread contract: any thread. No allocation.
#pragma once

#include <cstdint>

#include "allocators/lifetimes.h"
#include "allocators/observer/shadow.h"
#include "allocators/size_class.h"
#include "heapdyno/observer.h"

namespace heapdyno::observer {

// A line of the cache for what every call writes, another for what every operation does.
struct alignas(64) Alive {
  uint64_t live;
  uint64_t* peak;
  heapdyno_lifetimes* deaths;  // by scope
  uint32_t scopes_ready;       // a bit for each scope whose deaths are safe to write
  alignas(64) uint64_t clock;
  uint32_t threads;  // that ever counted, over forks
};
[[gnu::visibility("hidden")]] extern Alive alive;

inline uint64_t operation_now() { return __atomic_load_n(&alive.clock, __ATOMIC_RELAXED); }
inline void begin_operation() { __atomic_fetch_add(&alive.clock, 1, __ATOMIC_RELAXED); }

void raise_peak(uint64_t live);

// `change` is modulo 2^64: the new block's bytes less the old one's.
[[gnu::always_inline]] inline void change_live(uint64_t change) {
  const uint64_t live = __atomic_add_fetch(&alive.live, change, __ATOMIC_RELAXED);
  if (live > __atomic_load_n(alive.peak, __ATOMIC_RELAXED)) raise_peak(live);
}

void make_ready(unsigned scope);

[[gnu::always_inline]] inline void count_death(const Birth& birth, heapdyno_death death) {
  const unsigned scope = birth.scope();
  const uint32_t ready = __atomic_load_n(&alive.scopes_ready, __ATOMIC_ACQUIRE);
  if (__builtin_expect((ready >> scope & 1) == 0, 0)) make_ready(scope);
  const unsigned lifetime = lifetime_class(operation_now() - birth.operation());
  __atomic_fetch_add(&alive.deaths[scope].deaths[size_class(birth.bytes())][death][lifetime], 1,
                     __ATOMIC_RELAXED);
}

// The process has its mapping now, and what was noted in static memory moves there. A forked child's
// mapping is empty.
void start_alive();
void move_early_deaths();
void start_alive_in_child();

}  // namespace heapdyno::observer

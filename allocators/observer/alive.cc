#include "allocators/observer/alive.h"

#include "allocators/observer/process.h"

namespace heapdyno::observer {

namespace {

uint64_t early_peak;
// Of those scopes in which a block may be born early.
heapdyno_lifetimes early_deaths[HEAPDYNO_SCOPE_PRE_MAIN + 1];

uint64_t* words(heapdyno_lifetimes& table) { return &table.deaths[0][0][0]; }
constexpr size_t kWords = sizeof(heapdyno_lifetimes) / sizeof(uint64_t);

}  // namespace

Alive alive = {0, &early_peak, early_deaths, 1u << HEAPDYNO_SCOPE_PRE_MAIN, 0, 0};

void raise_peak(uint64_t live) {
  uint64_t* const peak = __atomic_load_n(&alive.peak, __ATOMIC_RELAXED);
  uint64_t seen = __atomic_load_n(peak, __ATOMIC_RELAXED);
  while (live > seen && !__atomic_compare_exchange_n(peak, &seen, live, true, __ATOMIC_RELAXED,
                                                     __ATOMIC_RELAXED)) {
  }
}

void make_ready(unsigned scope) {
  populate_deaths(scope);
  __atomic_fetch_or(&alive.scopes_ready, 1u << scope, __ATOMIC_RELEASE);
}

void start_alive() {
  populate_deaths(HEAPDYNO_SCOPE_PRE_MAIN);
  __atomic_store_n(&alive.deaths, deaths(), __ATOMIC_RELEASE);
  __atomic_store_n(&alive.peak, &header().peak, __ATOMIC_RELEASE);
}

void move_early_deaths() {
  raise_peak(__atomic_load_n(&early_peak, __ATOMIC_RELAXED));
  uint64_t* const from = words(early_deaths[HEAPDYNO_SCOPE_PRE_MAIN]);
  uint64_t* const to = words(alive.deaths[HEAPDYNO_SCOPE_PRE_MAIN]);
  for (size_t i = 0; i < kWords; ++i) {
    if (from[i] == 0) continue;
    const uint64_t blocks = __atomic_exchange_n(&from[i], 0, __ATOMIC_RELAXED);
    __atomic_fetch_add(&to[i], blocks, __ATOMIC_RELAXED);
  }
}

void start_alive_in_child() {
  alive.scopes_ready = 0;
  header().inherited = header().peak = alive.live;
}

}  // namespace heapdyno::observer

namespace observer = heapdyno::observer;
using heapdyno::observer::alive;

uint64_t heapdyno_observer_live(void) { return __atomic_load_n(&alive.live, __ATOMIC_RELAXED); }

uint64_t heapdyno_observer_peak(void) {
  observer::ready_generation();
  return __atomic_load_n(alive.peak, __ATOMIC_RELAXED);
}

// Looks at what is alive once more: what another thread made since the first look is in the new
// peak, or it was gone again when that was stored.
void heapdyno_observer_reset_peak(void) {
  observer::ready_generation();
  __atomic_store_n(alive.peak, heapdyno_observer_live(), __ATOMIC_SEQ_CST);
  observer::raise_peak(heapdyno_observer_live());
}

void heapdyno_observer_lifetimes(unsigned scope, struct heapdyno_lifetimes* out) {
  *out = {};
  observer::ready_generation();
  if (scope >= HEAPDYNO_SCOPES) return;
  if ((__atomic_load_n(&alive.scopes_ready, __ATOMIC_ACQUIRE) >> scope & 1) == 0) return;
  const uint64_t* const from = observer::words(alive.deaths[scope]);
  uint64_t* const to = observer::words(*out);
  for (size_t i = 0; i < observer::kWords; ++i) to[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
}

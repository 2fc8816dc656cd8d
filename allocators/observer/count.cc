#include "allocators/observer/count.h"

#include <sys/syscall.h>

#include "allocators/observer/system.h"

namespace heapdyno::observer {

__thread ThreadState this_thread = {nullptr, kNoGeneration, kNoGeneration, 0, kNoScope};

namespace {

// Calls before the constructor, for ever if no memory could be mapped. They belong to
// HEAPDYNO_SCOPE_PRE_MAIN.
heapdyno_counts early;

constexpr size_t kWords = sizeof(heapdyno_counts) / sizeof(uint64_t);
uint64_t* words(heapdyno_counts& counts) { return reinterpret_cast<uint64_t*>(&counts); }

unsigned first_scope() {
  const bool first_thread = system_call(SYS_gettid) == system_call(SYS_getpid) && !after_fork();
  return first_thread ? HEAPDYNO_SCOPE_PRE_MAIN : HEAPDYNO_SCOPE_STORE;
}

bool shares_block() { return this_thread.block == kOwnBlocks; }

// Points the thread at its scope's counts. REQUIRES: the thread has a block.
void select_scope(unsigned scope) {
  populate(this_thread.block, scope);
  this_thread.scope = scope;
  this_thread.counts = &block(this_thread.block).scopes[scope];
}

// Hands the thread a block of this generation, if it has none.
void adopt_thread(uint32_t generation) {
  ThreadState& thread = this_thread;
  if (thread.adopted == generation) return;
  const uint32_t index = __atomic_fetch_add(&header().threads, 1, __ATOMIC_RELAXED);
  thread.block = index < kOwnBlocks ? index : kOwnBlocks;
  select_scope(thread.scope == kNoScope ? first_scope() : thread.scope);
  thread.adopted = generation;
  thread.generation = shares_block() ? kNoGeneration : generation;
}

void add_to_thread(const Call& call) {
  if (shares_block()) {
    add<SharedWords>(*this_thread.counts, call);
  } else {
    add<OwnWords>(*this_thread.counts, call);
  }
}

// Takes what was counted early, each word exactly once even if threads race, into the thread's own
// block.
void move_early_counts() {
  heapdyno_counts& to = block(this_thread.block).scopes[HEAPDYNO_SCOPE_PRE_MAIN];
  populate(this_thread.block, HEAPDYNO_SCOPE_PRE_MAIN);
  for (size_t i = 0; i < kWords; ++i) {
    const uint64_t amount = __atomic_exchange_n(&words(early)[i], 0, __ATOMIC_RELAXED);
    if (amount == 0) continue;
    if (shares_block()) {
      SharedWords::add(words(to)[i], amount);
    } else {
      OwnWords::add(words(to)[i], amount);
    }
  }
}

void add_words(heapdyno_counts& sum, heapdyno_counts& counts) {
  for (size_t i = 0; i < kWords; ++i) {
    words(sum)[i] += __atomic_load_n(&words(counts)[i], __ATOMIC_RELAXED);
  }
}

void take_back(heapdyno_counts& counts, const heapdyno_counts& before) { counts = before; }

// Whether this program's malloc is ours, found by effect: an executable that defines malloc answers
// itself, and an address proves nothing, since a program that is not PIE answers with its own jump
// table.
void probe_reach() {
  heapdyno_counts& counts = *this_thread.counts;
  const heapdyno_counts before = counts;
  call_global_malloc();
  if (counts.calls[HEAPDYNO_MALLOC] == before.calls[HEAPDYNO_MALLOC]) {
    set_flag(kUnreached);
  }
  take_back(counts, before);
}

__attribute__((constructor)) void start(int, char**, char** environment) {
  resolve_next();
  start_process(environment);
  const uint32_t generation = ready_generation();
  if (generation == 0) return;
  adopt_thread(generation);
  move_early_counts();
  probe_reach();
}

}  // namespace

void count_slowly(Call call) {
  if (resolving) return;
  uint32_t generation = ready_generation();
  if (generation == 0) {
    add<SharedWords>(early, call);
    generation = ready_generation();
    if (generation == 0) return;
    adopt_thread(generation);
    return move_early_counts();
  }
  adopt_thread(generation);
  add_to_thread(call);
}

}  // namespace heapdyno::observer

namespace observer = heapdyno::observer;

unsigned heapdyno_observer_enter(unsigned scope) {
  observer::ThreadState& thread = observer::this_thread;
  const uint32_t generation = observer::ready_generation();
  if (generation != 0) observer::adopt_thread(generation);
  const unsigned before = thread.scope;
  if (scope < HEAPDYNO_SCOPES && generation != 0) {
    observer::select_scope(scope);
  }
  return before == observer::kNoScope ? unsigned{HEAPDYNO_SCOPE_PRE_MAIN} : before;
}

void heapdyno_observer_read(unsigned scope, heapdyno_counts* out) {
  *out = {};
  if (scope >= HEAPDYNO_SCOPES) return;
  if (scope == HEAPDYNO_SCOPE_PRE_MAIN) {
    observer::add_words(*out, observer::early);
  }
  if (observer::ready_generation() == 0) return;
  const uint32_t threads = __atomic_load_n(&observer::header().threads, __ATOMIC_RELAXED);
  for (uint32_t b = 0; b < threads && b < heapdyno::kBlocks; ++b) {
    if (observer::populated(b, scope)) {
      observer::add_words(*out, observer::block(b).scopes[scope]);
    }
  }
}

unsigned heapdyno_observer_abi(void) { return HEAPDYNO_OBSERVER_ABI; }

unsigned heapdyno_observer_flags(void) {
  return observer::ready_generation() == 0 ? 0 : observer::header().flags;
}

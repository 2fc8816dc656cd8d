#include "allocators/observer/count.h"

#include <sys/syscall.h>

#include "allocators/observer/system.h"

namespace heapdyno::observer {

namespace {

constexpr uint32_t kProbing = kNoGeneration - 1;  // a thread's, and no process's: probe_reach()

constexpr uint64_t born_in(unsigned scope) {
  return Birth::kAlive | uint64_t{scope} << Birth::kByteBits;
}

}  // namespace

__thread ThreadState this_thread = {
    nullptr, kNoGeneration, kNoGeneration, 0, kNoScope, 0, born_in(HEAPDYNO_SCOPE_PRE_MAIN),
    nullptr};

namespace {

// Calls before the constructor, for ever if no memory could be mapped. They belong to
// HEAPDYNO_SCOPE_PRE_MAIN.
heapdyno_counts early;

constexpr size_t kWords = sizeof(heapdyno_counts) / sizeof(uint64_t);
uint64_t* words(heapdyno_counts& counts) { return reinterpret_cast<uint64_t*>(&counts); }

uint32_t next_thread_number() {
  return __atomic_fetch_add(&alive.threads, 1, __ATOMIC_RELAXED) & Birth::kThreadMask;
}

unsigned first_scope() {
  const bool first_thread = system_call(SYS_gettid) == system_call(SYS_getpid) && !after_fork();
  return first_thread ? HEAPDYNO_SCOPE_PRE_MAIN : HEAPDYNO_SCOPE_STORE;
}

bool shares_block() { return this_thread.block == kOwnBlocks; }

// Points the thread at its scope's counts. REQUIRES: the thread has a block.
void select_scope(unsigned scope) {
  populate(this_thread.block, page_of(scope));
  this_thread.scope = scope;
  this_thread.counts = &block(this_thread.block).scopes[scope];
  this_thread.birth = born_in(scope);
}

// REQUIRES: the thread has a block.
void count_entry(unsigned scope) {
  populate(this_thread.block, kEnteredPage);
  uint64_t& entered = block(this_thread.block).entered[scope];
  if (shares_block()) {
    SharedWords::add(entered, 1);
  } else {
    OwnWords::add(entered, 1);
  }
}

// Hands the thread a block of this generation, if it has none.
void adopt_thread(uint32_t generation) {
  ThreadState& thread = this_thread;
  if (thread.adopted == generation) return;
  if (thread.adopted == kNoGeneration) thread.number = next_thread_number();
  const uint32_t index = __atomic_fetch_add(&header().threads, 1, __ATOMIC_RELAXED);
  thread.block = index < kOwnBlocks ? index : kOwnBlocks;
  select_scope(thread.scope == kNoScope ? first_scope() : thread.scope);
  thread.adopted = generation;
  thread.generation = shares_block() ? kNoGeneration : generation;
}

// Takes what was counted early, each word exactly once even if threads race, into the thread's own
// block.
void move_early_counts() {
  heapdyno_counts& to = block(this_thread.block).scopes[HEAPDYNO_SCOPE_PRE_MAIN];
  populate(this_thread.block, page_of(HEAPDYNO_SCOPE_PRE_MAIN));
  for (size_t i = 0; i < kWords; ++i) {
    const uint64_t amount = __atomic_exchange_n(&words(early)[i], 0, __ATOMIC_RELAXED);
    if (amount != 0) SharedWords::add(words(to)[i], amount);
  }
}

// Whether the thread is counted, and may change its scope.
bool adopt_this_thread() {
  const uint32_t generation = ready_generation();
  if (generation == 0) return false;
  adopt_thread(generation);
  return true;
}

void move_early() {
  move_early_counts();
  if constexpr (kFollowsBlocks) move_early_deaths();
}

void add_words(heapdyno_counts& sum, heapdyno_counts& counts) {
  for (size_t i = 0; i < kWords; ++i) {
    words(sum)[i] += __atomic_load_n(&words(counts)[i], __ATOMIC_RELAXED);
  }
}

bool reached = false;

// Whether this program's malloc is ours, found by effect: an executable that defines malloc answers
// itself, and an address proves nothing, since a program that is not PIE answers with its own jump
// table. What the thread calls meanwhile is not counted.
void probe_reach() {
  const uint32_t generation = this_thread.generation;
  this_thread.generation = kProbing;
  call_global_malloc();
  this_thread.generation = generation;
  if (!reached) set_flag(kUnreached);
}

__attribute__((constructor)) void start(int, char**, char** environment) {
  resolve_next();
  start_process(environment);
  const uint32_t generation = ready_generation();
  if (generation == 0) return;
  adopt_thread(generation);
  move_early();
  probe_reach();
}

}  // namespace

heapdyno_counts* rare_counts() {
  if (resolving) return nullptr;
  if (this_thread.generation == kProbing) {
    reached = true;
    return nullptr;
  }
  const uint32_t generation = ready_generation();
  if (generation == 0) return &early;
  adopt_thread(generation);
  return this_thread.counts;
}

// The constructor may have moved the early counts meanwhile.
void settle(heapdyno_counts* counts) {
  if (counts != &early) return;
  const uint32_t generation = ready_generation();
  if (generation == 0) return;
  adopt_thread(generation);
  move_early();
}

uint64_t bury(const Birth& birth) {
  heapdyno_counts& counts = this_thread.counts == nullptr ? early : *this_thread.counts;
  add_freed<SharedWords>(counts, birth);
  return birth.bytes();
}

}  // namespace heapdyno::observer

namespace observer = heapdyno::observer;

unsigned heapdyno_observer_enter(unsigned scope) {
  const bool is_counted = observer::adopt_this_thread();
  const unsigned before = observer::this_thread.scope;
  if (scope < HEAPDYNO_SCOPES && is_counted) {
    if (observer::kFollowsBlocks && scope > HEAPDYNO_SCOPE_BACKGROUND) observer::begin_operation();
    observer::select_scope(scope);
    observer::count_entry(scope);
  }
  return before == observer::kNoScope ? unsigned{HEAPDYNO_SCOPE_PRE_MAIN} : before;
}

void heapdyno_observer_leave(unsigned before) {
  if (before < HEAPDYNO_SCOPES && observer::adopt_this_thread()) observer::select_scope(before);
}

void heapdyno_observer_read(unsigned scope, heapdyno_counts* out) {
  *out = {};
  if (scope >= HEAPDYNO_SCOPES) return;
  if (scope == HEAPDYNO_SCOPE_PRE_MAIN) {
    observer::add_words(*out, observer::early);
  }
  if (observer::ready_generation() == 0) return;
  const uint32_t threads = __atomic_load_n(&observer::header().threads, __ATOMIC_RELAXED);
  for (uint32_t b = 0; b < threads && b < heapdyno::kThreadBlocks; ++b) {
    if (observer::populated(b, observer::page_of(scope))) {
      observer::add_words(*out, observer::block(b).scopes[scope]);
    }
  }
}

unsigned heapdyno_observer_abi(void) { return HEAPDYNO_OBSERVER_ABI; }

unsigned heapdyno_observer_level(void) { return observer::kLevel; }

unsigned heapdyno_observer_flags(void) {
  return observer::ready_generation() == 0 ? 0 : observer::header().flags;
}

#include "allocators/observer/names.h"

#include <algorithm>
#include <cstring>

#include "allocators/observer/process.h"
#include "allocators/observer/system.h"

namespace heapdyno::observer {

CountersNames names;

namespace {

// A table of names: in private memory, or in the header.
struct Names {
  uint32_t& count;
  CountersName* texts;
  uint32_t capacity;
};
Names scopes_of(CountersNames& all) {
  return {all.scopes, all.scope_names.data(), HEAPDYNO_NAMED_SCOPES};
}
Names phases_of(CountersNames& all) {
  return {all.phases, all.phase_names.data(), HEAPDYNO_PHASES};
}

bool is_name(const char* name) {
  return name != nullptr && name[0] != '\0' &&
         strnlen(name, sizeof(CountersName)) < sizeof(CountersName);
}

// `count`, where it is not there. Needs no lock: names that are there stay.
uint32_t find(const Names& table, uint32_t count, const char* name) {
  uint32_t index = 0;
  while (index < count && strcmp(table.texts[index].data(), name) != 0) ++index;
  return index;
}

void append(const Names& table, const char* name) {
  CountersName& text = table.texts[table.count];
  memcpy(text.data(), name, strlen(name) + 1);
  __atomic_store_n(&table.count, table.count + 1, __ATOMIC_RELEASE);
}

// The name's place in the table; the table's capacity, with a flag, where it cannot have one.
uint32_t place_of(const char* name, Names (*table_of)(CountersNames&), uint32_t flag_if_full) {
  const Names table = table_of(names);
  if (!is_name(name)) {
    set_flag(kBadName);
    return table.capacity;
  }
  const uint32_t count = __atomic_load_n(&table.count, __ATOMIC_ACQUIRE);
  if (const uint32_t known = find(table, count, name); known < count) return known;
  const SpinLock lock(fork_page.names_lock);
  const uint32_t place = find(table, table.count, name);
  if (place == table.capacity) {
    set_flag(flag_if_full);
  } else if (place == table.count) {
    append(table, name);
    if (has_mapping()) append(table_of(header().names), name);
  }
  return place;
}

uint64_t* words_of(uint32_t block_index, unsigned page) {
  return reinterpret_cast<uint64_t*>(reinterpret_cast<char*>(&block(block_index)) +
                                     page * kPageBytes);
}

// The threads that have a block, the last one for all that share it.
uint32_t thread_blocks() {
  return std::min(__atomic_load_n(&header().threads, __ATOMIC_RELAXED), kThreadBlocks);
}

bool is_used(unsigned page, uint32_t threads) {
  for (uint32_t b = 0; b < threads; ++b) {
    if (populated(b, page)) return true;
  }
  return false;
}

uint64_t sum_of_threads(unsigned page, size_t word, uint32_t threads) {
  uint64_t sum = 0;
  for (uint32_t b = 0; b < threads; ++b) {
    if (populated(b, page)) sum += __atomic_load_n(&words_of(b, page)[word], __ATOMIC_RELAXED);
  }
  return sum;
}

// Gives phase `ended` (0: none) what the threads counted since the last boundary, which is now here.
void move_page(unsigned page, uint32_t ended, uint32_t threads) {
  populate(kBegunBlock, page);
  uint64_t* const begun = words_of(kBegunBlock, page);
  uint64_t* counted = nullptr;
  if (ended != 0) {
    populate(kPhaseBlock + ended - 1, page);
    counted = words_of(kPhaseBlock + ended - 1, page);
  }
  for (size_t word = 0; word < kPageBytes / sizeof(uint64_t); ++word) {
    const uint64_t sum = sum_of_threads(page, word, threads);
    if (counted != nullptr) counted[word] += sum - begun[word];
    begun[word] = sum;
  }
}

// REQUIRES: a mapping. `next`: as CountersNames::phase.
void change_phase(uint32_t next) {
  const SpinLock lock(fork_page.names_lock);
  const uint32_t threads = thread_blocks();
  for (unsigned page = 0; page < kPagesOfBlock; ++page) {
    if (is_used(page, threads)) move_page(page, names.phase, threads);
  }
  __atomic_store_n(&names.phase, next, __ATOMIC_RELEASE);
  __atomic_store_n(&header().names.phase, next, __ATOMIC_RELEASE);
}

}  // namespace

}  // namespace heapdyno::observer

namespace observer = heapdyno::observer;

// Registered before the constructor, too: the process has its names when it starts.
unsigned heapdyno_observer_scope(const char* name) {
  observer::ready_generation();
  const uint32_t place = observer::place_of(name, observer::scopes_of, heapdyno::kManyScopes);
  return place == HEAPDYNO_NAMED_SCOPES ? unsigned{HEAPDYNO_SCOPE_STORE}
                                        : heapdyno::kFirstNamedScope + place;
}

void heapdyno_observer_phase(const char* name) {
  if (observer::ready_generation() == 0) return;
  uint32_t next = 0;
  if (name != nullptr) {
    const uint32_t place = observer::place_of(name, observer::phases_of, heapdyno::kManyPhases);
    if (place != HEAPDYNO_PHASES) next = place + 1;
  }
  observer::change_phase(next);
}

unsigned heapdyno_observer_current_phase(void) {
  return __atomic_load_n(&observer::names.phase, __ATOMIC_ACQUIRE);
}

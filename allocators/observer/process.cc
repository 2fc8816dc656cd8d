#include "allocators/observer/process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/mman.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "allocators/observer/alive.h"
#include "allocators/observer/file_name.h"
#include "allocators/observer/names.h"
#include "allocators/observer/next.h"
#include "allocators/observer/shadow.h"
#include "allocators/observer/system.h"

namespace heapdyno::observer {

ForkPage fork_page;

namespace {

constexpr unsigned kFilesTried = 1000;

// Written by start_process(), then by the one thread that prepares a child. Plain memory: a child
// inherits it.
struct Process {
  char* mapping = nullptr;  // null: no blocks, counts stay in the early table
  uint32_t generation = kNewProcess;
  uint32_t early_flags = 0;  // from before there was a header
  bool started = false;
  FileName file_name;
  uint8_t populated[kBlocks] = {};  // a bit for each page of the block
};
Process process;

uint8_t page_bit(unsigned page) { return static_cast<uint8_t>(1u << page); }

// A path that names no file of another process, opened; or -1.
int create_file() {
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
  const auto pid = static_cast<uint32_t>(system_call(SYS_getpid));
  const auto create = [](const char* path) {
    return static_cast<int>(system_call(SYS_openat, AT_FDCWD, path, kFlags, 0600));
  };
  FileName& name = process.file_name;
  int file = create(name.base());
  if (file == -EEXIST) file = create(name.with_pid(pid));
  for (unsigned n = 1; file == -EEXIST && n < kFilesTried; ++n) {
    file = create(name.with_pid(pid, n));
  }
  return file < 0 ? -1 : file;
}

// Growing a file beyond RLIMIT_FSIZE kills the process by SIGXFSZ: ask first.
bool file_size_allowed() {
  struct rlimit limit = {};
  const long error = system_call(SYS_prlimit64, 0, RLIMIT_FSIZE, nullptr, &limit);
  return error == 0 && limit.rlim_cur >= kMappingBytes;
}

// What a child cannot do better than its parent.
uint32_t lasting_flags() {
  uint32_t flags = process.early_flags;
  if (kCountsUsable && !knows_usable_size()) flags |= kNoUsable;
  if (kFollowsBlocks && shadow.incomplete()) flags |= kIncomplete;
  return flags;
}

CountersHeader describe_process(uint32_t flags) {
  CountersHeader result = {};
  result.magic = kCountersMagic;
  result.version = kCountersVersion;
  result.flags = flags | lasting_flags();
  result.level = kLevel;
  result.pid = static_cast<uint32_t>(system_call(SYS_getpid));
  result.parent_pid = static_cast<uint32_t>(system_call(SYS_getppid));
  system_call(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", result.executable,
              sizeof(result.executable) - 1);
  result.names = names;
  return result;
}

// The header is written and not stored through the mapping: a full file system is then an error,
// not a SIGBUS.
bool fill_file(int file, const CountersHeader& header) {
  return system_call(SYS_ftruncate, file, kMappingBytes) == 0 &&
         system_call(SYS_pwrite64, file, &header, sizeof(header), 0) ==
             static_cast<long>(sizeof(header));
}

// Maps a new counters file, at `address` if that is not null. Null: there is no file and none is
// left behind.
char* map_file(char* address, uint32_t flags) {
  if (!process.file_name.has_base() || !file_size_allowed()) return nullptr;
  const int file = create_file();
  if (file < 0) return nullptr;
  char* mapping = nullptr;
  if (fill_file(file, describe_process(flags))) {
    mapping = map_memory(address, kMappingBytes, MAP_SHARED, file);
  }
  if (mapping == nullptr) {
    system_call(SYS_unlinkat, AT_FDCWD, process.file_name.current(), 0);
  }
  system_call(SYS_close, file);
  return mapping;
}

// Counts that no one outside will read; the program's own read() still works.
char* map_private(char* address, uint32_t flags) {
  char* mapping =
      map_memory(address, kMappingBytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  if (mapping != nullptr) {
    *reinterpret_cast<CountersHeader*>(mapping) = describe_process(flags);
  }
  return mapping;
}

// Maps the counts of this process over those of the parent, in one step: a pointer of the forking
// thread into the parent's counts then points into the child's own.
void start_child() {
  memset(process.populated, 0, sizeof(process.populated));
  if (map_file(process.mapping, kAfterFork) == nullptr) {
    map_private(process.mapping, kAfterFork);
  }
  if constexpr (kFollowsBlocks) start_alive_in_child();
  ++process.generation;
}

void forget_generation() { fork_page.generation = kNewProcess; }

// Kernels before 4.14 cannot wipe a page on fork; pthread_atfork sees fork alone, not _Fork or a
// raw clone.
void watch_forks() {
  if (system_call(SYS_madvise, &fork_page, sizeof(fork_page), MADV_WIPEONFORK) != 0) {
    pthread_atfork(nullptr, nullptr, forget_generation);
  }
}

const char* find_variable(const char* const* environment, const char* name) {
  const size_t length = strlen(name);
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=') {
      return *environment + length + 1;
    }
  }
  return nullptr;
}

// Whole pages of the mapping that nobody has written yet.
void make_writable(char* pages, size_t bytes) {
  const long error = system_call(SYS_madvise, pages, bytes, MADV_POPULATE_WRITE);
  if (error != -EFAULT && error != -ENOMEM) return;
  map_memory(pages, bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  set_flag(kIncomplete);
}

}  // namespace

uint32_t ready_generation() {
  for (;;) {
    uint32_t seen = __atomic_load_n(&fork_page.generation, __ATOMIC_ACQUIRE);
    if (seen >= kFirstGeneration) return seen;
    if (!__atomic_load_n(&process.started, __ATOMIC_ACQUIRE)) return 0;
    if (seen == kPreparing) {
      system_call(SYS_sched_yield);
    } else if (__atomic_compare_exchange_n(&fork_page.generation, &seen, kPreparing, false,
                                           __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
      start_child();
      __atomic_store_n(&fork_page.generation, process.generation, __ATOMIC_RELEASE);
    }
  }
}

CountersHeader& header() { return *reinterpret_cast<CountersHeader*>(process.mapping); }

CountersBlock& block(uint32_t index) {
  return reinterpret_cast<CountersBlock*>(process.mapping + kCountersHeaderBytes)[index];
}

void populate(uint32_t block_index, unsigned page) {
  if (populated(block_index, page)) return;
  const SpinLock lock(fork_page.page_lock);  // the last block has many threads
  if (populated(block_index, page)) return;
  make_writable(reinterpret_cast<char*>(&block(block_index)) + page * kPageBytes, kPageBytes);
  __atomic_fetch_or(&process.populated[block_index], page_bit(page), __ATOMIC_RELEASE);
}

bool populated(uint32_t block_index, unsigned page) {
  return (__atomic_load_n(&process.populated[block_index], __ATOMIC_ACQUIRE) & page_bit(page)) != 0;
}

heapdyno_lifetimes* deaths() {
  return reinterpret_cast<heapdyno_lifetimes*>(process.mapping + kLifetimesOffset);
}

void populate_deaths(unsigned scope) {
  static_assert(sizeof(heapdyno_lifetimes) % kPageBytes == 0);
  const SpinLock lock(fork_page.page_lock);
  make_writable(reinterpret_cast<char*>(&deaths()[scope]), sizeof(heapdyno_lifetimes));
}

bool has_mapping() { return process.mapping != nullptr; }

bool after_fork() { return (header().flags & kAfterFork) != 0; }

void set_flag(uint32_t flag) {
  __atomic_fetch_or(has_mapping() ? &header().flags : &process.early_flags, flag, __ATOMIC_RELAXED);
}

void start_process(const char* const* environment) {
  process.file_name.set_base(find_variable(environment, HEAPDYNO_OBSERVER_VARIABLE));
  process.mapping = map_file(nullptr, 0);
  if (process.mapping == nullptr) process.mapping = map_private(nullptr, 0);
  if (process.mapping == nullptr) return;
  if constexpr (kFollowsBlocks) start_alive();
  watch_forks();
  process.generation = kFirstGeneration;
  __atomic_store_n(&fork_page.generation, kFirstGeneration, __ATOMIC_RELEASE);
  __atomic_store_n(&process.started, true, __ATOMIC_RELEASE);
}

}  // namespace heapdyno::observer

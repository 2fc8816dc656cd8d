// The counters file: what the observer leaves of one process, and the reader for it.
//
// The file is mapped by the observed process and written by it alone; it may be read at any time,
// also while the process runs, after it crashed, or after kill -9. Layout, all words little-endian,
// all offsets in bytes:
//
//   0                     CountersHeader, padded to 8,192
//   8192 + b * 20480      block b: CountersBlock: of each scope its counts, and how often it was entered
//   85245952              at level 2 alone: heapdyno_lifetimes[32], one per scope
//
// 1. Block b < 4,096 belongs to one thread for the life of the process; block 4,096 is shared by
//    all later threads.
// 2. `threads` is the number of threads that ever counted; blocks from `threads` on are holes and
//    read as zero.
// 3. From main on a block's words only grow, and a reader sees each word whole.
// 4. The count of a scope is the sum of its words over all blocks.
// 5. At level 2 the requested bytes alive are `inherited` and what the counts of all scopes leave
//    (live_bytes() below); `peak` is the most they ever were, and no less than `inherited`, until
//    the program resets it.
// 6. A death is in the row of the scope in which its block was born; the loader's blocks are in none.
// 7. Block 4,097 + p is of phase p: what all threads counted in it, but for the time since it last
//    began, if it goes on. Block 4,161 is what the threads' blocks held when the phase that goes on
//    began. So phase p counted its block and, if it goes on, the threads' blocks less block 4,161.
//    This holds at any time, word by word, but for the word that the process was just moving; a
//    reader that overtakes a process at the end of a phase may see words of two moments.
// 8. Before the first phase block 4,161 is what the threads' blocks held when the program's own code
//    began: what its libraries did as they were loaded. In a forked child it is zero.
//
// One file per process. The first process writes $HEAPDYNO_OBSERVER itself. A child that was
// forked, and a program that a process turned into by exec, take PATH.PID, or PATH.PID.1,
// PATH.PID.2 ... where that is there already. A fork that allocates nothing before exec or _exit
// leaves no file.
//
// Thread contract of the reader: plain functions, any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "allocators/lifetimes.h"
#include "engine/base/status.h"
#include "heapdyno/observer.h"

namespace heapdyno {

inline constexpr uint64_t kCountersMagic = 0x31544E434F4E5944;  // "DYNOCNT1"
inline constexpr uint32_t kCountersVersion = 3;
inline constexpr size_t kCountersHeaderBytes = 8192;
inline constexpr uint32_t kOwnBlocks = 4096;  // one thread each
inline constexpr uint32_t kThreadBlocks = kOwnBlocks + 1;
inline constexpr uint32_t kPhaseBlock = kThreadBlocks;  // the first of them
inline constexpr uint32_t kBegunBlock = kPhaseBlock + HEAPDYNO_PHASES;
inline constexpr uint32_t kBlocks = kBegunBlock + 1;

struct ScopeSums {
  std::array<heapdyno_counts, HEAPDYNO_SCOPES> scopes{};
  std::array<uint64_t, HEAPDYNO_SCOPES> entered{};  // by heapdyno_observer_enter()
};
struct alignas(4096) CountersBlock : ScopeSums {};
static_assert(sizeof(heapdyno_counts) == 512 && sizeof(CountersBlock) == 20480);
inline constexpr size_t kLifetimesOffset = kCountersHeaderBytes + kBlocks * sizeof(CountersBlock);
inline constexpr size_t kLifetimesBytes = HEAPDYNO_SCOPES * sizeof(heapdyno_lifetimes);

constexpr size_t counters_file_bytes(unsigned level) {
  return kLifetimesOffset + (level >= 2 ? kLifetimesBytes : 0);
}

enum CountersFlags : uint32_t {
  kAfterFork = 1,    // the process was forked and counts from the fork on
  kIncomplete = 2,   // the file system was full, and some threads' counts are not in the file; or
                     // memory was, and level 2 lost sight of some blocks
  kUnreached = 4,    // malloc of this process does not reach the observer: the
                     // counts say nothing
  kNoUsable = 8,     // the allocator has no malloc_usable_size: usable bytes say nothing
  kManyScopes = 16,  // more scopes were named than there are: operations are missing
  kManyPhases = 32,  // likewise phases
  kBadName = 64,     // a scope or phase without a name, or with one that is too long: it is missing
};

inline constexpr unsigned kFirstNamedScope = HEAPDYNO_SCOPE_BACKGROUND + 1;

// What the program named. Each text ends in a zero byte.
using CountersName = std::array<char, HEAPDYNO_NAME_BYTES>;
struct CountersNames {
  uint32_t scopes;  // how many, from kFirstNamedScope on
  uint32_t phases;  // how many
  uint32_t phase;   // 1 + the one that goes on; 0: none
  std::array<CountersName, HEAPDYNO_NAMED_SCOPES> scope_names;
  std::array<CountersName, HEAPDYNO_PHASES> phase_names;  // in the order in which they first began
};

struct CountersHeader {
  uint64_t magic;
  uint32_t version;
  uint32_t flags;
  uint32_t pid;
  uint32_t parent_pid;
  uint32_t threads;
  uint32_t level;         // of the observer: 0, 1, 2
  char executable[1024];  // what /proc/self/exe names, cut to fit, ending in a
                          // zero byte
  uint64_t inherited;     // level 2: requested bytes alive when the process was forked
  uint64_t peak;          // level 2: of requested bytes alive
  CountersNames names;
};
static_assert(sizeof(CountersHeader) <= kCountersHeaderBytes);

// Field by field.
heapdyno_counts sum(const heapdyno_counts& a, const heapdyno_counts& b);
heapdyno_counts difference(const heapdyno_counts& after, const heapdyno_counts& before);
bool equal(const heapdyno_counts& a, const heapdyno_counts& b);
ScopeSums sum(const ScopeSums& a, const ScopeSums& b);
ScopeSums difference(const ScopeSums& after, const ScopeSums& before);

// With the loader's class taken out: what is equal over allocators and from run to run. The
// loader's bytes follow the number of libraries, and its calls the C library's stack cache.
heapdyno_counts without_loader(const heapdyno_counts& counts);

// With the usable bytes taken out: what is equal over allocators.
heapdyno_counts without_usable(const heapdyno_counts& counts);

uint64_t allocations(const heapdyno_counts& counts);  // malloc + calloc + realloc + aligned + new
uint64_t frees(const heapdyno_counts& counts);        // free + delete

// What these counts leave alive, the loader's blocks included: of all scopes, since the start (or
// the fork). Of fewer scopes or a shorter time it is a change, modulo 2^64.
uint64_t live_bytes(const heapdyno_counts& counts);   // requested; level 2
uint64_t live_usable(const heapdyno_counts& counts);  // level 1

// What one process counted in a phase; of one that had not ended, until now or its end.
struct MarkedPhase {
  std::string name;
  bool ended = true;
  ScopeSums sums;
};

// What one process counted.
struct Counters : ScopeSums {
  uint32_t pid = 0;
  uint32_t parent_pid = 0;
  uint32_t flags = 0;  // CountersFlags
  uint32_t threads = 0;
  uint32_t level = 0;
  std::string executable;
  std::vector<std::string> scope_names;  // from kFirstNamedScope on
  std::vector<MarkedPhase> phases;       // in the order in which they first began
  ScopeSums loaded;        // before the program's own code began; 0 where there are phases
  uint64_t inherited = 0;  // level 2
  uint64_t peak = 0;       // level 2
  std::vector<Lifetimes> lifetimes;  // level 2: by scope of birth; else empty

  heapdyno_counts total() const;  // over all scopes
  // Every allocation of the process, the dynamic loader's and those before main included: what a
  // heap profiler counts.
  uint64_t process_allocations() const;
  // Level 2: the requested bytes alive in the whole process, in whatever class.
  uint64_t live() const;
  Lifetimes all_lifetimes() const;  // over all scopes
};

// Reads one file. An error names the file and what is wrong with it: not there, too short, other
// magic or version.
engine::Result<Counters> read_counters(const std::string& path);

// The files that a first process and its children left for HEAPDYNO_OBSERVER=path: `path` itself,
// if it is there, then the others in the order of their names.
std::vector<std::string> counters_files(const std::string& path);

}  // namespace heapdyno

// The observed process: where its counts lie, and how it notices that it has been forked.
//
// All blocks, and at L2 the table of deaths, live in one mapping of kMappingBytes, at one address
// for the life of the process and of its children. It is the counters file (counters_file.h), or
// private memory where there is no path or no file could be made; counting is the same for both.
//
// Fork. A child must not count into its parent's file. `fork_page` is wiped to zero in a child by
// the kernel (MADV_WIPEONFORK), for fork, _Fork and a raw clone alike, and every count compares its
// generation with the thread's: the child's first count finds 0, maps a file of its own over the
// parent's, and takes the next generation. vfork and posix_spawn share the parent's memory, so
// nothing changes until exec.
//
// Before the constructor. The loader and other libraries allocate before ours runs; `environ` is
// not there yet, so these counts go into one static table and are moved when the file is open.
//
// Thread contract: any thread. Nothing here allocates, and only raw system calls are used where an
// allocator may stand in for the C library's function (tcmalloc exports mmap).
#pragma once

#include <cstddef>
#include <cstdint>

#include "allocators/counters_file.h"
#include "allocators/observer/level.h"

namespace heapdyno::observer {

inline constexpr size_t kPageBytes = 4096;
inline constexpr size_t kMappingBytes = counters_file_bytes(kLevel);
// Generations of fork_page. A real one is >= kFirstGeneration.
inline constexpr uint32_t kNewProcess = 0;
inline constexpr uint32_t kPreparing = 1;
inline constexpr uint32_t kFirstGeneration = 2;
inline constexpr uint32_t kNoGeneration = ~0u;  // equal to no page's

// A page of its own. Everything in it starts anew in a forked child, locks that another thread held
// included.
struct alignas(kPageBytes) ForkPage {
  uint32_t generation;
  uint32_t page_lock;
  uint32_t names_lock;
};
[[gnu::visibility("hidden")]] extern ForkPage fork_page;

// The generation of this process, or 0 while blocks cannot be handed out yet: before the
// constructor, or without any mapping. Prepares a forked child at its first call. Sets no errno
// that a caller could see.
uint32_t ready_generation();

CountersHeader& header();
CountersBlock& block(uint32_t index);

// The pages of a block: those of the counts of eight scopes each, then that of `entered`.
inline constexpr unsigned kPagesOfBlock = sizeof(CountersBlock) / kPageBytes;
inline constexpr unsigned kEnteredPage = kPagesOfBlock - 1;
constexpr unsigned page_of(unsigned scope) {
  return scope / (kPageBytes / sizeof(heapdyno_counts));
}
static_assert(page_of(HEAPDYNO_SCOPES) == kEnteredPage);

// Makes the page of the block safe to write: a full file system must not raise SIGBUS in the
// observed program. Where it is full, the page becomes private memory and the file is flagged
// incomplete.
void populate(uint32_t block_index, unsigned page);
// Whether populate() was done: a page that was not holds only zeros and must not be touched.
bool populated(uint32_t block_index, unsigned page);

// L2: the table of deaths by scope of birth, and populate() for one scope of it.
heapdyno_lifetimes* deaths();
void populate_deaths(unsigned scope);

// Whether the process has a header and blocks: with private memory, too.
bool has_mapping();
bool after_fork();
// Before the file is open, too.
void set_flag(uint32_t flag);

// Opens the counters file that the environment names. Once, from the constructor.
void start_process(const char* const* environment);

}  // namespace heapdyno::observer

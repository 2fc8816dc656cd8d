// The allocator that an executable is linked with. Each executable holds exactly one adapter:
// glibc.cc, jemalloc.cc, mimalloc.cc, tcmalloc.cc, or sanitizer.cc; Meson's dictionary
// `allocator_deps` has the adapter with its library.
//
// An adapter names functions of its allocator, so a link that forgot the library fails, and proof.h
// can tell at run time whether the library that answers malloc is the one that these functions live
// in. Prove first: with a library preloaded over it (--alloc name=/path/lib.so on the glibc build)
// the functions here still speak of the linked one.
//
// Thread contract: any thread, one call at a time for statistics() and purge().
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heapdyno::allocator {

const char* name();     // "glibc", "jemalloc", "mimalloc", "tcmalloc"
std::string version();  // as the loaded library says it

// The address of a function that this allocator's library defines and no other does; null where the
// executable was linked without the library.
const void* own_function();

// What the allocator says of itself, in bytes, in one schema. Absent: it has no such figure. The
// figures explain; the kernel's RSS and the requested bytes compare. Which of its own figures each
// is, the adapter says.
struct Statistics {
  std::optional<uint64_t> requested;  // in live blocks, as asked for: none of the four keeps it
  std::optional<uint64_t> usable;     // in live blocks, with the allocator's rounding
  std::optional<uint64_t> active;     // in pages that hold a live or a cached block
  std::optional<uint64_t> cached;     // in freed blocks that are kept for the next request
  std::optional<uint64_t> retained;   // address space without memory, kept for later
  std::optional<uint64_t> mapped;     // memory that it has from the system
  std::optional<uint64_t> metadata;   // of `mapped`, its own bookkeeping
};
// May allocate; changes nothing else.
Statistics statistics();

struct StatisticsField {
  const char* name;
  std::optional<uint64_t> Statistics::*field;
};
inline constexpr StatisticsField kStatisticsFields[] = {
    {"requested", &Statistics::requested}, {"usable", &Statistics::usable},
    {"active", &Statistics::active},       {"cached", &Statistics::cached},
    {"retained", &Statistics::retained},   {"mapped", &Statistics::mapped},
    {"metadata", &Statistics::metadata}};

// Returns free memory to the system as far as the allocator can. False: it has no such call.
bool purge();

// Empties the calling thread's cache; no thread can empty another's. False: it has no such call.
bool flush_thread_cache();

}  // namespace heapdyno::allocator

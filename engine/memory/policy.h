// The toggles: what each variant of the engine switches on. One macro carries the whole set,
//
//   -DENGINE_POLICY=.arena=Arena::kRetained,.preallocate=true      (empty: the baseline)
//
// as designated initialisers in the order of the fields below, so a misspelt toggle does not compile. Only the sources of a
// variant may include this header; engine/base and everything else is compiled once.
//
// A toggle changes how memory is obtained, never what is computed: answers, formats and flush points are the same.
#pragma once

#include <array>
#include <string_view>

#ifndef ENGINE_POLICY
#error \
    "engine/memory/policy.h is for the sources of a variant: list the file under variant_sources in engine/meson.build"
#endif

namespace engine {

enum class Arena : unsigned char { kOff, kFresh, kRetained };
enum class ObjectPool : unsigned char { kOff, kMutexFifo, kThreadLocal };
enum class FlatHash : unsigned char { kOff, kHashOnly, kFlat };

struct Policy {
  // Short sequences live inside their owner: no allocation while they fit. Costs: the owner grows by the inline room, so
  // moves and cached owners get dearer; a sequence that spills has paid for both.
  bool small_vector = false;

  // Temporaries of a batch, a replay or a merge come from one region that is given back as a whole. kFresh makes a region
  // each time (its page faults cost more than malloc); kRetained keeps regions for the next use. Costs: nothing is
  // freed before the end, the high-water mark stays, and what escapes must be copied out.
  Arena arena = Arena::kOff;

  // Buffers, strings and maps are recycled with capped growth and a guard that returns them. kMutexFifo is one
  // locked queue (what the seed describes); kThreadLocal puts a free list of each thread before it. Costs: parked memory.
  ObjectPool object_pool = ObjectPool::kOff;

  // Reference-counted immutable slices instead of copies, in batches, WAL entries, memtable entries and answers. Costs: an atomic
  // count per share, and a small slice pins the whole block or batch that it was cut from.
  bool zero_copy = false;

  // Hash indexes. kHashOnly: the standard node-based table with a fast seeded hash; kFlat: open addressing with the same
  // hash, one allocation less for each element. Costs: a flat table moves its elements when it grows.
  FlatHash flat_hash = FlatHash::kOff;

  // Equal names share one owned string, with LRU eviction of unused ones. Loses where names do not repeat.
  bool string_pool = false;

  // What is known to be needed is reserved before it is filled. Costs: over-reserving, where the size is only a bound.
  bool preallocate = false;

  // Searches in B+tree nodes and table indexes compare heads of the keys, which lie side by side, and a filter's probes
  // are made at once: by vector instructions of whatever width the processor has, chosen when the program starts. No
  // checksums: those of XXH3 are made so anyway. Costs: 8 bytes and more for each key of a node and each block of a table,
  // in an allocation for each node, and keeping them right as a node changes.
  bool simd = false;

  // The depots behind the lists that each thread has of pooled objects and retained regions are lock-free stacks instead of
  // locked ones. Costs: two atomic exchanges where nobody contends, as many as a mutex needs; and alone it does nothing.
  bool lock_free_pool = false;

  // Objects of few sizes are cut from slabs: nodes of memtables, with their keys and values, which go with the memtable;
  // nodes and pages of B+trees, transactions, iterators, open tables, one by one. Costs: a kind of object takes at least a
  // slab, and a value that a reader holds keeps its whole memtable.
  bool size_class = false;

  // Tables are mapped, and blocks are slices of the mapping instead of copies in a cache, each checked once while its
  // table is open; the end of the log is a mapped file, too, so that a record costs no system call. Costs: page faults,
  // memory that is charged to the file, disk space of a removed table for as long as somebody holds a slice of it; an error
  // of the disk shows when a page is touched, and a slice that was handed out before may then be zeros.
  bool mmap = false;
};

inline constexpr Policy kPolicy{ENGINE_POLICY};

// One line per toggle for --describe, records and reports. `kinds` are the words of a variant's name, weakest first, without
// off; the last is what ON, only-X and all mean. A plain toggle has the single kind "on". `needs` names the toggle without
// which this one makes no sense (empty: none).
struct Toggle {
  std::string_view name;
  std::array<std::string_view, 2> kinds;  // the second is empty where there is one kind
  std::string_view needs;
  std::string_view why;
  int (*kind)(const Policy&);  // 0 off, else 1-based index into kinds
};

inline constexpr Toggle kToggles[] = {
    {"small_vector",
     {"on"},
     "",
     "short sequences live inside their owner",
     [](const Policy& p) { return int{p.small_vector}; }},
    {"arena",
     {"fresh", "retained"},
     "",
     "temporaries of a batch, a replay, a merge come from one region",
     [](const Policy& p) { return static_cast<int>(p.arena); }},
    {"object_pool",
     {"mutex_fifo", "thread_local"},
     "",
     "buffers, strings and maps are recycled",
     [](const Policy& p) { return static_cast<int>(p.object_pool); }},
    {"zero_copy",
     {"on"},
     "",
     "reference-counted slices instead of copies",
     [](const Policy& p) { return int{p.zero_copy}; }},
    {"flat_hash",
     {"hash_only", "flat"},
     "",
     "open addressing and a fast seeded hash",
     [](const Policy& p) { return static_cast<int>(p.flat_hash); }},
    {"string_pool",
     {"on"},
     "",
     "equal names share one string",
     [](const Policy& p) { return int{p.string_pool}; }},
    {"preallocate",
     {"on"},
     "",
     "sizes known in advance are reserved",
     [](const Policy& p) { return int{p.preallocate}; }},
    {"simd",
     {"on"},
     "",
     "vector instructions for searches and filter probes",
     [](const Policy& p) { return int{p.simd}; }},
    {"lock_free_pool",
     {"on"},
     "",
     "lock-free depots behind the pools",
     [](const Policy& p) { return int{p.lock_free_pool}; }},
    {"size_class",
     {"on"},
     "",
     "objects of few sizes are cut from slabs",
     [](const Policy& p) { return int{p.size_class}; }},
    {"mmap",
     {"on"},
     "",
     "tables are mapped and blocks are slices of them",
     [](const Policy& p) { return int{p.mmap}; }},
};

}  // namespace engine

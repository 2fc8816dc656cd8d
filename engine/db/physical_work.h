// What a database did to its files and its memory, as exact figures:
// PhysicalWork counts work since open, MemoryUsage says what is held now. Two
// variants that were given the same calls must agree on PhysicalWork but for
// what a toggle's entry in policy.h changes (bytes copied, for one), else they
// were not compared on the same work.
//
// Thread contract: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace engine {

struct PhysicalWork {
  uint64_t flushes = 0;           // memtables written to a table
  uint64_t compactions = 0;       // merges of tables into the next level
  uint64_t trivial_moves = 0;     // tables that changed level as they are
  uint64_t tables_written = 0;    // by flushes and compactions
  uint64_t tables_removed = 0;    // files deleted because no version needs them
  uint64_t wal_bytes = 0;         // written to the log, with its framing
  uint64_t flush_bytes = 0;       // written to tables by flushes
  uint64_t compaction_bytes = 0;  // written to tables by compactions
  uint64_t manifest_bytes = 0;    // written to the manifest, with its framing
  uint64_t syncs = 0;             // of files; directories are not counted
  uint64_t bytes_read = 0;        // of blocks read from table files
  uint64_t block_reads = 0;       // by readers and compactions
  uint64_t cache_hits = 0;        // of the block cache
  uint64_t cache_misses = 0;
  uint64_t cache_evictions = 0;
  // Of keys and values, by Bytes, in the whole process since open.
  uint64_t bytes_copied = 0;
  uint64_t replayed_entries = 0;  // of the log, at open
  // Of the B+trees that are open.
  uint64_t checkpoints = 0;
  uint64_t page_reads = 0;
  uint64_t page_writes = 0;
  uint64_t page_splits = 0;
  uint64_t page_merges = 0;

  friend bool operator==(const PhysicalWork&, const PhysicalWork&) = default;
};

// The names that records and tables use, in the order of the fields.
struct PhysicalWorkField {
  std::string_view name;
  uint64_t PhysicalWork::*field;
  bool of_btrees = false;
};
inline constexpr PhysicalWorkField kPhysicalWorkFields[] = {
    {"flushes", &PhysicalWork::flushes},
    {"compactions", &PhysicalWork::compactions},
    {"trivial_moves", &PhysicalWork::trivial_moves},
    {"tables_written", &PhysicalWork::tables_written},
    {"tables_removed", &PhysicalWork::tables_removed},
    {"wal_bytes", &PhysicalWork::wal_bytes},
    {"flush_bytes", &PhysicalWork::flush_bytes},
    {"compaction_bytes", &PhysicalWork::compaction_bytes},
    {"manifest_bytes", &PhysicalWork::manifest_bytes},
    {"syncs", &PhysicalWork::syncs},
    {"bytes_read", &PhysicalWork::bytes_read},
    {"block_reads", &PhysicalWork::block_reads},
    {"cache_hits", &PhysicalWork::cache_hits},
    {"cache_misses", &PhysicalWork::cache_misses},
    {"cache_evictions", &PhysicalWork::cache_evictions},
    {"bytes_copied", &PhysicalWork::bytes_copied},
    {"replayed_entries", &PhysicalWork::replayed_entries},
    {"checkpoints", &PhysicalWork::checkpoints, true},
    {"page_reads", &PhysicalWork::page_reads, true},
    {"page_writes", &PhysicalWork::page_writes, true},
    {"page_splits", &PhysicalWork::page_splits, true},
    {"page_merges", &PhysicalWork::page_merges, true},
};
static_assert(sizeof(kPhysicalWorkFields) / sizeof(kPhysicalWorkFields[0]) ==
              sizeof(PhysicalWork) / sizeof(uint64_t));

// Requested bytes by part, now.
struct MemoryUsage {
  uint64_t memtables = 0;    // the active and the immutable ones, as charged
  uint64_t block_cache = 0;  // blocks, as charged
  uint64_t tables = 0;       // index and filter blocks of open tables
  uint64_t pages = 0;        // of B+trees, decoded, as charged; changed ones too
  uint64_t names = 0;        // the string pool's, with its index
  // What pools and arenas of the whole process keep for the next use.
  uint64_t parked_pools = 0;
  uint64_t parked_arenas = 0;
};

struct MemoryUsageField {
  std::string_view name;
  uint64_t MemoryUsage::*field;
  bool of_btrees = false;
};
inline constexpr MemoryUsageField kMemoryUsageFields[] = {
    {"memtables", &MemoryUsage::memtables},
    {"block_cache", &MemoryUsage::block_cache},
    {"tables", &MemoryUsage::tables},
    {"pages", &MemoryUsage::pages, true},
    {"names", &MemoryUsage::names},
    {"parked_pools", &MemoryUsage::parked_pools},
    {"parked_arenas", &MemoryUsage::parked_arenas},
};
static_assert(sizeof(kMemoryUsageFields) / sizeof(kMemoryUsageFields[0]) ==
              sizeof(MemoryUsage) / sizeof(uint64_t));

}  // namespace engine

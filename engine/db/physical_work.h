// What a database did to its files and its memory, as exact figures:
// PhysicalWork counts work since open, MemoryUsage says what is held now. Two
// variants that were given the same calls must agree on PhysicalWork but for
// what a toggle's entry in policy.h changes (with zero_copy bytes_copied, with
// mmap what goes through the block cache), else they were not compared on the
// same work.
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
  uint64_t tables_removed = 0;    // given up because no version needs them
  uint64_t wal_bytes = 0;         // written to the log, with its framing
  uint64_t flush_bytes = 0;       // written to tables by flushes
  uint64_t compaction_bytes = 0;  // written to tables by compactions
  uint64_t manifest_bytes = 0;    // written to the manifest, with its framing
  uint64_t syncs = 0;             // of files; directories are not counted
  // Of blocks read from table files, by readers and compactions; of a mapped
  // table, those that were checked: once for all readers while it is open.
  uint64_t bytes_read = 0;
  uint64_t block_reads = 0;
  uint64_t cache_hits = 0;  // of the block cache, which with mmap nobody uses
  uint64_t cache_misses = 0;
  uint64_t cache_evictions = 0;
  // Of keys and values, by Bytes, in the whole process since open.
  uint64_t bytes_copied = 0;
  uint64_t replayed_entries = 0;  // of the log, at open
  // Of the B+trees that are open.
  uint64_t checkpoints = 0;
  uint64_t page_reads = 0;
  uint64_t page_writes = 0;
  uint64_t node_writes = 0;        // of them leaves and inner nodes
  uint64_t small_node_writes = 0;  // of those with fewer than eight entries
  uint64_t page_splits = 0;
  uint64_t page_merges = 0;

  friend bool operator==(const PhysicalWork&, const PhysicalWork&) = default;
};

// The names that records and tables use, in the order of the fields.
struct PhysicalWorkField {
  std::string_view name;
  uint64_t PhysicalWork::*field;
  bool of_btrees = false;
  bool of_blocks = false;  // mmap changes it
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
    {"bytes_read", &PhysicalWork::bytes_read, false, true},
    {"block_reads", &PhysicalWork::block_reads, false, true},
    {"cache_hits", &PhysicalWork::cache_hits, false, true},
    {"cache_misses", &PhysicalWork::cache_misses, false, true},
    {"cache_evictions", &PhysicalWork::cache_evictions, false, true},
    {"bytes_copied", &PhysicalWork::bytes_copied},
    {"replayed_entries", &PhysicalWork::replayed_entries},
    {"checkpoints", &PhysicalWork::checkpoints, true},
    {"page_reads", &PhysicalWork::page_reads, true},
    {"page_writes", &PhysicalWork::page_writes, true},
    {"node_writes", &PhysicalWork::node_writes, true},
    {"small_node_writes", &PhysicalWork::small_node_writes, true},
    {"page_splits", &PhysicalWork::page_splits, true},
    {"page_merges", &PhysicalWork::page_merges, true},
};
static_assert(sizeof(kPhysicalWorkFields) / sizeof(kPhysicalWorkFields[0]) ==
              sizeof(PhysicalWork) / sizeof(uint64_t));

// Requested bytes by part, now; two are counts. Beside each its bound (names of Options; a batch
// goes over a bound whole, and what is pinned by readers stays for as long as they do).
struct MemoryUsage {
  // The active and the immutable memtables: keys, values and nodes. A keyspace alone: 3 times
  // write_buffer_bytes, charged by logical bytes; all of them: 2 times buffers_together *
  // write_buffer_bytes, half of it in flush.
  uint64_t memtables = 0;
  // Blocks, as charged: block_cache_bytes. With mmap none.
  uint64_t block_cache = 0;
  // Index and filter blocks of open tables, and with mmap a bit for each byte
  // of an index: those of max_open_tables.
  uint64_t tables = 0;
  // Of B+trees, decoded, a page each: of each tree page_cache_bytes, or the pages changed since its
  // checkpoint if these are more; that comes when checkpoint_bytes were taken in, and together when
  // buffers_together times that were.
  uint64_t pages = 0;
  // The string pool's, with its index: the names that are held, and 1024 that are not.
  uint64_t names = 0;
  // Versions in memtables and pages that a newer one hides, how many and their keys and values:
  // part of `memtables` and `pages`, with their bounds. What is on disk is not counted.
  uint64_t old_versions = 0;
  uint64_t old_version_bytes = 0;
  // How many are held: by callers, transactions and iterators over B+trees, as many as these hold.
  uint64_t snapshots = 0;
  // Read and write sets of the transactions in progress, as charged before the latest call of each:
  // of each transaction_bytes.
  uint64_t transactions = 0;
  // What pools of the whole process keep for the next use, those of a thread aside: of buffers 100
  // of 64 KiB, of strings 50 of 16 KiB, of serialization buffers 200 of 256 KiB, of hash maps 25 for
  // 1024 elements. Each thread keeps 8 more of each.
  uint64_t parked_pools = 0;
  // Of arenas 8 of 1 MiB, and one more of each thread.
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
    {"old_versions", &MemoryUsage::old_versions},
    {"old_version_bytes", &MemoryUsage::old_version_bytes},
    {"snapshots", &MemoryUsage::snapshots},
    {"transactions", &MemoryUsage::transactions},
    {"parked_pools", &MemoryUsage::parked_pools},
    {"parked_arenas", &MemoryUsage::parked_arenas},
};
static_assert(sizeof(kMemoryUsageFields) / sizeof(kMemoryUsageFields[0]) ==
              sizeof(MemoryUsage) / sizeof(uint64_t));

}  // namespace engine

// What a caller chooses when opening a database, and per call. Plain fields
// with defaults; every bound is logical (key + value + a constant per entry;
// block size), so that flushes and evictions fall at the same operation in
// every variant and under every allocator.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/db/index.h"

namespace engine {

class Snapshot;

// Where flushes and compactions run.
enum class Background : unsigned char {
  // On the thread whose call made them necessary, to the end, before that call
  // returns: every run does the same.
  kInline,
  // On one thread of the database's own. Where that is behind with compactions, a call that
  // filled a memtable writes one to its table itself.
  kThread,
};

// Called around each flush and each compaction, on the thread that does it;
// on two threads at once where a call flushes beside a compaction. Both or
// neither.
struct BackgroundHooks {
  void (*enter)(void* context) = nullptr;
  void (*leave)(void* context) = nullptr;
  void* context = nullptr;
};

// What a keyspace is kept in.
enum class KeyspaceKind : unsigned char {
  kLsm,    // memtables and sorted tables in levels: for many writes
  kBTree,  // pages in place: for reads; keys up to 1000 bytes
};

struct Options {
  // Behaviour.
  FileSystem* file_system = &posix_file_system();
  bool create_if_missing = true;
  bool error_if_exists = false;
  Background background = Background::kThread;
  BackgroundHooks hooks = {};
  // Of the default keyspace, when the database is made; one that is there keeps its own.
  KeyspaceKind default_kind = KeyspaceKind::kLsm;
  // Those that indexes are made with. A database that has an index is opened only with its extractor.
  std::vector<Extractor> extractors = {};
  // Seeds the hash indexes (against keys chosen to collide) and the skip lists.
  // Drawn at open unless set; with a seed and Background::kInline, a database
  // does exactly the same work each time it is given the same calls.
  std::optional<uint64_t> seed = std::nullopt;

  // Size and shape.
  size_t write_buffer_bytes = size_t{4} << 20;     // of a memtable
  size_t block_bytes = 4096;                       // of a block of a table
  size_t block_cache_bytes = size_t{64} << 20;     // nothing, where tables are mapped
  size_t table_bytes = size_t{2} << 20;            // of a table in level 1 and on
  uint64_t level_base_bytes = uint64_t{10} << 20;  // of level 1; then 10 times
  // Files of tables that are in the database no more, kept to be written over: none where room is dear. Those
  // that are left after a full compaction, a change of keyspaces or indexes, an error, and at close() are removed.
  size_t spare_tables = 16;
  size_t max_open_tables = 900;                 // a file descriptor each
  uint64_t manifest_bytes = uint64_t{1} << 20;  // it grows by this; then a new one says everything
  size_t page_cache_bytes = size_t{8} << 20;    // of each B+tree, beside its changed pages
  size_t checkpoint_bytes = size_t{16} << 20;   // what a B+tree takes in before it is checkpointed
  // Of all keyspaces and indexes together: how many write buffers their memtables hold, and how many
  // times checkpoint_bytes their B+trees take in, before the largest is flushed or checkpointed
  // though it is not full. A single keyspace never gets there.
  size_t buffers_together = 8;
  size_t transaction_bytes = size_t{64} << 20;  // of what a transaction reads and writes, noted
  int bits_per_key = 10;                        // of bloom filter; 0: no filter
  // Tables in level 0 at which they are merged into level 1; at which each
  // write waits a little; and at which writes wait for the merge to end. The
  // latter two need a thread: inline, the first is never exceeded.
  int level0_trigger = 4;
  int level0_slowdown = 8;
  int level0_stop = 12;

  // For tests of tests: without it every commit succeeds.
  bool check_conflicts = true;
};

enum class Sync : unsigned char {
  // A write that returned survives the process, not the machine.
  kNone,
  // It survives the machine too, and so does every write before it.
  kEveryWrite,
};

struct WriteOptions {
  Sync sync = Sync::kNone;
  std::string_view keyspace = {};  // of put and remove; a batch names it for each entry
};

struct ReadOptions {
  const Snapshot* snapshot = nullptr;  // null: the state at the call
  std::string_view keyspace = {};
};

}  // namespace engine

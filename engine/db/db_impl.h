// DbImpl: the database behind Db. Its methods are in open.cc (recovery), write.cc, read.cc,
// background.cc (scheduling, flush) and compaction.cc.
//
// Thread contract: that of Db. Three locks, always taken in this order:
//   write_mutex_    one writer at a time: the log, the active memtable, sequence numbers
//   mutex_          what writers and background work tell each other; never held over I/O
//   (leaves)        read_state_, snapshots_, caches
// Background work has one owner at a time: the thread that set working_.
//
// Invariants:
//   1. An entry is in the log before it is in the active memtable, and in the memtable before
//      visible_ reaches its number.
//   2. A reader takes the read state first and the sequence number that it reads at after it: so no
//      version of a key that it may see was dropped by a compaction whose result is in the state.
//   3. Each memtable has a log of its own, which is removed when the memtable's table is in the
//      manifest.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/random.h"
#include "engine/db/counters.h"
#include "engine/db/db.h"
#include "engine/db/file_names.h"
#include "engine/db/read_state.h"
#include "engine/db/snapshots.h"
#include "engine/db/table_cache.h"
#include "engine/db/table_output.h"
#include "engine/db/version_set.h"
#include "engine/store/block_cache.h"
#include "engine/store/lookup.h"
#include "engine/store/memtable.h"
#include "engine/store/wal.h"

namespace engine {

class Merge;

class DbImpl {
 public:
  static Result<std::unique_ptr<DbImpl>> open(const Options& options, const std::string& path);
  ~DbImpl();
  Status close();

  Status put(const WriteOptions& options, std::string_view key, std::string_view value);
  Status remove(const WriteOptions& options, std::string_view key);
  Status write(const WriteOptions& options, WriteBatch&& batch);

  Result<Bytes> get(const ReadOptions& options, std::string_view key);
  Iterator iterate(const ReadOptions& options);
  Result<Range> range(const ReadOptions& options, std::string_view from, size_t limit);
  Snapshot snapshot();
  void release(Sequence sequence) { snapshots_.release(sequence); }

  Status flush();
  Status compact();
  Status settle();

  PhysicalWork physical_work() const;
  MemoryUsage memory_usage() const;

 private:
  // A full memtable and the log that has its entries.
  struct Immutable {
    std::shared_ptr<const Memtable> memtable;
    uint64_t log;
  };
  enum class Job : unsigned char { kNone, kFlush, kCompactAll, kCompactLevel };
  enum class Installed : unsigned char { kFlush, kCompaction };

  DbImpl(const Options& options, const std::string& path, uint64_t seed);

  // open.cc: before any other thread is there.
  Status start();
  Status lock_folder();
  Status recover_versions(const std::vector<std::string>& names);
  Status recover_logs(const std::vector<std::string>& names);
  Result<Sequence> replay_logs(const std::vector<std::string>& names, VersionEdit& edit);
  void remove_stale_files(const std::vector<std::string>& names);

  // write.cc
  Status commit(const WriteOptions& options, WriteBatch&& moved);
  Status append_to_log(Sync sync, const WriteBatch& batch) REQUIRES(write_mutex_);
  void apply(WriteBatch& batch) REQUIRES(write_mutex_);
  Status make_room() REQUIRES(write_mutex_);
  Status slow_down();
  Status wait_for_room();
  Status rotate() REQUIRES(write_mutex_);
  Status begin_log(uint64_t number) REQUIRES(write_mutex_);

  // read.cc
  Result<Lookup> find(const ReadState& state, std::string_view key, Sequence sequence);
  Sequence sequence_of(const ReadOptions& options) const;

  // background.cc
  std::shared_ptr<Memtable> new_memtable();
  void publish() REQUIRES(mutex_);
  int level0_tables() const REQUIRES(mutex_);
  Status stopped() const REQUIRES(mutex_);
  Status stop(Status cause);
  Job next_job() const REQUIRES(mutex_);
  bool is_settled() const REQUIRES(mutex_);
  void schedule() REQUIRES(mutex_);
  void work() REQUIRES(mutex_);
  void run_thread();
  Status run(Job job);
  Status flush_oldest();
  Result<TableRef> write_table(const Memtable& memtable);
  Status install(VersionEdit edit, Installed what);
  void remove_obsolete();

  // compaction.cc
  Status compact_due_level();
  Status compact_all();
  Status compact(Compaction compaction);
  Status move_table(const Compaction& compaction, VersionEdit edit);
  Status merge(const Compaction& compaction, VersionEdit edit);
  Result<Tables> merge_to_end(Merge& merge);

  // Constant after construction, or with locks of their own.
  const Options options_;
  const FileNames names_;
  std::unique_ptr<FileLock> lock_;
  Counters counters_;
  const uint64_t copied_before_;  // what copied_bytes() was at open
  BlockCache block_cache_;
  TableCache table_cache_;
  Snapshots snapshots_;
  Published<ReadState> read_state_;
  std::atomic<Sequence> visible_{0};

  Mutex write_mutex_;
  std::unique_ptr<WalWriter> log_ GUARDED_BY(write_mutex_);
  bool log_is_synced_ GUARDED_BY(write_mutex_) = true;
  Random memtable_seeds_;  // one for each memtable, in their order; as active_

  // Changed under both locks, so either is enough to read.
  std::shared_ptr<Memtable> active_;

  Mutex mutex_;
  CondVar changed_;                                            // background work went on, or is due
  uint64_t active_log_ GUARDED_BY(mutex_) = 0;                 // the log of active_
  std::shared_ptr<const Version> version_ GUARDED_BY(mutex_);  // the newest
  SmallVec<Immutable, kInlineImmutables> immutables_ GUARDED_BY(mutex_);  // oldest first
  uint64_t rotations_ GUARDED_BY(mutex_) = 0;  // memtables that became immutable
  uint64_t flushed_ GUARDED_BY(mutex_) = 0;    // of them, in tables
  uint64_t compact_asked_ GUARDED_BY(mutex_) = 0;
  uint64_t compact_done_ GUARDED_BY(mutex_) = 0;
  bool working_ GUARDED_BY(mutex_) = false;
  bool closing_ GUARDED_BY(mutex_) = false;
  Status cause_ GUARDED_BY(mutex_);  // why the database was stopped
  std::thread thread_;

  // Hints that spare the lock; what they say is decided under mutex_.
  std::atomic<bool> under_pressure_{false};  // writers must look before they write
  std::atomic<size_t> immutable_count_{0};
  std::atomic<bool> abandon_{false};  // close() does not wait for a long compaction

  // Of the owner of background work.
  VersionSet versions_;
  std::vector<TableRef> obsolete_;  // in no version that is still to come
};

}  // namespace engine

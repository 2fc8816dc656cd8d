// DbImpl: the database behind Db. Its methods are in open.cc (recovery), write.cc, read.cc,
// background.cc (scheduling, flush), compaction.cc, checkpoint.cc (B+trees), catalog.cc (keyspaces
// come and go), index_build.cc, index_write.cc, index_read.cc, transaction.cc, validate.cc
// and usage.cc.
//
// Thread contract: that of Db. Four locks, always taken in this order:
//   write_mutex_    one writer at a time: the log, the active memtable, sequence numbers
//   install_mutex_  one change of the manifest at a time, and readers see them in that order
//   mutex_          what writers and background work tell each other; never held over I/O
//   (leaves)        what readers look at (Published), snapshots_, caches, spare files
// Background work has one owner at a time: the thread that set working_. So has the flush of a
// memtable, which may go on beside a compaction: the thread that set flushing_.
//
// Invariants:
//   1. An entry is in the log before it is in the active memtable, and in the memtable before
//      visible_ reaches its number.
//   2. A reader takes the read state first and the sequence number that it reads at after it: so no
//      version of a key that it may see was dropped by a compaction whose result is in the state.
//   3. When a memtable becomes immutable, and when a B+tree is checkpointed, a new log begins. A log
//      is removed when every entry in it is in a table that the manifest names, or in a checkpoint, or
//      of a keyspace that was dropped.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "engine/base/mutex.h"
#include "engine/base/random.h"
#include "engine/db/compaction_picker.h"
#include "engine/db/counters.h"
#include "engine/db/db.h"
#include "engine/db/db_iterator.h"
#include "engine/db/file_names.h"
#include "engine/db/index_change.h"
#include "engine/db/indexed.h"
#include "engine/db/keyspace.h"
#include "engine/db/snapshots.h"
#include "engine/db/table_cache.h"
#include "engine/db/table_files.h"
#include "engine/db/table_output.h"
#include "engine/db/version_set.h"
#include "engine/store/block_cache.h"
#include "engine/store/log_tail.h"
#include "engine/store/lookup.h"
#include "engine/store/memtable.h"
#include "engine/store/wal.h"

namespace engine {

class Merge;
class ReplayedRun;

inline Status closed_database() { return Status::closed("the database was closed"); }

// kInvalidArgument where the index cannot take it.
Status check_index_entry(const TreeNameView& index, const BTree* btree, std::string_view key);

// kInvalidArgument where it is no name of a keyspace, index or field.
Status check_name(std::string_view what, std::string_view name);

// Of the entries from `from` on, up to `limit`.
Result<Range> take_range(DbIterator& entries, std::string_view from, size_t limit);

class DbImpl {
 public:
  static Result<std::unique_ptr<DbImpl>> open(const Options& options, const std::string& path);
  ~DbImpl();
  Status close();

  Status put(const WriteOptions& options, std::string_view key, std::string_view value);
  Status remove(const WriteOptions& options, std::string_view key);

  Result<Bytes> get(const ReadOptions& options, std::string_view key);
  Iterator iterate(const ReadOptions& options);
  Result<Range> range(const ReadOptions& options, std::string_view from, size_t limit);
  Snapshot snapshot();
  Snapshot again(const Snapshot& snapshot);
  Transaction begin(Isolation isolation);
  DbIterator iterator_of(const ReadOptions& options, std::optional<DbIterator::Own> own);
  // With a transaction: only if nobody was in its way.
  Status commit(const WriteOptions& options, WriteBatch&& moved,
                Transaction::Impl* transaction = nullptr);
  void release(Sequence sequence) { snapshots_.release(sequence); }
  // To a transaction in progress; what it gives back when it ends is negative.
  void charge_transaction(int64_t bytes) {
    transaction_bytes_.fetch_add(static_cast<uint64_t>(bytes), std::memory_order_relaxed);
  }
  size_t largest_transaction() const { return options_.transaction_bytes; }

  Status flush();
  Status compact();
  Status settle();

  Status create_keyspace(std::string_view name, KeyspaceKind kind);
  Status drop_keyspace(std::string_view name);
  std::vector<std::string> keyspaces() const;

  Status create_index(std::string_view index, std::string_view field, std::string_view extractor,
                      std::string_view keyspace);
  Status drop_index(std::string_view index, std::string_view keyspace);
  std::vector<IndexInfo> indexes(std::string_view keyspace) const;
  Result<Range> lookup(const ReadOptions& options, std::string_view index,
                       std::string_view field_value, size_t limit);
  // As `sequence` saw it. REQUIRES: a snapshot holds that.
  Result<Indexed> indexed(const TreeNameView& index, Sequence sequence) const;
  // With what a transaction adds, if `own` is not null.
  Result<Range> lookup(const Indexed& indexed, std::string_view field_value, size_t limit,
                       LookupOwn* own);

  PhysicalWork physical_work() const;
  MemoryUsage memory_usage() const;

 private:
  // A log that is written no more.
  struct Log {
    uint64_t number;
    Sequence last;  // of its entries
    uint64_t bytes;
  };
  using Doomed = std::vector<Keyspace*>;  // to be dropped
  enum class Job : unsigned char { kNone, kFlush, kTrimLogs, kCompactAll, kCompactLevel };
  struct Due {
    Job job = Job::kNone;
    Keyspace* keyspace = nullptr;  // of kCompactLevel
  };
  enum class Installed : unsigned char { kFlush, kCompaction };

  DbImpl(const Options& options, const std::string& path, uint64_t seed);

  // open.cc: before any other thread is there.
  Status start();
  Status lock_folder();
  Status recover_versions(const std::vector<std::string>& names);
  Status recover_logs(const std::vector<std::string>& names);
  Result<Sequence> replay_logs(const std::vector<std::string>& names, const BTrees& btrees,
                               RecoveredEdits& edits);
  Status sync_file(const std::string& path);
  Status begin_tail(const std::vector<std::string>& names) REQUIRES(write_mutex_);
  Status recover_run(const ReplayedRun& run, Sequence last, VersionEdit& edit);
  void remove_stale_files(const std::vector<std::string>& names);

  // write.cc
  bool leaves_memtable(const WriteBatch& batch) const;
  Status check_keyspaces(const WriteBatch& batch) const REQUIRES(write_mutex_);
  Status append_to_log(Sync sync, const WriteBatch& batch) REQUIRES(write_mutex_);
  Status apply(WriteBatch& batch) REQUIRES(write_mutex_);
  uint64_t unflushed_bytes(const Keyspace& keyspace) const;
  bool is_full(const Keyspace& keyspace) const;
  uint64_t& unflushed_sum(const Keyspace& keyspace) REQUIRES(write_mutex_);
  bool are_full_together() const REQUIRES(write_mutex_);
  Status bound_together() REQUIRES(write_mutex_);
  Status make_room() REQUIRES(write_mutex_);
  Status slow_down();
  Status rotate_full() REQUIRES(write_mutex_);
  Status put_away(Keyspace& keyspace) REQUIRES(write_mutex_);
  Status bound_logs() REQUIRES(write_mutex_);
  Status wait_for_room();
  Status rotate(std::span<Keyspace* const> full) REQUIRES(write_mutex_);
  void replace_log(uint64_t next, uint64_t bytes) REQUIRES(write_mutex_, mutex_);
  void replace_memtable(Keyspace& keyspace) REQUIRES(write_mutex_, mutex_);
  Status flush_own(Keyspace& keyspace);
  Status begin_log(uint64_t number) REQUIRES(write_mutex_);
  std::unique_ptr<WritableFile> extend_log(std::unique_ptr<WritableFile> log, uint64_t number)
      REQUIRES(write_mutex_);
  Status sync_log() REQUIRES(write_mutex_);

  // checkpoint.cc
  Status checkpoint(Keyspace& keyspace) REQUIRES(write_mutex_);
  Status trim_logs();
  Result<std::shared_ptr<BTree>> open_btree(uint64_t number);
  Result<BTrees> open_btrees();
  Status checkpoint_recovered(const BTrees& btrees, Sequence last);

  // validate.cc
  Status validate(Transaction::Impl& transaction) REQUIRES(write_mutex_);
  Status validate_key(const ReadState& state, std::string_view key, const TreeNameView& tree,
                      Sequence begun);
  Status validate_span(const ReadState& state, const ReadSet::Span& span, const TreeNameView& tree,
                       Sequence begun);

  // read.cc
  Result<std::shared_ptr<const ReadState>> state_of(const ReadOptions& options) const;
  Result<Lookup> find(const ReadState& state, std::string_view key, Sequence sequence);
  // In a B+tree too. REQUIRES: its versions at the sequence number are held.
  Result<Lookup> find_held(const ReadState& state, std::string_view key, Sequence sequence);
  Sequence sequence_of(const ReadOptions& options) const;

  // background.cc
  std::shared_ptr<Memtable> new_memtable();
  void publish(Keyspace& keyspace) REQUIRES(mutex_);
  void update_pressure() REQUIRES(mutex_);
  int level0_tables() const REQUIRES(mutex_);
  bool is_behind() const REQUIRES(mutex_);
  size_t immutables() const REQUIRES(mutex_);
  Status stopped() const REQUIRES(mutex_);
  Status stop(Status cause);
  Due next_job() const REQUIRES(mutex_);
  bool is_settled() const REQUIRES(mutex_);
  void schedule() REQUIRES(mutex_);
  void work() REQUIRES(mutex_);
  void run_thread();
  Status run(Due due);
  Keyspace* fullest() const REQUIRES(mutex_);
  Keyspace* claim_flush() REQUIRES(mutex_);
  Status flush_claimed(Keyspace& keyspace);
  Status flush_full();
  Status flush_oldest(Keyspace& keyspace);
  uint64_t needed_log(const Keyspace* flushing) const REQUIRES(mutex_);
  void remove_logs(uint64_t needed);
  Result<TableRef> write_table(const Memtable& memtable);
  Result<Owned<TableOutput>> begin_flush(Scratch& scratch);
  Result<TableRef> finish_flush(TableOutput& output);
  Status install(Keyspace& keyspace, VersionEdit edit, Installed what);
  void retire_obsolete();
  void retire(TableRef table);

  // compaction.cc
  Status compact_due_level(Keyspace& keyspace);
  Status compact_all();
  Status compact(Keyspace& keyspace, Compaction compaction);
  Status move_table(Keyspace& keyspace, const Compaction& compaction, VersionEdit edit);
  Status merge(Keyspace& keyspace, const Compaction& compaction, VersionEdit edit);
  Result<Tables> merge_to_end(Merge& merge);
  std::shared_ptr<const Version> version_of(const Keyspace& keyspace) const;

  // catalog.cc
  Status begin_change() REQUIRES(write_mutex_);
  Status end_change(Status status);
  Status add_keyspace(std::string_view name, KeyspaceKind kind) REQUIRES(write_mutex_);
  Status begin_btree(VersionEdit& edit, std::shared_ptr<BTree>& btree);
  Sequence next_created() const REQUIRES(write_mutex_);
  Status add_tree(VersionEdit edit, Sequence created, std::shared_ptr<BTree> btree)
      REQUIRES(write_mutex_);
  Status drop_tree(const TreeNameView& name);
  Status remove_trees(const TreeNameView& name, const Doomed& doomed) REQUIRES(write_mutex_);
  void forget(const Doomed& doomed) REQUIRES(write_mutex_);
  std::shared_ptr<Keyspace> make_keyspace(const TreeNameView& name, Sequence created,
                                          std::shared_ptr<BTree> btree);
  void link_indexes(const Keyspaces& keyspaces) REQUIRES(write_mutex_);
  void show(Keyspaces keyspaces) REQUIRES(write_mutex_, mutex_);
  Keyspace* named(const TreeNameView& name) const;

  // index_build.cc
  const Extractor* find_extractor(std::string_view name) const;
  Status check_extractors() const;
  // An index that nobody sees yet.
  struct NewIndex {
    VersionEdit edit;
    Sequence created = 0;
    std::shared_ptr<BTree> btree;
    std::shared_ptr<Memtable> memtable;
  };
  Status build_index(const Keyspace& indexed, NewIndex& made) REQUIRES(write_mutex_);
  Status add_to_index(NewIndex& made, std::string_view key) REQUIRES(write_mutex_);
  Status put_away_index(NewIndex& made, Sequence last);
  void discard_index(NewIndex& made);

  // index_write.cc
  Status add_index_entries(WriteBatch& batch) REQUIRES(write_mutex_);
  Status change_indexes(const Keyspace& keyspace, const BatchEntry& last, Scratch& scratch,
                        IndexChanges& changes) REQUIRES(write_mutex_);

  // index_read.cc
  Result<Bytes> indexed_value(const Indexed& indexed, std::string_view key);

  // Constant after construction, or with locks of their own.
  const Options options_;
  const FileNames names_;
  std::unique_ptr<FileLock> lock_;
  Counters counters_;
  const uint64_t copied_before_;  // what copied_bytes() was at open
  BlockCache block_cache_;
  TableCache table_cache_;
  Snapshots snapshots_;
  NamePool name_pool_;
  const uint64_t write_set_seed_;
  std::shared_ptr<Keyspace> default_;  // constant once open
  Published<Keyspaces> catalog_;       // for readers; null once closed
  std::atomic<Sequence> visible_{0};
  std::atomic<uint64_t> transaction_bytes_{0};  // charged to those in progress

  Mutex write_mutex_;
  std::unique_ptr<LogTail> tail_ GUARDED_BY(write_mutex_);  // of log_, if not null
  std::unique_ptr<WalWriter> log_ GUARDED_BY(write_mutex_);
  bool log_is_synced_ GUARDED_BY(write_mutex_) = true;
  Random memtable_seeds_;  // one for each memtable, in their order; as keyspaces_
  bool some_full_ GUARDED_BY(write_mutex_) = false;  // an active memtable
  bool has_indexes_ GUARDED_BY(write_mutex_) = false;
  // Sums of unflushed_bytes().
  uint64_t unflushed_in_memtables_ GUARDED_BY(write_mutex_) = 0;
  uint64_t unflushed_in_trees_ GUARDED_BY(write_mutex_) = 0;

  // Changed under both locks, so either is enough to read.
  Keyspaces keyspaces_;

  mutable Mutex mutex_;
  CondVar changed_;                             // background work went on, or is due
  uint64_t active_log_ GUARDED_BY(mutex_) = 0;  // the log that is written
  std::vector<Log> logs_ GUARDED_BY(mutex_);    // those before it, oldest first
  bool logs_to_trim_ GUARDED_BY(mutex_) = false;
  uint64_t rotations_ GUARDED_BY(mutex_) = 0;  // memtables that became immutable
  uint64_t flushed_ GUARDED_BY(mutex_) = 0;    // of them, in tables
  uint64_t compact_asked_ GUARDED_BY(mutex_) = 0;
  uint64_t compact_done_ GUARDED_BY(mutex_) = 0;
  bool working_ GUARDED_BY(mutex_) = false;
  bool flushing_ GUARDED_BY(mutex_) = false;
  bool closing_ GUARDED_BY(mutex_) = false;
  Status cause_ GUARDED_BY(mutex_);  // why the database was stopped
  std::thread thread_;

  // Hints that spare the lock; what they say is decided under mutex_.
  std::atomic<bool> under_pressure_{false};  // writers must look before they write
  std::atomic<bool> flush_waits_{false};     // for somebody to begin with it
  std::atomic<uint64_t> log_bytes_{0};       // of logs_
  std::atomic<bool> abandon_{false};         // close() does not wait for a long compaction

  TableFiles table_files_;
  // Of the owner of background work or of a flush, who changes it under install_mutex_. Whoever holds
  // write_mutex_ too, as the owner of background work, has it alone.
  Mutex install_mutex_;
  VersionSet versions_;
  // Of the owner of background work: in no version that is still to come.
  std::vector<TableRef> obsolete_;
};

}  // namespace engine

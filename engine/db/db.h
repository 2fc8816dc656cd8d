// Db: an ordered map from byte strings to byte strings, kept on disk in a
// log-structured merge tree. README.md follows a put, a get, a flush and a
// recovery through it.
//
// Thread contract: any number of threads may use a Db at once, except that
// nothing may run beside close() and the destructor. Readers never wait for
// writers. A Snapshot, an Iterator and an answer belong to one thread at a
// time.
// Lifetime: transactions, snapshots and iterators end before their Db is closed; answers
// (Bytes) may outlive it.
// Errors: a write, flush or compaction that fails on disk stops the database:
// later writes return kClosed with the cause, reads go on. After close() every
// call returns kClosed.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/db/index.h"
#include "engine/db/options.h"
#include "engine/db/physical_work.h"
#include "engine/db/range.h"
#include "engine/db/transaction.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/write_batch.h"

namespace engine {

class DbImpl;
class DbIterator;

// The state of a database at one moment, kept readable until this value ends.
class Snapshot {
 public:
  Snapshot(Snapshot&& other) noexcept;
  Snapshot& operator=(Snapshot&& other) noexcept;
  ~Snapshot();

 private:
  friend class DbImpl;
  friend class Transaction;
  Snapshot(DbImpl* db, uint64_t sequence) : db_(db), sequence_(sequence) {}
  uint64_t sequence() const { return sequence_; }

  DbImpl* db_;  // null once moved from
  uint64_t sequence_;
};

// Walks the live keys in order, at the moment it was made or at a snapshot, which
// may end before it. It pins the memtables and files that it reads.
class Iterator {
 public:
  Iterator(Iterator&&) noexcept;
  Iterator& operator=(Iterator&&) noexcept;
  ~Iterator();

  // At no entry to begin with, after the last, before the first, and after an
  // error.
  bool valid() const;
  void seek_to_first();
  void seek_to_last();
  void seek(std::string_view key);  // to the first key >= key

  // REQUIRES: valid().
  void next();
  void prev();
  std::string_view key() const;    // until the iterator moves
  std::string_view value() const;  // until the iterator moves

  // Why the iterator is not valid, if that is not the end: look at it when valid() turns false.
  Status status() const;

 private:
  friend class DbImpl;
  friend class Transaction;
  explicit Iterator(Owned<DbIterator> iterator);

  Owned<DbIterator> iterator_;
};

class Db {
 public:
  // Opens the database in the folder `path`, alone (a LOCK file refuses a
  // second opener), and recovers what its log holds. A log whose last record
  // was torn by a crash is cut there; corruption anywhere else is kCorruption
  // and names file and offset.
  static Result<std::unique_ptr<Db>> open(const Options& options, const std::string& path);

  ~Db();  // as close(), the status dropped
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;

  // Waits for background work in progress and closes the files. Nothing is
  // flushed: the log has it.
  Status close();

  Status put(const WriteOptions& options, std::string_view key, std::string_view value);
  Status remove(const WriteOptions& options,
                std::string_view key);  // fine when the key is not there
  // Applies all of the batch or, after a crash, none. The batch is used up,
  // whatever the outcome.
  Status write(const WriteOptions& options, WriteBatch&& batch);

  Result<Bytes> get(const ReadOptions& options,
                    std::string_view key);  // kNotFound
  Iterator iterate(const ReadOptions& options);
  // Up to `limit` entries with keys >= from, in order.
  Result<Range> range(const ReadOptions& options, std::string_view from, size_t limit);
  Snapshot snapshot();

  Transaction begin(Isolation isolation = Isolation::kSerializable);

  // Writes what is in memory to tables; returns when it is done.
  Status flush();
  // Flushes, merges every level into the next down to the last that holds data,
  // and then does whatever compactions that made necessary: afterwards nothing
  // is left to be done in the background.
  Status compact();
  // Returns when no flush or compaction is due or under way.
  Status settle();

  // Keyspaces: ordered maps beside the default one (the empty name), under one log and one sequence
  // of writes: a batch may write to several and is seen whole. Both calls wait for background work
  // that is under way, and are durable when they return. kInvalidArgument: a name that is there
  // already, or not there, or has not 1 to 255 bytes; so too reads and writes that name no keyspace.
  // What pinned a keyspace that is dropped (iterators, answers) stays valid. Its indexes go with it.
  Status create_keyspace(std::string_view name, KeyspaceKind kind = KeyspaceKind::kLsm);
  Status drop_keyspace(std::string_view name);
  std::vector<std::string> keyspaces() const;  // by name, the default first

  // Secondary indexes: maps from what an extractor finds in the values of a keyspace to the keys
  // that have it, changed by the same batch that changes the keyspace. Writers wait while one is
  // made of what is there already; it is durable, and seen, when create_index returns.
  // kInvalidArgument: a name (of index, field) that has not 1 to 255 bytes, an index that is there
  // already or not there, an extractor that Options::extractors does not have; and, in a B+tree, an
  // entry (field's value and key together) that it does not take.
  Status create_index(std::string_view index, std::string_view field, std::string_view extractor,
                      std::string_view keyspace = {});
  Status drop_index(std::string_view index, std::string_view keyspace = {});
  std::vector<IndexInfo> indexes(std::string_view keyspace = {}) const;  // by name
  // Up to `limit` entries of options.keyspace whose field has this value, in the order of their
  // keys. kInvalidArgument: no such index, or one that was made after options.snapshot was taken.
  Result<Range> lookup(const ReadOptions& options, std::string_view index,
                       std::string_view field_value, size_t limit);

  PhysicalWork physical_work() const;
  MemoryUsage memory_usage() const;

 private:
  explicit Db(std::unique_ptr<DbImpl> impl);

  std::unique_ptr<DbImpl> impl_;
};

}  // namespace engine

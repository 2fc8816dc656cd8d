// Replay: what the logs hold goes into tables of level 0.
//
// Entries of a B+tree go into it at once. An entry that its keyspace has already, or whose keyspace
// was dropped, is passed by.
// A torn tail is the end of what was written, so nothing may follow it: entries in a later log make
// it a corruption.
// Thread contract: one thread, while the database is being opened.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/db/counters.h"
#include "engine/db/keyspace.h"
#include "engine/db/replayed_run.h"
#include "engine/db/version_set.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/btree.h"
#include "engine/store/key.h"
#include "engine/store/wal.h"
#include "engine/store/write_batch.h"

namespace engine {

class Replay {
 public:
  // Entries go where they belong in batches of this many.
  static constexpr size_t kBatch = 128;

  struct Context {
    FileSystem& file_system;
    Counters& counters;
    const VersionSet& versions;
    const BTrees& btrees;
    NamePool& names;
    size_t write_buffer_bytes;
    // Of one that fills a write buffer, or the last of its keyspace; never empty. It holds all
    // entries of the keyspace up to `last` that are in no table yet.
    std::function<Status(const TreeName& tree, const ReplayedRun&, Sequence last)> flush;
  };

  // `last` is the greatest sequence number in use before.
  Replay(Context context, Sequence last);

  // REQUIRES: logs come in the order of their numbers. kCorruption names file and offset.
  Status replay(const std::string& path, uint64_t number, uint64_t settled_bytes);
  // Flushes what is left, keyspace by keyspace.
  Status finish();

  Sequence last_sequence() const { return last_; }

 private:
  // It waits for its batch to be full, by when the record that it came from may be gone: so it has
  // its names itself.
  struct Pending {
    Name keyspace;
    Name index;  // empty: of the keyspace itself
    Sequence sequence;
    Kind kind;
    Bytes key;
    Bytes value;
  };

  // A keyspace, and where its entries go.
  struct Target {
    const TreeName* tree;  // of the version set
    Sequence newest;       // entries up to here it has already
    BTree* btree;          // null: it is an LSM tree
    ReplayedRun run;
  };

  Status take_records(WalReader& reader, const std::string& path);
  Status take_record(const WalReader& reader, const std::string& path);
  Result<bool> is_wanted(const BatchEntry& entry, Sequence sequence, const WalReader& reader,
                         const std::string& path);
  Status apply_pending();
  Status apply(Pending& entry);
  Target* find_target(const TreeNameView& tree);
  Status flush(Target& target, Sequence last);

  const Context context_;
  Sequence last_;
  Sequence last_in_logs_ = 0;
  Status torn_;  // what to say if entries follow the torn tail
  SmallVec<Pending, kBatch> pending_;
  SmallVec<Target, kInlineKeyspaces> targets_;
};

}  // namespace engine

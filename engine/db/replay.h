// Replay: what the logs hold goes into memtables again, and from there into tables of level 0.
//
// A torn tail is the end of what was written, so nothing may follow it: entries in a later log make
// it a corruption.
// Thread contract: one thread, while the database is being opened.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/db/counters.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"
#include "engine/store/memtable.h"
#include "engine/store/wal.h"
#include "engine/store/write_batch.h"

namespace engine {

class Replay {
 public:
  // Entries go into the memtable in batches of this many.
  static constexpr size_t kBatch = 128;

  struct Context {
    FileSystem& file_system;
    Counters& counters;
    size_t write_buffer_bytes;
    std::function<std::shared_ptr<Memtable>()> new_memtable;
    std::function<Status(const Memtable&)> flush;  // of one that is full, or the last; never empty
  };

  // `last` is the greatest sequence number in use before.
  Replay(Context context, Sequence last) : context_(std::move(context)), last_(last) {}

  // REQUIRES: logs come in the order of their numbers. kCorruption names file and offset.
  Status replay(const std::string& path, uint64_t number);
  // Flushes what is left.
  Status finish();

  Sequence last_sequence() const { return last_; }

 private:
  struct Pending {
    Sequence sequence;
    Kind kind;
    Bytes key;
    Bytes value;
  };

  Status take_records(WalReader& reader, const std::string& path);
  Status take_record(const WalReader& reader, const std::string& path);
  Status apply_pending();
  Status flush();

  const Context context_;
  Sequence last_;
  Sequence last_in_logs_ = 0;
  Status torn_;  // what to say if entries follow the torn tail
  SmallVec<Pending, kBatch> pending_;
  std::shared_ptr<Memtable> memtable_;
};

}  // namespace engine

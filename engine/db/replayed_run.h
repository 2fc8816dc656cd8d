// ReplayedRun: what a replay brought together of one keyspace: entries in the order of the log, which
// become one table. Nobody reads them before that, so they are sorted once at the end: a memtable
// would search its place for each.
// Thread contract: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"
#include "engine/store/memtable.h"

namespace engine {

class ReplayedRun {
 public:
  struct Entry {
    Bytes key;
    uint64_t tag;
    Bytes value;

    KeyRef ref() const { return {key.view(), tag}; }
  };

  void add(Sequence sequence, Kind kind, Bytes key, Bytes value) {
    logical_bytes_ += key.size() + value.size() + Memtable::kEntryOverhead;
    entries_.push_back(Entry{std::move(key), make_tag(sequence, kind), std::move(value)});
  }

  bool empty() const { return entries_.empty(); }
  // As a memtable with these entries is charged.
  size_t logical_bytes() const { return logical_bytes_; }

  // In the order of a table. The pointers hold until the run is changed.
  std::vector<const Entry*> sorted() const;

 private:
  std::vector<Entry> entries_;
  size_t logical_bytes_ = 0;
};

}  // namespace engine

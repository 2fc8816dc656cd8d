// ReplayedRun: what a replay brought together of one keyspace: entries in the order of the log, which
// become one table. Nobody reads them before that, so they are sorted once at the end: a memtable
// would search its place for each. What is compared lies side by side: the heads of the keys, behind
// what all of them begin with.
// Thread contract: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/status.h"
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

  // Visits the entries in the order of a table, up to the first error. Status visit(const Entry&).
  template <typename Visit>
  Status visit_sorted(Visit visit) const {
    const std::vector<Placed> order = sorted();
    for (size_t i = 0; i < order.size(); ++i) {
      prefetch_behind(order, i);
      RETURN_IF_ERROR(visit(*order[i].entry));
    }
    return Status::ok();
  }

 private:
  struct Placed {
    uint64_t head;  // of its key
    const Entry* entry;
  };

  std::vector<Placed> sorted() const;
  size_t shared_bytes() const;  // that all keys begin with
  // Neighbours in the order lie anywhere in memory: what comes soon is asked for.
  static void prefetch_behind(const std::vector<Placed>& order, size_t i);

  std::vector<Entry> entries_;
  size_t logical_bytes_ = 0;
};

}  // namespace engine

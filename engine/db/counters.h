// The running counts behind PhysicalWork.
// Thread contract: any thread; a snapshot of all of them is exact once the threads are at rest.
#pragma once

#include <atomic>
#include <cstdint>

#include "engine/store/table_reads.h"

namespace engine {

class Counter {
 public:
  void add(uint64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

struct Counters {
  Counter flushes;
  Counter compactions;
  Counter trivial_moves;
  Counter tables_written;
  Counter tables_removed;
  Counter wal_bytes;
  Counter flush_bytes;
  Counter compaction_bytes;
  Counter manifest_bytes;
  Counter syncs;
  Counter replayed_entries;
  TableReads reads;
};

}  // namespace engine

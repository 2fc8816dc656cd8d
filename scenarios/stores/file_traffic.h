// What a peer does to its files, counted between it and the system.
//
// Thread contract: any thread counts; read when no job of the store runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "scenarios/stores/store.h"

namespace heapdyno {

// Bytes and files since the store was opened.
struct FileTraffic {
  using Counter = std::atomic<uint64_t>;

  Counter wal_bytes{0};
  Counter table_bytes{0};
  Counter manifest_bytes{0};
  Counter other_bytes{0};
  Counter tables_written{0};
  Counter bytes_read{0};
  Counter reads{0};

  static void add(Counter& counter, uint64_t n) { counter.fetch_add(n, std::memory_order_relaxed); }

  // The bytes that are written to a file of this name; a table among them is counted as one.
  Counter& begin_file(std::string_view name) {
    if (name.ends_with(".ldb") || name.ends_with(".sst")) {
      add(tables_written, 1);
      return table_bytes;
    }
    if (name.ends_with(".log")) return wal_bytes;
    return name.find("MANIFEST-") != std::string_view::npos ? manifest_bytes : other_bytes;
  }

  void count_read(uint64_t bytes) {
    add(reads, 1);
    add(bytes_read, bytes);
  }

  // As Store::physical_work().
  Figures figures() const {
    return {{"tables_written", tables_written},
            {"wal_bytes", wal_bytes},
            {"manifest_bytes", manifest_bytes},
            {"bytes_written", wal_bytes + table_bytes + manifest_bytes + other_bytes},
            {"bytes_read", bytes_read},
            {"block_reads", reads}};
  }
};

}  // namespace heapdyno

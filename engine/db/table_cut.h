// TableCut: where a merge ends one table and begins the next: once it is full, or when it meets too much of the
// grandparents, the tables of the level after the next (grandparent_limit). From half full on a table ends where a
// grandparent does, so that the compaction that follows meets few that it meets in part alone.
// Thread contract: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/db/options.h"
#include "engine/db/version.h"

namespace engine {

class TableCut {
 public:
  // Both must outlive this.
  TableCut(const Options& options, const Tables& grandparents)
      : options_(options), grandparents_(grandparents) {}

  // Whether the open table, of that many bytes, is to end before the user key. REQUIRES: keys come in order.
  bool is_due(std::string_view user_key, uint64_t bytes);

  void begin_table() { met_bytes_ = 0; }

 private:
  const Options& options_;
  const Tables& grandparents_;
  size_t next_ = 0;         // the first grandparent that does not end before the last key
  uint64_t met_bytes_ = 0;  // of those that the open table passed
};

}  // namespace engine

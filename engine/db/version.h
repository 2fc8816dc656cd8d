// Version: which tables make up the database at one moment, by level.
//
// Invariants:
//   1. Level 0 holds whole flushes, newest first; their keys may overlap, and
//   of
//      one user key a newer table has the newer versions.
//   2. In each further level the tables are in key order and no user key is in
//      two of them.
//   3. Of one user key, a level has newer versions than all levels below it.
// Thread contract: change() belongs to whoever builds the version; once shared
// it is constant and any number of threads read it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/db/version_edit.h"
#include "engine/store/key.h"

namespace engine {

using Tables = std::vector<TableRef>;

// User keys from first to last, both included.
struct KeyRange {
  std::string_view first;
  std::string_view last;

  bool operator==(const KeyRange&) const = default;
};

// The smallest range that covers the table, or the tables. REQUIRES: there is
// one. Borrows from the tables.
KeyRange range_of(const TableMeta& table);
KeyRange range_of(const Tables& tables);
// The smallest that covers both.
KeyRange union_of(const KeyRange& a, const KeyRange& b);

uint64_t bytes_of(const Tables& tables);

// In a level below 0: the first table that ends at or after the target; its
// index, or tables.size().
size_t find_table(const Tables& tables, const KeyRef& target);

class Version {
 public:
  // Removes and adds what the edit says. kCorruption when that cannot be: a
  // table to remove that is not there, tables of a level that overlap.
  Status change(const VersionEdit& edit);

  const Tables& level(int level) const { return levels_[static_cast<size_t>(level)]; }
  // The last level that holds a table; 0 when none does.
  int last_level() const;

  // The tables of a level that meet the range of user keys. In level 0 the
  // range grows by each table found, so that what is older than a table in the
  // answer and overlaps it is in the answer too.
  Tables overlapping(int level, KeyRange range) const;

  // Calls visit(const TableMeta&) for each table that may hold the target's
  // user key, newest first, until it returns true.
  template <typename Visit>
  void visit_covering(const KeyRef& target, Visit visit) const;

 private:
  Status check_order(int level) const;

  std::array<Tables, kLevels> levels_;
};

template <typename Visit>
void Version::visit_covering(const KeyRef& target, Visit visit) const {
  for (const TableRef& table : levels_[0]) {
    if (compare_user_keys(target.user_key, table->smallest_key().user_key) < 0) continue;
    if (compare_user_keys(target.user_key, table->largest_key().user_key) > 0) continue;
    if (visit(*table)) return;
  }
  for (size_t level = 1; level < levels_.size(); ++level) {
    const Tables& tables = levels_[level];
    const size_t i = find_table(tables, target);
    if (i == tables.size()) continue;
    if (compare_user_keys(target.user_key, tables[i]->smallest_key().user_key) < 0) continue;
    if (visit(*tables[i])) return;
  }
}

}  // namespace engine

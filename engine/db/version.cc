#include "engine/db/version.h"

#include <algorithm>

namespace engine {
namespace {

std::string_view first_user_key(const TableRef& table) { return table->smallest_key().user_key; }

std::string_view last_user_key(const TableRef& table) { return table->largest_key().user_key; }

bool begins_by(const TableRef& table, std::string_view user_key) {
  return compare_user_keys(first_user_key(table), user_key) <= 0;
}

bool ends_before(const TableRef& table, std::string_view user_key) {
  return compare_user_keys(last_user_key(table), user_key) < 0;
}

// Of tables in any order.
Tables all_that_meet(const KeyRange& range, const Tables& tables) {
  Tables found;
  for (const TableRef& table : tables)
    if (begins_by(table, range.last) && !ends_before(table, range.first)) found.push_back(table);
  return found;
}

// Of tables of which one begins behind the end of the other: they stand side by side.
Tables run_that_meets(const KeyRange& range, const Tables& tables) {
  const auto first = std::partition_point(tables.begin(), tables.end(), [&](const TableRef& table) {
    return ends_before(table, range.first);
  });
  const auto last = std::partition_point(
      first, tables.end(), [&](const TableRef& table) { return begins_by(table, range.last); });
  return Tables(first, last);
}

bool newer(const TableRef& a, const TableRef& b) { return a->number > b->number; }

bool before(const TableRef& a, const TableRef& b) {
  return compare(a->smallest_key(), b->smallest_key()) < 0;
}

}  // namespace

KeyRange range_of(const TableMeta& table) {
  return {table.smallest_key().user_key, table.largest_key().user_key};
}

KeyRange range_of(const Tables& tables) {
  KeyRange range = range_of(*tables.front());
  for (const TableRef& table : tables) range = union_of(range, range_of(*table));
  return range;
}

KeyRange union_of(const KeyRange& a, const KeyRange& b) {
  return {compare_user_keys(a.first, b.first) <= 0 ? a.first : b.first,
          compare_user_keys(a.last, b.last) >= 0 ? a.last : b.last};
}

uint64_t bytes_of(const Tables& tables) {
  uint64_t bytes = 0;
  for (const TableRef& table : tables) bytes += table->bytes;
  return bytes;
}

size_t find_table(const Tables& tables, const KeyRef& target) {
  const auto ends_before = [&](const TableRef& table) {
    return compare(table->largest_key(), target) < 0;
  };
  const auto found = std::partition_point(tables.begin(), tables.end(), ends_before);
  return static_cast<size_t>(found - tables.begin());
}

Status Version::change(const VersionEdit& edit) {
  for (const VersionEdit::Removed& removed : edit.removed) {
    const auto is_it = [&](const TableRef& table) { return table->number == removed.number; };
    if (std::erase_if(levels_[static_cast<size_t>(removed.level)], is_it) != 1)
      return Status::corruption("version edit removes table " + std::to_string(removed.number) +
                                ", which is not there");
  }
  for (const VersionEdit::Added& added : edit.added) {
    Tables& tables = levels_[static_cast<size_t>(added.level)];
    const auto order = added.level == 0 ? newer : before;
    tables.insert(std::upper_bound(tables.begin(), tables.end(), added.table, order), added.table);
  }
  for (const VersionEdit::Added& added : edit.added) RETURN_IF_ERROR(check_order(added.level));
  return Status::ok();
}

Status Version::check_order(int level) const {
  if (level == 0) return Status::ok();
  const auto overlaps_next = [](const TableRef& a, const TableRef& b) {
    return compare_user_keys(last_user_key(a), first_user_key(b)) >= 0;
  };
  const Tables& tables = this->level(level);
  const auto found = std::adjacent_find(tables.begin(), tables.end(), overlaps_next);
  if (found == tables.end()) return Status::ok();
  return Status::corruption("tables " + std::to_string((*found)->number) + " and " +
                            std::to_string((*(found + 1))->number) + " of level " +
                            std::to_string(level) + " overlap");
}

int Version::last_level() const {
  for (int level = kLevels - 1; level > 0; --level)
    if (!this->level(level).empty()) return level;
  return 0;
}

Tables Version::overlapping(int level, KeyRange range) const {
  const Tables& tables = this->level(level);
  if (level > 0) return run_that_meets(range, tables);
  for (;;) {
    Tables found = all_that_meet(range, tables);
    if (found.empty()) return found;
    const KeyRange grown = union_of(range, range_of(found));
    if (grown == range) return found;
    range = grown;
  }
}

}  // namespace engine

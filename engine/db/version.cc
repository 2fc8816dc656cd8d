#include "engine/db/version.h"

#include <algorithm>

namespace engine {
namespace {

std::string_view first_user_key(const TableRef& table) { return table->smallest_key().user_key; }

std::string_view last_user_key(const TableRef& table) { return table->largest_key().user_key; }

bool meets(const TableRef& table, const KeyRange& range) {
  return compare_user_keys(first_user_key(table), range.last) <= 0 &&
         compare_user_keys(last_user_key(table), range.first) >= 0;
}

// Whether the range had to grow.
bool extend(KeyRange& range, const TableRef& table) {
  bool grew = false;
  if (compare_user_keys(first_user_key(table), range.first) < 0) {
    range.first = first_user_key(table);
    grew = true;
  }
  if (compare_user_keys(last_user_key(table), range.last) > 0) {
    range.last = last_user_key(table);
    grew = true;
  }
  return grew;
}

Tables filter(const Tables& tables, const KeyRange& range) {
  Tables found;
  for (const TableRef& table : tables)
    if (meets(table, range)) found.push_back(table);
  return found;
}

bool newer(const TableRef& a, const TableRef& b) { return a->number > b->number; }

bool before(const TableRef& a, const TableRef& b) {
  return compare(a->smallest_key(), b->smallest_key()) < 0;
}

}  // namespace

KeyRange range_of(const Tables& tables) {
  KeyRange range{first_user_key(tables.front()), last_user_key(tables.front())};
  for (const TableRef& table : tables) extend(range, table);
  return range;
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
  Tables found = filter(this->level(level), range);
  if (level > 0) return found;
  const auto grow = [&] {
    bool grew = false;
    for (const TableRef& table : found) grew |= extend(range, table);
    return grew;
  };
  while (grow()) found = filter(this->level(0), range);
  return found;
}

}  // namespace engine

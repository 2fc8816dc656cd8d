#include "engine/db/table_cache.h"

#include <algorithm>
#include <utility>

namespace engine {

namespace {

// REQUIRES: nobody can ask for the table any more, and so many have it who will not use it. Whoever had it, or a
// slice of its file, looks at neither again once the counts have told that he let go; what is written over the file is
// written by calls of the system, and comes after that.
FileUse use_of(const std::shared_ptr<const Table>& table, long holders) {
  const bool is_free = table.use_count() == holders && !table->is_shared();
  return is_free ? FileUse::kNone : FileUse::kSome;
}

}  // namespace

Result<std::shared_ptr<const Table>> TableCache::find(const TableMeta& meta) {
  if (const Table* const kept = meta.kept_open.get())
    return std::shared_ptr<const Table>(std::shared_ptr<const Table>(), kept);  // counts nothing
  {
    MutexLock lock(mutex_);
    if (const uint32_t* place = places_.find(meta.number)) {
      slots_[*place].asked_for = true;
      return slots_[*place].table;
    }
  }
  Result<std::shared_ptr<const Table>> table = open(meta.number);
  if (!table.is_ok()) return table;
  return keep(meta, *std::move(table));
}

Result<std::shared_ptr<const Table>> TableCache::open(uint64_t number) {
  std::string path = names_.table(number);
  Result<std::unique_ptr<RandomAccessFile>> file = file_system_.open(path);
  if (file.status().is_not_found()) return Status::corruption(path + ": the table is missing");
  if (!file.is_ok()) return std::move(file).status();
  return Table::open(*std::move(file), std::move(path), number, &blocks_, &reads_);
}

// Two threads may have opened it at once: the first stays.
std::shared_ptr<const Table> TableCache::keep(const TableMeta& meta,
                                              std::shared_ptr<const Table> table) {
  std::shared_ptr<const Table> closed;  // outside the lock
  MutexLock lock(mutex_);
  if (const uint32_t* place = places_.find(meta.number)) return slots_[*place].table;
  auto place = static_cast<uint32_t>(slots_.size());
  if (place < capacity_) {
    slots_.emplace_back();
  } else {
    place = place_to_free();
    places_.erase(slots_[place].number);
    closed = std::move(slots_[place].table);
    if (use_of(closed, 1) == FileUse::kSome) note_in_use(slots_[place].number);
  }
  const bool is_kept = kept_ < capacity_ / 2;
  slots_[place] = Slot{meta.number, table, true, is_kept};
  places_.try_emplace(meta.number, place);
  if (is_kept) {
    ++kept_;
    meta.kept_open.set(table);
  }
  return table;
}

uint32_t TableCache::place_to_free() {
  for (;; hand_ = (hand_ + 1) % slots_.size()) {
    if (!slots_[hand_].kept && !std::exchange(slots_[hand_].asked_for, false))
      return static_cast<uint32_t>(hand_);
  }
}

FileUse TableCache::erase(uint64_t number) {
  std::shared_ptr<const Table> closed;  // outside the lock
  MutexLock lock(mutex_);
  FileUse use = std::erase(closed_in_use_, number) != 0 ? FileUse::kSome : FileUse::kNone;
  if (const uint32_t* const place = places_.find(number)) {
    const long holders = slots_[*place].kept ? 2 : 1;  // its TableMeta has it, too
    closed = take_out(*place);
    if (use_of(closed, holders) == FileUse::kSome) use = FileUse::kSome;
  }
  return use;
}

void TableCache::note_in_use(uint64_t number) {
  if (std::find(closed_in_use_.begin(), closed_in_use_.end(), number) == closed_in_use_.end())
    closed_in_use_.push_back(number);
}

std::shared_ptr<const Table> TableCache::take_out(uint32_t place) {
  places_.erase(slots_[place].number);
  if (slots_[place].kept) --kept_;
  std::shared_ptr<const Table> table = std::move(slots_[place].table);
  if (place + 1 != slots_.size()) {
    slots_[place] = std::move(slots_.back());
    *places_.find(slots_[place].number) = place;
  }
  slots_.pop_back();
  if (hand_ >= slots_.size()) hand_ = 0;
  return table;
}

uint64_t TableCache::memory_bytes() const {
  MutexLock lock(mutex_);
  uint64_t bytes = 0;
  for (const Slot& slot : slots_) bytes += slot.table->memory_bytes();
  return bytes;
}

}  // namespace engine

// LevelIterator: an InternalIterator over the tables of one level below 0, one after the other, or
// over any tables in key order that have no user key in common. It has one table open at a time.
// Thread contract: one thread at a time. The tables and the cache must outlive it.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/base/status.h"
#include "engine/db/table_cache.h"
#include "engine/db/version.h"
#include "engine/store/iterator.h"
#include "engine/store/table.h"

namespace engine {

class LevelIterator {
 public:
  LevelIterator(const Tables& tables, TableCache& cache, FillCache fill_cache)
      : tables_(&tables), cache_(&cache), fill_cache_(fill_cache) {}

  void seek_to_first();
  void seek_to_last();
  void seek(const KeyRef& target);
  void next() {
    current_->next();
    if (!current_->valid()) skip_forward();
  }
  void prev() {
    current_->prev();
    if (!current_->valid()) skip_backward();
  }
  bool valid() const { return current_ && current_->valid(); }
  KeyRef key() const { return current_->key(); }
  std::string_view value() const { return current_->value(); }
  Bytes value_bytes() const { return current_->value_bytes(); }
  Status status() const { return status_.is_ok() && current_ ? current_->status() : status_; }

 private:
  // Makes the table current_; false: there is none with this index, or it could not be opened.
  bool open(size_t index);
  void close() { current_.reset(); }
  // Goes on to the next (previous) table that has an entry, unless current_ stands on one or met an
  // error.
  void skip_forward();
  void skip_backward();
  bool stop_on_error();

  const Tables* tables_;
  TableCache* cache_;
  FillCache fill_cache_;
  size_t index_ = 0;  // of current_
  std::optional<TableIterator> current_;
  Status status_;
};

static_assert(InternalIterator<LevelIterator>);

}  // namespace engine

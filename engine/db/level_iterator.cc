#include "engine/db/level_iterator.h"

#include <utility>

namespace engine {

bool LevelIterator::open(size_t index) {
  if (index >= tables_->size()) {
    close();
    return false;
  }
  if (current_ && index == index_) return true;
  Result<std::shared_ptr<const Table>> table = cache_->find(*(*tables_)[index]);
  if (!table.is_ok()) {
    close();
    status_ = std::move(table).status();
    return false;
  }
  current_.emplace(*std::move(table), fill_cache_);
  index_ = index;
  return true;
}

bool LevelIterator::stop_on_error() {
  if (Status status = current_->status(); !status.is_ok()) {
    status_ = std::move(status);
    close();
  }
  return !current_;
}

void LevelIterator::skip_forward() {
  while (!current_->valid()) {
    if (stop_on_error() || !open(index_ + 1)) return;
    current_->seek_to_first();
  }
}

void LevelIterator::skip_backward() {
  while (!current_->valid()) {
    if (stop_on_error()) return;
    if (index_ == 0) return close();
    if (!open(index_ - 1)) return;
    current_->seek_to_last();
  }
}

void LevelIterator::seek_to_first() {
  status_ = Status::ok();
  if (!open(0)) return;
  current_->seek_to_first();
  skip_forward();
}

void LevelIterator::seek_to_last() {
  status_ = Status::ok();
  if (tables_->empty()) return close();
  if (!open(tables_->size() - 1)) return;
  current_->seek_to_last();
  skip_backward();
}

void LevelIterator::seek(const KeyRef& target) {
  status_ = Status::ok();
  if (!open(find_table(*tables_, target))) return;
  current_->seek(target);
  skip_forward();
}

}  // namespace engine

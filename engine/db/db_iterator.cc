#include "engine/db/db_iterator.h"

namespace engine {

DbIterator DbIterator::over(std::shared_ptr<const ReadState> state, Sequence sequence,
                            TableCache& tables, std::optional<Own> own,
                            std::optional<Snapshot> held) {
  DbIterator iterator(std::move(state), sequence);
  iterator.held_ = std::move(held);
  const ReadState& seen = *iterator.state_;
  Sources& sources = iterator.sources_.sources();
  expect_size(sources, (own ? 1 : 0) + 1 + seen.immutables.size() + seen.version->level(0).size() +
                           kLevels - 1);
  if (own) sources.emplace_back(std::move(own->writes));
  add_memtables(sources, seen);
  iterator.failure_ = add_version(sources, *seen.version, tables);
  if (!iterator.failure_.is_ok()) sources.clear();
  if (own) {
    iterator.newest_ = kUncommitted;
    iterator.reads_ = own->reads;
    iterator.part_ = own->part;
  }
  return iterator;
}

bool DbIterator::may_begin_span() {
  if (reads_ == nullptr || !reads_->is_full()) return true;
  failure_ = reads_->full();
  valid_ = false;
  return false;
}

void DbIterator::seek_to_first() {
  if (!may_begin_span()) return;
  if (reads_ != nullptr) span_ = reads_->begin_at(part_, {});
  forward_ = true;
  sources_.seek_to_first();
  settle_forward(false);
  note();
}

void DbIterator::seek(std::string_view key) {
  if (!may_begin_span()) return;
  if (reads_ != nullptr) span_ = reads_->begin_at(part_, key);
  forward_ = true;
  sources_.seek(key_at(key, newest_));
  settle_forward(false);
  note();
}

void DbIterator::seek_to_last() {
  if (!may_begin_span()) return;
  if (reads_ != nullptr) span_ = reads_->begin_at_end(part_);
  forward_ = false;
  sources_.seek_to_last();
  settle_backward();
  note();
}

void DbIterator::next() {
  if (forward_) {
    assign_key(*key_, sources_.key().user_key);
    sources_.next();
  } else if (forward_ = true; sources_.valid()) {
    sources_.next();
  } else {
    sources_.seek_to_first();
  }
  settle_forward(true);
  note();
}

void DbIterator::prev() {
  if (forward_) {
    forward_ = false;
    key_->assign(sources_.key().user_key);
    while (sources_.valid() && sources_.key().user_key == *key_) sources_.prev();
  }
  settle_backward();
  note();
}

void DbIterator::note() {
  if (reads_ == nullptr) return;
  if (forward_) return valid_ ? reads_->extend_up(span_, key()) : reads_->extend_to_end(span_);
  return valid_ ? reads_->extend_down(span_, key()) : reads_->extend_to_start(span_);
}

void DbIterator::settle_forward(bool past_key) {
  for (; sources_.valid(); sources_.next()) {
    const KeyRef& key = sources_.key();
    if (!is_visible(key)) continue;
    if (past_key && compare_user_keys(key.user_key, *key_) <= 0) continue;
    if (key.kind() == Kind::kPut) {
      valid_ = true;
      return;
    }
    key_->assign(key.user_key);  // deleted: its older versions are hidden
    past_key = true;
  }
  valid_ = false;
}

void DbIterator::settle_backward() {
  bool found = false;
  for (; sources_.valid(); sources_.prev()) {
    const KeyRef key = sources_.key();
    if (!is_visible(key)) continue;
    if (found && key.user_key != *key_) break;  // all versions of *key_ were seen
    found = key.kind() == Kind::kPut;
    if (!found) continue;
    key_->assign(key.user_key);
    if (!value_) value_.emplace(Strings::take());
    (*value_)->assign(sources_.value());
    count_copied_bytes((*value_)->size());
  }
  valid_ = found && sources_.status().is_ok();
}

}  // namespace engine

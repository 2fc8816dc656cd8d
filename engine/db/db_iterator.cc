#include "engine/db/db_iterator.h"

namespace engine {

DbIterator DbIterator::over(std::shared_ptr<const ReadState> state, Sequence sequence,
                            TableCache& tables) {
  Sources sources;
  Status failure = open_sources(*state, tables, sources);
  if (!failure.is_ok()) sources.clear();
  return DbIterator(std::move(state), sequence, std::move(sources), std::move(failure));
}

Status DbIterator::open_sources(const ReadState& state, TableCache& tables, Sources& sources) {
  const Tables& level0 = state.version->level(0);
  expect_size(sources, 1 + state.immutables.size() + level0.size() + kLevels - 1);
  // An empty memtable has no entry at or before the sequence number, which was taken before.
  if (!state.active->empty()) sources.emplace_back(state.active->iterate());
  for (const auto& memtable : state.immutables) sources.emplace_back(memtable->iterate());
  RETURN_IF_ERROR(add_tables(sources, level0, tables, FillCache::kYes));
  for (int level = 1; level < kLevels; ++level)
    add_level(sources, state.version->level(level), tables, FillCache::kYes);
  return Status::ok();
}

void DbIterator::seek_to_first() {
  forward_ = true;
  sources_.seek_to_first();
  settle_forward(false);
}

void DbIterator::seek(std::string_view key) {
  forward_ = true;
  sources_.seek(key_at(key, sequence_));
  settle_forward(false);
}

void DbIterator::seek_to_last() {
  forward_ = false;
  sources_.seek_to_last();
  settle_backward();
}

void DbIterator::next() {
  if (forward_) {
    key_->assign(sources_.key().user_key);
    sources_.next();
  } else if (forward_ = true; sources_.valid()) {
    sources_.next();
  } else {
    sources_.seek_to_first();
  }
  settle_forward(true);
}

void DbIterator::prev() {
  if (forward_) {
    forward_ = false;
    key_->assign(sources_.key().user_key);
    while (sources_.valid() && sources_.key().user_key == *key_) sources_.prev();
  }
  settle_backward();
}

void DbIterator::settle_forward(bool past_key) {
  for (; sources_.valid(); sources_.next()) {
    const KeyRef key = sources_.key();
    if (key.sequence() > sequence_) continue;
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
    if (key.sequence() > sequence_) continue;
    if (found && key.user_key != *key_) break;  // all versions of *key_ were seen
    found = key.kind() == Kind::kPut;
    if (!found) continue;
    key_->assign(key.user_key);
    value_->assign(sources_.value());
    count_copied_bytes(value_->size());
  }
  valid_ = found && sources_.status().is_ok();
}

}  // namespace engine

// Background work: what is due, who does it, flushes, and what they leave behind.
//
// One thread at a time owns it (working_). Background::kThread: the database's own thread, which
// sleeps on changed_ when nothing is due. Background::kInline: whoever made it due. Where the thread
// falls behind with compactions, a writer that filled a memtable flushes the next one (rotate).
#include <algorithm>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/hook_scope.h"

namespace engine {

std::shared_ptr<Memtable> DbImpl::new_memtable() {
  return std::make_shared<Memtable>(memtable_seeds_.next());
}

// Shows readers the memtables and the version as they are now.
void DbImpl::publish(Keyspace& keyspace) {
  auto state = Objects::make_shared<ReadState>();
  state->active = keyspace.active;
  expect_size(state->immutables, keyspace.immutables.size());
  for (const Immutable& immutable : keyspace.immutables)
    state->immutables.push_back(immutable.memtable);
  state->version = keyspace.version;
  state->flushed = keyspace.flushed;
  state->btree = keyspace.btree;
  keyspace.state.set(std::move(state));
  update_pressure();
}

void DbImpl::update_pressure() {
  flush_waits_.store(!flushing_ && immutables() != 0, std::memory_order_relaxed);
  const bool slow =
      options_.background == Background::kThread && level0_tables() >= options_.level0_slowdown;
  under_pressure_.store(slow || closing_ || !cause_.is_ok(), std::memory_order_relaxed);
}

// Of the keyspace that has the most.
int DbImpl::level0_tables() const {
  size_t most = 0;
  for (const auto& keyspace : keyspaces_) most = std::max(most, keyspace->version->level(0).size());
  return static_cast<int>(most);
}

// Whether level 0 is halfway from where it is merged to where writes are slowed down.
bool DbImpl::is_behind() const {
  return options_.background == Background::kThread &&
         2 * level0_tables() >= options_.level0_trigger + options_.level0_slowdown;
}

size_t DbImpl::immutables() const {
  size_t sum = 0;
  for (const auto& keyspace : keyspaces_) sum += keyspace->immutables.size();
  return sum;
}

Status DbImpl::stopped() const {
  if (closing_) return Status::closed("the database was closed");
  if (cause_.is_ok()) return Status::ok();
  return Status::closed("stopped by an earlier error: " + cause_.to_string());
}

// The first cause stays. Returns the one given.
Status DbImpl::stop(Status cause) {
  MutexLock lock(mutex_);
  if (cause_.is_ok()) cause_ = cause;
  under_pressure_.store(true, std::memory_order_relaxed);
  changed_.notify_all();
  return cause;
}

DbImpl::Due DbImpl::next_job() const {
  if (closing_ || !cause_.is_ok()) return {};
  if (!flushing_ && fullest() != nullptr) return {Job::kFlush, nullptr};
  if (logs_to_trim_) return {Job::kTrimLogs, nullptr};
  if (compact_done_ < compact_asked_) return {Job::kCompactAll, nullptr};
  for (const auto& keyspace : keyspaces_) {
    if (due_level(options_, *keyspace->version)) return {Job::kCompactLevel, keyspace.get()};
  }
  return {};
}

// The keyspace whose memtable has waited longest for its flush; null when none waits.
Keyspace* DbImpl::fullest() const {
  Keyspace* first = nullptr;
  for (const auto& keyspace : keyspaces_) {
    if (keyspace->immutables.empty()) continue;
    if (first == nullptr ||
        keyspace->immutables.front().rotation < first->immutables.front().rotation)
      first = keyspace.get();
  }
  return first;
}

bool DbImpl::is_settled() const { return !working_ && !flushing_ && next_job().job == Job::kNone; }

void DbImpl::schedule() {
  changed_.notify_all();
  if (options_.background == Background::kThread) return;
  // Another thread may be at it; it will not stop before all is done.
  if (!working_) work();
}

// REQUIRES: nobody else is at it.
void DbImpl::work() {
  working_ = true;
  for (Due due = next_job(); due.job != Job::kNone; due = next_job()) {
    const uint64_t asked = compact_asked_;
    mutex_.unlock();
    Status status = run(due);
    if (!status.is_ok()) (void)stop(std::move(status)).is_ok();
    mutex_.lock();
    if (due.job == Job::kCompactAll) compact_done_ = asked;
    changed_.notify_all();
  }
  if (!cause_.is_ok()) {  // it may be that the disk is full
    mutex_.unlock();
    table_files_.remove_spares();
    mutex_.lock();
  }
  working_ = false;
  changed_.notify_all();
}

Status DbImpl::run(Due due) {
  const HookScope scope(options_.hooks);
  Status status;
  switch (due.job) {
    case Job::kNone:
      break;
    case Job::kFlush:
      status = flush_full();
      break;
    case Job::kTrimLogs:
      status = trim_logs();
      break;
    case Job::kCompactAll:
      status = compact_all();
      break;
    case Job::kCompactLevel:
      status = compact_due_level(*due.keyspace);
      break;
  }
  retire_obsolete();
  if (due.job == Job::kCompactAll) table_files_.remove_spares();
  return status;
}

void DbImpl::run_thread() {
  MutexLock lock(mutex_);
  while (!closing_) {
    if (!working_) work();
    if (!closing_ && (working_ || next_job().job == Job::kNone)) changed_.wait(mutex_);
  }
}

// That whose flush the caller now owns; null where none waits, one is under way, or the database was stopped.
Keyspace* DbImpl::claim_flush() {
  Keyspace* const keyspace = flushing_ || !stopped().is_ok() ? nullptr : fullest();
  if (keyspace == nullptr) return nullptr;
  flushing_ = true;
  update_pressure();
  return keyspace;
}

Status DbImpl::flush_claimed(Keyspace& keyspace) {
  Status status = flush_oldest(keyspace);
  if (!status.is_ok()) status = stop(std::move(status));  // before anybody tries again
  MutexLock lock(mutex_);
  flushing_ = false;
  update_pressure();
  changed_.notify_all();
  return status;
}

// The memtable that has waited longest, if one waits.
Status DbImpl::flush_full() {
  Keyspace* keyspace;
  {
    MutexLock lock(mutex_);
    keyspace = claim_flush();
  }
  return keyspace == nullptr ? Status::ok() : flush_claimed(*keyspace);
}

// Writes the oldest immutable memtable to a table of level 0.
Status DbImpl::flush_oldest(Keyspace& keyspace) {
  Immutable oldest;
  VersionEdit edit;
  {
    MutexLock lock(mutex_);
    oldest = keyspace.immutables.front();
    edit.log_number = needed_log(&keyspace);
  }
  Result<TableRef> table = write_table(*oldest.memtable);
  if (!table.is_ok()) return std::move(table).status();
  edit.added.push_back({0, *std::move(table)});
  edit.flushed = oldest.last;
  const uint64_t needed = *edit.log_number;
  RETURN_IF_ERROR(install(keyspace, std::move(edit), Installed::kFlush));
  remove_logs(needed);
  return Status::ok();
}

// The first log with an entry that is in no table: those of `flushing`'s oldest memtable are about
// to be, if it is not null.
uint64_t DbImpl::needed_log(const Keyspace* flushing) const {
  Sequence oldest = kMaxSequence;
  for (const auto& keyspace : keyspaces_)
    oldest = std::min(oldest, keyspace->oldest_unflushed(keyspace.get() == flushing));
  for (const Log& log : logs_)
    if (log.last >= oldest) return log.number;
  return active_log_;
}

// One that cannot be removed is below the manifest's log number: the next open removes it.
void DbImpl::remove_logs(uint64_t needed) {
  SmallVec<uint64_t, kInlineImmutables> removed;
  {
    MutexLock lock(mutex_);
    std::erase_if(logs_, [&](const Log& log) {
      if (log.number >= needed) return false;
      removed.push_back(log.number);
      log_bytes_.fetch_sub(log.bytes, std::memory_order_relaxed);
      return true;
    });
  }
  for (const uint64_t number : removed)
    (void)options_.file_system->remove(names_.log(number)).is_ok();
}

// REQUIRES: the memtable holds an entry.
Result<TableRef> DbImpl::write_table(const Memtable& memtable) {
  Scratch scratch;
  Result<Owned<TableOutput>> output = begin_flush(scratch);
  if (!output.is_ok()) return std::move(output).status();
  MemtableIterator entries = memtable.iterate();
  entries.seek_to_first();
  Memtable::Batch batch;
  for (entries.take(batch); !batch.empty(); entries.take(batch)) {
    for (const Memtable::Entry& entry : batch) {
      if (Status status = (*output)->add(entry.key, entry.value); !status.is_ok()) return status;
    }
  }
  return finish_flush(**output);
}

Result<Owned<TableOutput>> DbImpl::begin_flush(Scratch& scratch) {
  return TableOutput::create(options_, table_files_, versions_.new_file(),
                             options_.write_buffer_bytes, scratch);
}

Result<TableRef> DbImpl::finish_flush(TableOutput& output) {
  Result<TableRef> table = output.finish(counters_);
  if (!table.is_ok()) return table;
  counters_.flushes.add(1);
  counters_.flush_bytes.add((*table)->bytes);
  return table;
}

// Makes the edit durable, then shows its version to readers.
Status DbImpl::install(Keyspace& keyspace, VersionEdit edit, Installed what) {
  edit.set_tree(keyspace.tree_name());
  edit.last_sequence = visible_.load(std::memory_order_acquire);
  MutexLock install(install_mutex_);
  RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  MutexLock lock(mutex_);
  const VersionSet::Tree& tree = versions_.tree(keyspace.tree_name());
  keyspace.version = tree.version;
  keyspace.flushed = tree.flushed;
  if (what == Installed::kFlush) {
    keyspace.immutables.erase(keyspace.immutables.begin(), keyspace.immutables.begin() + 1);
    ++flushed_;
  }
  publish(keyspace);
  changed_.notify_all();
  return Status::ok();
}

// Lets go of tables that no reader holds any more.
void DbImpl::retire_obsolete() {
  const auto is_held = [](const TableRef& table) { return table.use_count() > 1; };
  const auto first = std::partition(obsolete_.begin(), obsolete_.end(), is_held);
  for (auto table = first; table != obsolete_.end(); ++table) retire(std::move(*table));
  obsolete_.erase(first, obsolete_.end());
}

void DbImpl::retire(TableRef table) {
  const uint64_t number = table->number;
  const uint64_t bytes = table->bytes;
  block_cache_.erase_table(number);
  const FileUse use = table_cache_.erase(number);
  // It may be what keeps the table open, and from then on a flush may write over the file.
  table.reset();
  table_files_.retire(number, bytes, use);
  counters_.tables_removed.add(1);
}

Status DbImpl::compact() {
  RETURN_IF_ERROR(flush());
  MutexLock lock(mutex_);
  const uint64_t asked = ++compact_asked_;
  schedule();
  while (compact_done_ < asked || !is_settled()) {
    RETURN_IF_ERROR(stopped());
    changed_.wait(mutex_);
  }
  return stopped();
}

Status DbImpl::settle() {
  MutexLock lock(mutex_);
  while (!is_settled()) {
    RETURN_IF_ERROR(stopped());
    changed_.wait(mutex_);
  }
  return stopped();
}

}  // namespace engine

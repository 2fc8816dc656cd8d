// Background work: what is due, who does it, flushes, and what they leave behind.
//
// One thread at a time owns it (working_). Background::kThread: the database's own thread, which
// sleeps on changed_ when nothing is due. Background::kInline: whoever made it due.
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/hook_scope.h"

namespace engine {

std::shared_ptr<Memtable> DbImpl::new_memtable() {
  return std::make_shared<Memtable>(memtable_seeds_.next());
}

// Shows readers the memtables and the version as they are now.
void DbImpl::publish() {
  auto state = std::make_shared<ReadState>();
  state->active = active_;
  expect_size(state->immutables, immutables_.size());
  for (const Immutable& immutable : immutables_) state->immutables.push_back(immutable.memtable);
  state->version = version_;
  read_state_.set(std::move(state));
  const bool slow =
      options_.background == Background::kThread && level0_tables() >= options_.level0_slowdown;
  under_pressure_.store(slow || closing_ || !cause_.is_ok(), std::memory_order_relaxed);
}

int DbImpl::level0_tables() const { return static_cast<int>(version_->level(0).size()); }

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

DbImpl::Job DbImpl::next_job() const {
  if (closing_ || !cause_.is_ok()) return Job::kNone;
  if (!immutables_.empty()) return Job::kFlush;
  if (compact_done_ < compact_asked_) return Job::kCompactAll;
  if (versions_.picker().due_level(*version_)) return Job::kCompactLevel;
  return Job::kNone;
}

bool DbImpl::is_settled() const { return !working_ && next_job() == Job::kNone; }

void DbImpl::schedule() {
  changed_.notify_all();
  if (options_.background == Background::kThread) return;
  // Another thread may be at it; it will not stop before all is done.
  if (!working_) work();
}

void DbImpl::work() {
  working_ = true;
  for (Job job = next_job(); job != Job::kNone; job = next_job()) {
    const uint64_t asked = compact_asked_;
    mutex_.unlock();
    Status status = run(job);
    if (!status.is_ok()) (void)stop(std::move(status)).is_ok();
    mutex_.lock();
    if (job == Job::kCompactAll) compact_done_ = asked;
    changed_.notify_all();
  }
  working_ = false;
  changed_.notify_all();
}

Status DbImpl::run(Job job) {
  const HookScope scope(options_.hooks);
  Status status;
  switch (job) {
    case Job::kNone:
      break;
    case Job::kFlush:
      status = flush_oldest();
      break;
    case Job::kCompactAll:
      status = compact_all();
      break;
    case Job::kCompactLevel:
      status = compact_due_level();
      break;
  }
  remove_obsolete();
  return status;
}

void DbImpl::run_thread() {
  MutexLock lock(mutex_);
  while (!closing_) {
    work();
    if (!closing_ && next_job() == Job::kNone) changed_.wait(mutex_);
  }
}

// Writes the oldest immutable memtable to a table of level 0.
Status DbImpl::flush_oldest() {
  Immutable oldest;
  uint64_t next_log;
  {
    MutexLock lock(mutex_);
    oldest = immutables_.front();
    next_log = immutables_.size() > 1 ? immutables_[1].log : active_log_;
  }
  Result<TableRef> table = write_table(*oldest.memtable);
  if (!table.is_ok()) return std::move(table).status();
  VersionEdit edit;
  edit.added.push_back({0, *std::move(table)});
  edit.log_number = next_log;
  RETURN_IF_ERROR(install(std::move(edit), Installed::kFlush));
  // One that cannot be removed is below the log number: the next open removes it.
  (void)options_.file_system->remove(names_.log(oldest.log)).is_ok();
  return Status::ok();
}

// REQUIRES: the memtable holds an entry.
Result<TableRef> DbImpl::write_table(const Memtable& memtable) {
  Scratch scratch;
  Result<std::unique_ptr<TableOutput>> output =
      TableOutput::create(options_, names_, versions_.new_file(), scratch);
  if (!output.is_ok()) return std::move(output).status();
  MemtableIterator entries = memtable.iterate();
  entries.seek_to_first();
  Memtable::Batch batch;
  for (entries.take(batch); !batch.empty(); entries.take(batch)) {
    for (const Memtable::Entry& entry : batch) {
      if (Status status = (*output)->add(entry.key, entry.value); !status.is_ok()) return status;
    }
  }
  Result<TableRef> table = (*output)->finish(counters_);
  if (!table.is_ok()) return table;
  counters_.flushes.add(1);
  counters_.flush_bytes.add((*table)->bytes);
  return table;
}

// Makes the edit durable, then shows its version to readers.
Status DbImpl::install(VersionEdit edit, Installed what) {
  edit.last_sequence = visible_.load(std::memory_order_acquire);
  RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  MutexLock lock(mutex_);
  version_ = versions_.current();
  if (what == Installed::kFlush) {
    immutables_.erase(immutables_.begin(), immutables_.begin() + 1);
    immutable_count_.store(immutables_.size(), std::memory_order_relaxed);
    ++flushed_;
  }
  publish();
  changed_.notify_all();
  return Status::ok();
}

// Removes the files of tables that no reader holds any more.
void DbImpl::remove_obsolete() {
  std::erase_if(obsolete_, [&](const TableRef& table) {
    if (table.use_count() > 1) return false;
    table_cache_.erase(table->number);
    // One that cannot be removed is in no version: the next open removes it.
    (void)options_.file_system->remove(names_.table(table->number)).is_ok();
    counters_.tables_removed.add(1);
    return true;
  });
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

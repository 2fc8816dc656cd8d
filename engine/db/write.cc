// The write path: see README.md, "A put".
#include <chrono>
#include <thread>
#include <utility>

#include "engine/db/db_impl.h"

namespace engine {
namespace {

// A batch is one record of the log, and each value must fit into a block.
constexpr size_t kLargestBatch = size_t{1} << 30;
// One fills up while another is written to its table; a third would only hide that writes outrun
// the disk.
constexpr size_t kMaxImmutables = 2;

Status check_keyspaces(const WriteBatch& batch) {
  BatchReader reader = batch.read();
  while (const std::optional<BatchEntry> entry = reader.next()) {
    if (!entry->keyspace.empty())
      return Status::invalid_argument("no keyspace \"" + std::string(entry->keyspace) + "\"");
  }
  return Status::ok();
}

}  // namespace

Status DbImpl::put(const WriteOptions& options, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.put(key, value);
  return commit(options, std::move(batch));
}

Status DbImpl::remove(const WriteOptions& options, std::string_view key) {
  WriteBatch batch;
  batch.remove(key);
  return commit(options, std::move(batch));
}

Status DbImpl::write(const WriteOptions& options, WriteBatch&& batch) {
  RETURN_IF_ERROR(check_keyspaces(batch));
  return commit(options, std::move(batch));
}

Status DbImpl::commit(const WriteOptions& options, WriteBatch&& moved) {
  WriteBatch batch =
      std::move(moved);  // its memory goes when this call ends, as the caller was told
  if (batch.size() > kLargestBatch) return Status::invalid_argument("a batch of more than 1 GiB");
  MutexLock writer(write_mutex_);
  RETURN_IF_ERROR(make_room());
  if (batch.empty()) return Status::ok();
  const Sequence last = visible_.load(std::memory_order_relaxed);
  batch.set_sequence(last + 1);
  if (Status status = append_to_log(options.sync, batch); !status.is_ok())
    return stop(std::move(status));
  apply(batch);
  visible_.store(last + batch.count(), std::memory_order_release);
  return Status::ok();
}

Status DbImpl::append_to_log(Sync sync, const WriteBatch& batch) {
  const uint64_t before = log_->bytes();
  RETURN_IF_ERROR(log_->append(batch.encoded()));
  counters_.wal_bytes.add(log_->bytes() - before);
  log_is_synced_ = sync == Sync::kEveryWrite;
  if (!log_is_synced_) return log_->flush();
  counters_.syncs.add(1);
  return log_->sync();
}

void DbImpl::apply(WriteBatch& batch) {
  BatchReader reader = batch.read();
  Sequence sequence = reader.sequence();
  while (const std::optional<BatchEntry> entry = reader.next())
    active_->add(sequence++, entry->kind, batch.share(entry->key), batch.share(entry->value));
}

// On return the active memtable has room, and the database was not stopped.
Status DbImpl::make_room() {
  const auto full = [&] { return active_->logical_bytes() >= options_.write_buffer_bytes; };
  if (!full() && !under_pressure_.load(std::memory_order_relaxed)) return Status::ok();
  RETURN_IF_ERROR(slow_down());
  if (!full()) return Status::ok();
  RETURN_IF_ERROR(wait_for_room());
  return rotate();
}

// Spreads the wait for a compaction over many writes, so that none has to wait for all of it.
Status DbImpl::slow_down() {
  {
    MutexLock lock(mutex_);
    RETURN_IF_ERROR(stopped());
    if (options_.background == Background::kInline || level0_tables() < options_.level0_slowdown)
      return Status::ok();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  return Status::ok();
}

// Waits until one more memtable may become immutable.
Status DbImpl::wait_for_room() {
  MutexLock lock(mutex_);
  while (true) {
    RETURN_IF_ERROR(stopped());
    const bool level0_full =
        options_.background == Background::kThread && level0_tables() >= options_.level0_stop;
    if (immutables_.size() < kMaxImmutables && !level0_full) return Status::ok();
    changed_.wait(mutex_);
  }
}

// Makes the active memtable immutable and begins a new one with a log of its own.
Status DbImpl::rotate() {
  const uint64_t log = versions_.new_file();
  if (Status status = begin_log(log); !status.is_ok()) return stop(std::move(status));
  MutexLock lock(mutex_);
  // Together: a flush in between would take the full memtable's log for one that nothing needs.
  immutables_.push_back({active_, std::exchange(active_log_, log)});
  immutable_count_.store(immutables_.size(), std::memory_order_relaxed);
  ++rotations_;
  active_ = new_memtable();
  publish();
  schedule();
  return stopped();
}

// Closes the log in use, if there is one, and begins the next.
Status DbImpl::begin_log(uint64_t number) {
  if (log_ != nullptr) {
    // What is written to the next log must not outlive the end of this one.
    if (!log_is_synced_) {
      RETURN_IF_ERROR(log_->sync());
      counters_.syncs.add(1);
    }
    RETURN_IF_ERROR(log_->close());
  }
  Result<std::unique_ptr<WritableFile>> file = options_.file_system->create(names_.log(number));
  if (!file.is_ok()) return std::move(file).status();
  RETURN_IF_ERROR(options_.file_system->sync_directory(names_.folder()));
  log_ = std::make_unique<WalWriter>(*std::move(file), number);
  log_is_synced_ = true;
  return Status::ok();
}

Status DbImpl::flush() {
  uint64_t rotations;
  {
    MutexLock writer(write_mutex_);
    if (!active_->empty()) {
      RETURN_IF_ERROR(wait_for_room());
      RETURN_IF_ERROR(rotate());
    }
    MutexLock lock(mutex_);
    rotations = rotations_;
  }
  MutexLock lock(mutex_);
  schedule();
  while (flushed_ < rotations) {
    RETURN_IF_ERROR(stopped());
    changed_.wait(mutex_);
  }
  return stopped();
}

}  // namespace engine

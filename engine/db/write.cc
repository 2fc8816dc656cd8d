// The write path: see README.md, "A put".
#include <chrono>
#include <thread>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/hook_scope.h"

namespace engine {
namespace {

// A batch is one record of the log, and each value must fit into a block.
constexpr size_t kLargestBatch = size_t{1} << 30;
// One fills up while another is written to its table; a third would only hide that writes outrun
// the disk.
constexpr size_t kMaxImmutables = 2;

// Logs together: beyond this many write buffers, the keyspace that keeps the oldest is flushed.
constexpr size_t kWriteBuffersLogged = 8;

Status check_size(const WriteBatch& batch) {
  if (batch.size() <= kLargestBatch) return Status::ok();
  return Status::invalid_argument("a batch of more than 1 GiB");
}

}  // namespace

Status DbImpl::put(const WriteOptions& options, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.put(key, value, options.keyspace);
  return commit(options, std::move(batch));
}

Status DbImpl::remove(const WriteOptions& options, std::string_view key) {
  WriteBatch batch;
  batch.remove(key, options.keyspace);
  return commit(options, std::move(batch));
}

Status DbImpl::commit(const WriteOptions& options, WriteBatch&& moved,
                      Transaction::Impl* transaction) {
  WriteBatch batch =
      std::move(moved);  // its memory goes when this call ends, as the caller was told
  RETURN_IF_ERROR(check_size(batch));
  MutexLock writer(write_mutex_);
  RETURN_IF_ERROR(make_room());
  if (batch.empty()) return Status::ok();
  RETURN_IF_ERROR(check_keyspaces(batch));
  if (transaction != nullptr) RETURN_IF_ERROR(validate(*transaction));
  if (has_indexes_) {
    RETURN_IF_ERROR(add_index_entries(batch));
    RETURN_IF_ERROR(check_size(batch));  // it has grown
  }
  const Sequence last = visible_.load(std::memory_order_relaxed);
  batch.set_sequence(last + 1);
  if (Status status = append_to_log(options.sync, batch); !status.is_ok())
    return stop(std::move(status));
  if (Status status = apply(batch); !status.is_ok()) return stop(std::move(status));
  visible_.store(last + batch.count(), std::memory_order_release);
  return Status::ok();
}

// Whether it may write to anything but the default keyspace's memtable.
bool DbImpl::leaves_memtable(const WriteBatch& batch) const {
  return batch.names_keyspaces() || default_->btree != nullptr;
}

// What is in the log must be understood by a replay.
Status DbImpl::check_keyspaces(const WriteBatch& batch) const {
  if (!leaves_memtable(batch)) return Status::ok();
  BatchReader reader = batch.read();
  while (const std::optional<BatchEntry> entry = reader.next()) {
    const TreeNameView tree{entry->keyspace, entry->index};
    if (!entry->index.empty())
      return Status::invalid_argument("a batch that writes to " + to_string(tree) +
                                      ": only the database does");
    const Keyspace* const keyspace = named(tree);
    if (keyspace == nullptr) return no_tree(tree);
    if (keyspace->btree != nullptr) RETURN_IF_ERROR(BTree::check_entry(entry->key, entry->value));
  }
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

Status DbImpl::apply(WriteBatch& batch) {
  const Sequence horizon = leaves_memtable(batch) ? snapshots_.oldest(visible_) : 0;
  BatchReader reader = batch.read();
  Sequence sequence = reader.sequence();
  for (; const std::optional<BatchEntry> entry = reader.next(); ++sequence) {
    Keyspace& keyspace = *named({entry->keyspace, entry->index});
    if (keyspace.first_in_active.load(std::memory_order_relaxed) == 0)
      keyspace.first_in_active.store(sequence, std::memory_order_relaxed);
    const uint64_t before = unflushed_bytes(keyspace);
    if (keyspace.btree != nullptr) {
      RETURN_IF_ERROR(keyspace.btree->add(sequence, entry->kind, batch.share(entry->key),
                                          batch.share(entry->value), horizon));
    } else {
      keyspace.active->add(sequence, entry->kind, entry->key, entry->value, batch);
    }
    unflushed_sum(keyspace) += unflushed_bytes(keyspace) - before;
    some_full_ |= is_full(keyspace);
  }
  return Status::ok();
}

// In the active memtable, or in the tree since its checkpoint.
uint64_t DbImpl::unflushed_bytes(const Keyspace& keyspace) const {
  return keyspace.btree != nullptr ? keyspace.btree->logical_bytes_since_checkpoint()
                                   : keyspace.active->logical_bytes();
}

bool DbImpl::is_full(const Keyspace& keyspace) const {
  const bool is_btree = keyspace.btree != nullptr;
  return unflushed_bytes(keyspace) >=
         (is_btree ? options_.checkpoint_bytes : options_.write_buffer_bytes);
}

uint64_t& DbImpl::unflushed_sum(const Keyspace& keyspace) {
  return keyspace.btree != nullptr ? unflushed_in_trees_ : unflushed_in_memtables_;
}

bool DbImpl::are_full_together() const {
  return unflushed_in_memtables_ > options_.buffers_together * options_.write_buffer_bytes ||
         unflushed_in_trees_ > options_.buffers_together * options_.checkpoint_bytes;
}

// Of many keyspaces, each of which is not full yet, the largest makes room.
Status DbImpl::bound_together() {
  while (are_full_together()) {
    const bool are_trees =
        unflushed_in_trees_ > options_.buffers_together * options_.checkpoint_bytes;
    Keyspace* largest = nullptr;
    for (const auto& keyspace : keyspaces_) {
      if ((keyspace->btree != nullptr) != are_trees) continue;
      if (largest == nullptr || unflushed_bytes(*keyspace) > unflushed_bytes(*largest))
        largest = keyspace.get();
    }
    RETURN_IF_ERROR(put_away(*largest));
  }
  return Status::ok();
}

// On return the active memtables have room, and the database was not stopped.
Status DbImpl::make_room() {
  if (log_bytes_.load(std::memory_order_relaxed) >
      kWriteBuffersLogged * options_.write_buffer_bytes)
    RETURN_IF_ERROR(bound_logs());
  const bool is_full = some_full_ || are_full_together();
  if (!is_full && !under_pressure_.load(std::memory_order_relaxed)) return Status::ok();
  RETURN_IF_ERROR(slow_down());
  if (some_full_) RETURN_IF_ERROR(rotate_full());
  return bound_together();
}

Status DbImpl::rotate_full() {
  for (const auto& keyspace : keyspaces_)
    if (is_full(*keyspace)) RETURN_IF_ERROR(put_away(*keyspace));
  some_full_ = false;
  return Status::ok();
}

// Sees to it that the keyspace keeps no log from now on.
Status DbImpl::put_away(Keyspace& keyspace) {
  if (keyspace.btree != nullptr) return checkpoint(keyspace);
  RETURN_IF_ERROR(wait_for_room());
  Keyspace* const full = &keyspace;
  return rotate({&full, 1});
}

// Makes the memtable immutable whose entries alone keep the oldest log: that of a keyspace which is
// seldom written. One that is immutable already will let go of it soon.
Status DbImpl::bound_logs() {
  Keyspace* oldest = nullptr;
  {
    MutexLock lock(mutex_);
    for (const auto& keyspace : keyspaces_) {
      if (oldest == nullptr || keyspace->oldest_unflushed() < oldest->oldest_unflushed())
        oldest = keyspace.get();
    }
    const bool keeps = !logs_.empty() && oldest->immutables.empty() &&
                       oldest->oldest_unflushed() <= logs_.front().last;
    if (!keeps) return Status::ok();
  }
  return put_away(*oldest);
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
    if (immutables() < kMaxImmutables && !level0_full) return Status::ok();
    changed_.wait(mutex_);
  }
}

// Makes active memtables immutable, and begins new ones and a new log; where background work is behind, flushes
// the memtable that has waited longest. REQUIRES: they hold entries.
Status DbImpl::rotate(std::span<Keyspace* const> full) {
  const uint64_t bytes = log_->bytes();
  const uint64_t log = versions_.new_file();
  if (Status status = begin_log(log); !status.is_ok()) return stop(std::move(status));
  Keyspace* own = nullptr;
  {
    MutexLock lock(mutex_);
    // Together: a flush in between would take the full memtable's log for one that nothing needs.
    replace_log(log, bytes);
    for (Keyspace* const keyspace : full) replace_memtable(*keyspace);
    schedule();
    RETURN_IF_ERROR(stopped());
    if (!full.empty() && is_behind()) own = claim_flush();
  }
  return own == nullptr ? Status::ok() : flush_own(*own);
}

void DbImpl::replace_log(uint64_t next, uint64_t bytes) {
  logs_.push_back(
      {std::exchange(active_log_, next), visible_.load(std::memory_order_relaxed), bytes});
  log_bytes_.fetch_add(bytes, std::memory_order_relaxed);
}

void DbImpl::replace_memtable(Keyspace& keyspace) {
  const Sequence first = keyspace.first_in_active.load(std::memory_order_relaxed);
  const Sequence last = visible_.load(std::memory_order_relaxed);
  keyspace.immutables.push_back({keyspace.active, first, last, ++rotations_});
  unflushed_in_memtables_ -= unflushed_bytes(keyspace);
  keyspace.active = new_memtable();
  keyspace.first_in_active.store(0, std::memory_order_relaxed);
  publish(keyspace);
}

// On the writer's thread, while the database's own is behind with compactions.
Status DbImpl::flush_own(Keyspace& keyspace) {
  const HookScope scope(options_.hooks);
  RETURN_IF_ERROR(flush_claimed(keyspace));
  MutexLock lock(mutex_);
  return stopped();
}

Status DbImpl::sync_log() {
  if (log_is_synced_) return Status::ok();
  RETURN_IF_ERROR(log_->sync());
  counters_.syncs.add(1);
  log_is_synced_ = true;
  return Status::ok();
}

// Closes the log in use, if there is one, and begins the next.
Status DbImpl::begin_log(uint64_t number) {
  if (log_ != nullptr) {
    // What is written to the next log must not outlive the end of this one.
    RETURN_IF_ERROR(sync_log());
    RETURN_IF_ERROR(log_->close());
  }
  Result<std::unique_ptr<WritableFile>> file = options_.file_system->create(names_.log(number));
  if (!file.is_ok()) return std::move(file).status();
  RETURN_IF_ERROR(options_.file_system->sync_directory(names_.folder()));
  log_ = std::make_unique<WalWriter>(extend_log(*std::move(file), number), number);
  log_is_synced_ = true;
  return Status::ok();
}

std::unique_ptr<WritableFile> DbImpl::extend_log(std::unique_ptr<WritableFile> log,
                                                 uint64_t number) {
  return tail_ != nullptr ? tail_->extend(std::move(log), number) : std::move(log);
}

Status DbImpl::flush() {
  uint64_t rotations;
  {
    MutexLock writer(write_mutex_);
    SmallVec<Keyspace*, kInlineKeyspaces> written;
    for (const auto& keyspace : keyspaces_) {
      if (keyspace->first_in_active.load(std::memory_order_relaxed) == 0) continue;
      if (keyspace->btree != nullptr) {
        RETURN_IF_ERROR(checkpoint(*keyspace));
      } else {
        RETURN_IF_ERROR(wait_for_room());
        written.push_back(keyspace.get());
      }
    }
    if (!written.empty()) RETURN_IF_ERROR(rotate({written.data(), written.size()}));
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

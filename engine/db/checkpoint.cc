// B+trees in a database: checkpoints, and the logs that they make needless.
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/hook_scope.h"

namespace engine {

// Makes the keyspace's tree durable, on the writer's thread: readers go on, writers wait. The log is
// synced first: a batch that is in the tree for good must be so in other keyspaces too.
Status DbImpl::checkpoint(Keyspace& keyspace) {
  const HookScope scope(options_.hooks);
  RETURN_IF_ERROR(rotate({}));
  const Sequence last = visible_.load(std::memory_order_relaxed);
  unflushed_in_trees_ -= unflushed_bytes(keyspace);
  if (Status status = keyspace.btree->checkpoint(last, snapshots_.oldest(visible_));
      !status.is_ok())
    return stop(std::move(status));
  MutexLock lock(mutex_);
  keyspace.first_in_active.store(0, std::memory_order_relaxed);
  logs_to_trim_ = true;
  schedule();
  return stopped();
}

// Tells the manifest from which log on they are needed, and removes the others.
Status DbImpl::trim_logs() {
  VersionEdit edit;
  {
    MutexLock lock(mutex_);
    logs_to_trim_ = false;
    edit.log_number = needed_log(nullptr);
  }
  const uint64_t needed = *edit.log_number;
  edit.last_sequence = visible_.load(std::memory_order_acquire);
  {
    MutexLock install(install_mutex_);
    RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  }
  remove_logs(needed);
  return Status::ok();
}

Result<std::shared_ptr<BTree>> DbImpl::open_btree(uint64_t number) {
  Result<std::unique_ptr<BTree>> tree = BTree::open(*options_.file_system, names_.pages(number),
                                                    {options_.page_cache_bytes, write_set_seed_});
  if (!tree.is_ok()) return std::move(tree).status();
  return std::shared_ptr<BTree>(*std::move(tree));
}

Result<BTrees> DbImpl::open_btrees() {
  BTrees btrees(versions_.trees().size());
  size_t i = 0;
  for (const auto& [name, tree] : versions_.trees()) {
    std::shared_ptr<BTree>& btree = btrees[i++];
    if (tree.page_file == 0) continue;
    // If the process ended between a checkpoint's last write and its sync, the checkpoint is there to
    // read and yet not durable; the logs that it makes needless are about to go.
    RETURN_IF_ERROR(sync_file(names_.pages(tree.page_file)));
    Result<std::shared_ptr<BTree>> opened = open_btree(tree.page_file);
    if (!opened.is_ok()) return std::move(opened).status();
    btree = *std::move(opened);
  }
  return btrees;
}

// What a replay added is in the logs alone, which are about to go.
Status DbImpl::checkpoint_recovered(const BTrees& btrees, Sequence last) {
  for (const std::shared_ptr<BTree>& btree : btrees) {
    if (btree == nullptr || btree->logical_bytes_since_checkpoint() == 0) continue;
    const HookScope scope(options_.hooks);
    RETURN_IF_ERROR(btree->checkpoint(last, last));
  }
  return Status::ok();
}

}  // namespace engine

// Compactions: one that is due, or all of the database.
#include <algorithm>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/merge.h"

namespace engine {

Status DbImpl::compact_due_level(Keyspace& keyspace) {
  std::shared_ptr<const Version> version = version_of(keyspace);
  const std::optional<int> level = due_level(options_, *version);
  if (!level) return Status::ok();
  return compact(keyspace, pick_compaction(options_, std::move(version), *level));
}

// Merges each level of each keyspace into the next, down to the last that holds data.
Status DbImpl::compact_all() {
  Keyspaces keyspaces;
  {
    MutexLock lock(mutex_);
    keyspaces = keyspaces_;
  }
  for (const auto& keyspace : keyspaces) {
    const int last = std::max(version_of(*keyspace)->last_level(), 1);
    for (int level = 0; level < last; ++level) {
      std::shared_ptr<const Version> version = version_of(*keyspace);
      if (version->level(level).empty()) continue;
      RETURN_IF_ERROR(compact(*keyspace, compaction_of_level(options_, std::move(version), level)));
    }
  }
  return Status::ok();
}

Status DbImpl::compact(Keyspace& keyspace, Compaction compaction) {
  VersionEdit edit;
  expect_size(edit.removed, compaction.inputs[0].size() + compaction.inputs[1].size());
  for (size_t i = 0; i < compaction.inputs.size(); ++i) {
    const int level = compaction.level + static_cast<int>(i);
    for (const TableRef& table : compaction.inputs[i])
      edit.removed.push_back({level, table->number});
  }
  if (compaction.is_move()) return move_table(keyspace, compaction, std::move(edit));
  RETURN_IF_ERROR(merge(keyspace, compaction, std::move(edit)));
  for (const Tables& tables : compaction.inputs)
    obsolete_.insert(obsolete_.end(), tables.begin(), tables.end());
  return Status::ok();
}

Status DbImpl::move_table(Keyspace& keyspace, const Compaction& compaction, VersionEdit edit) {
  edit.added.push_back({compaction.level + 1, compaction.inputs[0].front()});
  counters_.trivial_moves.add(1);
  return install(keyspace, std::move(edit), Installed::kCompaction);
}

Status DbImpl::merge(Keyspace& keyspace, const Compaction& compaction, VersionEdit edit) {
  const Merge::Context context{options_, table_files_, versions_, table_cache_, counters_};
  Result<std::unique_ptr<Merge>> merge =
      Merge::begin(context, compaction, snapshots_.oldest(visible_));
  if (!merge.is_ok()) return std::move(merge).status();
  Result<Tables> outputs = merge_to_end(**merge);
  if (!outputs.is_ok()) {
    (*merge)->discard();
    return std::move(outputs).status();
  }
  expect_size(edit.added, outputs->size());
  for (TableRef& table : *outputs) edit.added.push_back({compaction.level + 1, std::move(table)});
  counters_.compactions.add(1);
  return install(keyspace, std::move(edit), Installed::kCompaction);
}

Result<Tables> DbImpl::merge_to_end(Merge& merge) {
  while (merge.valid()) {
    if (abandon_.load(std::memory_order_relaxed))
      return Status::closed("a compaction was given up: the database was closed");
    // Writers wait for the flush of a full memtable, not for the end of a compaction.
    if (flush_waits_.load(std::memory_order_relaxed)) RETURN_IF_ERROR(flush_full());
    RETURN_IF_ERROR(merge.step());
  }
  return merge.finish();
}

std::shared_ptr<const Version> DbImpl::version_of(const Keyspace& keyspace) const {
  MutexLock lock(mutex_);
  return keyspace.version;
}

}  // namespace engine

#include "engine/db/replay.h"

#include <algorithm>
#include <utility>

#include "engine/db/record_corruption.h"

namespace engine {

Replay::Replay(Context context, Sequence last) : context_(std::move(context)), last_(last) {
  expect_size(targets_, context_.versions.trees().size());
  for (const auto& [name, tree] : context_.versions.trees()) {
    BTree* const btree = context_.btrees[targets_.size()].get();
    const Sequence checkpointed = btree == nullptr ? 0 : btree->checkpoint_sequence();
    targets_.push_back(Target{&name, std::max(tree.flushed, checkpointed), btree, {}});
  }
}

Status Replay::replay(const std::string& path, uint64_t number, uint64_t settled_bytes) {
  Result<std::unique_ptr<RandomAccessFile>> file = context_.file_system.open(path);
  if (!file.is_ok()) return std::move(file).status();
  Result<WalReader> reader = WalReader::open(*std::move(file), path, number, settled_bytes);
  if (!reader.is_ok()) return std::move(reader).status();
  return take_records(*reader, path);
}

Status Replay::take_records(WalReader& reader, const std::string& path) {
  expect_size(pending_, kBatch);
  while (true) {
    const Result<WalOutcome> outcome = reader.next();
    if (!outcome.is_ok()) return outcome.status();
    switch (*outcome) {
      case WalOutcome::kRecord:
        RETURN_IF_ERROR(take_record(reader, path));
        break;
      case WalOutcome::kCorruption:
        return reader.corruption();
      case WalOutcome::kTornTail:
        torn_ = reader.corruption();
        return apply_pending();
      case WalOutcome::kEnd:
        return apply_pending();
    }
  }
}

Status Replay::take_record(const WalReader& reader, const std::string& path) {
  RETURN_IF_ERROR(torn_);
  BatchReader batch(reader.payload());
  Sequence sequence = batch.sequence();
  if (batch.problem() == nullptr && sequence <= last_in_logs_)
    return record_corruption(path, reader.offset(), "sequence numbers that were used before");
  for (; const std::optional<BatchEntry> entry = batch.next(); ++sequence) {
    const Result<bool> wanted = is_wanted(*entry, sequence, reader, path);
    if (!wanted.is_ok()) return wanted.status();
    if (!*wanted) continue;
    pending_.push_back(Pending{context_.names.intern(entry->keyspace),
                               context_.names.intern(entry->index), sequence, entry->kind,
                               Bytes::pinned(entry->key, reader.chunk()),
                               Bytes::pinned(entry->value, reader.chunk())});
    if (pending_.size() == kBatch) RETURN_IF_ERROR(apply_pending());
  }
  if (!batch.complete()) return record_corruption(path, reader.offset(), batch.problem());
  last_in_logs_ = sequence - 1;
  last_ = std::max(last_, last_in_logs_);
  return Status::ok();
}

Result<bool> Replay::is_wanted(const BatchEntry& entry, Sequence sequence, const WalReader& reader,
                               const std::string& path) {
  const TreeNameView tree{entry.keyspace, entry.index};
  if (const Target* target = find_target(tree)) return sequence > target->newest;
  if (context_.versions.was_dropped(tree)) return false;
  return record_corruption(path, reader.offset(), no_tree(tree).message());
}

Status Replay::apply_pending() {
  context_.counters.replayed_entries.add(pending_.size());
  for (Pending& entry : pending_) RETURN_IF_ERROR(apply(entry));
  pending_.clear();
  return Status::ok();
}

Status Replay::apply(Pending& entry) {
  Target& target = *find_target({entry.keyspace.view(), entry.index.view()});
  if (target.btree != nullptr) {
    return target.btree->add(entry.sequence, entry.kind, std::move(entry.key),
                             std::move(entry.value), entry.sequence - 1);
  }
  target.run.add(entry.sequence, entry.kind, std::move(entry.key), std::move(entry.value));
  if (target.run.logical_bytes() < context_.write_buffer_bytes) return Status::ok();
  return flush(target, entry.sequence);
}

// Null when there is none. By name, as the version set has them.
Replay::Target* Replay::find_target(const TreeNameView& tree) {
  const auto is_before = [&](const Target& target) { return TreeNameView(*target.tree) < tree; };
  const auto found = std::partition_point(targets_.begin(), targets_.end(), is_before);
  return found == targets_.end() || TreeNameView(*found->tree) != tree ? nullptr : &*found;
}

Status Replay::flush(Target& target, Sequence last) {
  const ReplayedRun full = std::exchange(target.run, ReplayedRun());
  return context_.flush(*target.tree, full, last);
}

Status Replay::finish() {
  for (Target& target : targets_)
    if (!target.run.empty()) RETURN_IF_ERROR(flush(target, last_));
  return Status::ok();
}

}  // namespace engine

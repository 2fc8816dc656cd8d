#include "engine/db/replay.h"

#include <algorithm>
#include <utility>

#include "engine/db/record_corruption.h"

namespace engine {

Status Replay::replay(const std::string& path, uint64_t number) {
  Result<std::unique_ptr<RandomAccessFile>> file = context_.file_system.open(path);
  if (!file.is_ok()) return std::move(file).status();
  Result<WalReader> reader = WalReader::open(*std::move(file), path, number);
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
  while (const std::optional<BatchEntry> entry = batch.next()) {
    if (!entry->keyspace.empty())
      return record_corruption(path, reader.offset(),
                               "no keyspace \"" + std::string(entry->keyspace) + "\"");
    pending_.push_back(Pending{sequence++, entry->kind, Bytes::pinned(entry->key, reader.chunk()),
                               Bytes::pinned(entry->value, reader.chunk())});
    if (pending_.size() == kBatch) RETURN_IF_ERROR(apply_pending());
  }
  if (!batch.complete()) return record_corruption(path, reader.offset(), batch.problem());
  last_in_logs_ = sequence - 1;
  return Status::ok();
}

Status Replay::apply_pending() {
  if (pending_.empty()) return Status::ok();
  if (memtable_ == nullptr) memtable_ = context_.new_memtable();
  last_ = std::max(last_, pending_.back().sequence);
  context_.counters.replayed_entries.add(pending_.size());
  for (Pending& entry : pending_)
    memtable_->add(entry.sequence, entry.kind, std::move(entry.key), std::move(entry.value));
  pending_.clear();
  return memtable_->logical_bytes() < context_.write_buffer_bytes ? Status::ok() : flush();
}

Status Replay::flush() {
  const std::shared_ptr<Memtable> full = std::exchange(memtable_, nullptr);
  return context_.flush(*full);
}

Status Replay::finish() { return memtable_ == nullptr ? Status::ok() : flush(); }

}  // namespace engine

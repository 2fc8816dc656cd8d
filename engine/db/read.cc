// The read path: see README.md, "A get".
#include <algorithm>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/db_iterator.h"

namespace engine {
namespace {

void add_pages(const BTreeCounters& counters, PhysicalWork& work) {
  work.checkpoints += counters.checkpoints;
  work.page_reads += counters.page_reads;
  work.page_writes += counters.page_writes;
  work.node_writes += counters.node_writes;
  work.small_node_writes += counters.small_node_writes;
  work.page_splits += counters.splits;
  work.page_merges += counters.merges;
  work.bytes_read += counters.page_reads * kPageBytes;
}

}  // namespace

// REQUIRES: the caller holds the read state by now (invariant 2).
Sequence DbImpl::sequence_of(const ReadOptions& options) const {
  return options.snapshot != nullptr ? options.snapshot->sequence_
                                     : visible_.load(std::memory_order_acquire);
}

Result<std::shared_ptr<const ReadState>> DbImpl::state_of(const ReadOptions& options) const {
  std::shared_ptr<const ReadState> state;
  if (options.keyspace.empty()) {
    state = default_->state.get();
  } else {
    const std::shared_ptr<const Keyspaces> keyspaces = catalog_.get();
    if (keyspaces == nullptr) return closed_database();
    const TreeNameView name{options.keyspace, {}};
    const Keyspace* const keyspace = find_keyspace(*keyspaces, name);
    if (keyspace == nullptr) return no_tree(name);
    state = keyspace->state.get();
  }
  if (state == nullptr) return closed_database();
  return state;
}

Result<Bytes> DbImpl::get(const ReadOptions& options, std::string_view key) {
  const Result<std::shared_ptr<const ReadState>> state = state_of(options);
  if (!state.is_ok()) return state.status();
  // Of a B+tree, the number is to be read once the tree holds still.
  Result<Lookup> found = (*state)->btree != nullptr
                             ? (*state)->btree->get(key, [&] { return sequence_of(options); })
                             : find(**state, key, sequence_of(options));
  if (!found.is_ok()) return std::move(found).status();
  if (found->state != Lookup::State::kFound) return Status::not_found();
  return std::move(found->value);
}

// Asks the sources from the newest to the oldest, until one has an answer: a value, or a tombstone.
Result<Lookup> DbImpl::find(const ReadState& state, std::string_view key, Sequence sequence) {
  Result<Lookup> found = state.active->get(key, sequence);
  const auto is_answered = [&] { return !found.is_ok() || found->state != Lookup::State::kAbsent; };
  for (size_t i = state.immutables.size(); i-- > 0 && !is_answered();)
    found = state.immutables[i]->get(key, sequence);
  if (is_answered()) return found;
  state.version->visit_covering(key_at(key, sequence), [&](const TableMeta& meta) {
    Result<std::shared_ptr<const Table>> table = table_cache_.find(meta);
    if (table.is_ok()) {
      found = (*table)->get(key, sequence);
    } else {
      found = std::move(table).status();
    }
    return is_answered();
  });
  return found;
}

Result<Lookup> DbImpl::find_held(const ReadState& state, std::string_view key, Sequence sequence) {
  if (state.btree == nullptr) return find(state, key, sequence);
  return state.btree->get(key, [&] { return sequence; });
}

DbIterator DbImpl::iterator_of(const ReadOptions& options, std::optional<DbIterator::Own> own) {
  Result<std::shared_ptr<const ReadState>> state = state_of(options);
  if (!state.is_ok()) return DbIterator::failed(std::move(state).status());
  std::optional<Snapshot> held;
  // The versions in a B+tree are collected as it changes. The caller's snapshot may end before the
  // iterator.
  if ((*state)->btree != nullptr)
    held.emplace(options.snapshot == nullptr ? snapshot() : again(*options.snapshot));
  const Sequence sequence = held ? held->sequence() : sequence_of(options);
  return DbIterator::over(*std::move(state), sequence, table_cache_, std::move(own),
                          std::move(held));
}

Iterator DbImpl::iterate(const ReadOptions& options) {
  return Iterator(Objects::make_unique<DbIterator>(iterator_of(options, std::nullopt)));
}

Result<Range> DbImpl::range(const ReadOptions& options, std::string_view from, size_t limit) {
  DbIterator entries = iterator_of(options, std::nullopt);
  return take_range(entries, from, limit);
}

Result<Range> take_range(DbIterator& entries, std::string_view from, size_t limit) {
  RETURN_IF_ERROR(entries.status());
  Range range;
  if (limit == 0) return range;
  expect_size(range, std::min(limit, kLargestExpectedRange));
  for (entries.seek(from); entries.valid(); entries.next()) {
    range.push_back(Entry{Bytes::copy_of(entries.key()), entries.value_bytes()});
    if (range.size() == limit) break;
  }
  RETURN_IF_ERROR(entries.status());
  return range;
}

Snapshot DbImpl::snapshot() { return Snapshot(this, snapshots_.take(visible_)); }

Snapshot DbImpl::again(const Snapshot& snapshot) {
  snapshots_.take_again(snapshot.sequence_);
  return Snapshot(this, snapshot.sequence_);
}

PhysicalWork DbImpl::physical_work() const {
  const BlockCacheStats cache = block_cache_.stats();
  PhysicalWork work;
  work.flushes = counters_.flushes.value();
  work.compactions = counters_.compactions.value();
  work.trivial_moves = counters_.trivial_moves.value();
  work.tables_written = counters_.tables_written.value();
  work.tables_removed = counters_.tables_removed.value();
  work.wal_bytes = counters_.wal_bytes.value();
  work.flush_bytes = counters_.flush_bytes.value();
  work.compaction_bytes = counters_.compaction_bytes.value();
  work.manifest_bytes = counters_.manifest_bytes.value();
  work.syncs = counters_.syncs.value();
  work.bytes_read = counters_.reads.bytes.load(std::memory_order_relaxed);
  work.block_reads = counters_.reads.blocks.load(std::memory_order_relaxed);
  work.cache_hits = cache.hits;
  work.cache_misses = cache.misses;
  work.cache_evictions = cache.evictions;
  work.bytes_copied = copied_bytes() - copied_before_;
  work.replayed_entries = counters_.replayed_entries.value();
  if (const std::shared_ptr<const Keyspaces> keyspaces = catalog_.get()) {
    for (const auto& keyspace : *keyspaces)
      if (keyspace->btree != nullptr) add_pages(keyspace->btree->counters(), work);
  }
  return work;
}

}  // namespace engine

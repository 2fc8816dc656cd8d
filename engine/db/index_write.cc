// What a batch changes in the indexes of the keyspaces that it writes to: README.md, "Indexes".
//
// A batch becomes visible as a whole, so of each key only its value before the batch and the last one
// in it count.
#include <algorithm>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/index_key.h"

namespace engine {
namespace {

// An entry of the batch in a keyspace that has indexes.
struct IndexedWrite {
  const Keyspace* keyspace;
  uint32_t position;  // in the batch
  BatchEntry entry;

  bool is_of_key(const IndexedWrite& other) const {
    return keyspace == other.keyspace && entry.key == other.entry.key;
  }
  // Writes of one key lie together, the last one last.
  friend bool operator<(const IndexedWrite& a, const IndexedWrite& b) {
    if (a.keyspace != b.keyspace) return a.entry.keyspace < b.entry.keyspace;
    const int order = compare_user_keys(a.entry.key, b.entry.key);
    return order != 0 ? order < 0 : a.position < b.position;
  }
};
using IndexedWrites = SmallVec<IndexedWrite, 16>;

}  // namespace

Status check_index_entry(const TreeNameView& index, const BTree* btree, std::string_view key) {
  if (btree == nullptr) return Status::ok();
  const Status status = BTree::check_entry(key, {});
  if (status.is_ok()) return Status::ok();
  return Status::invalid_argument(
      to_string(index) + ", field's value and key together: " + std::string(status.message()));
}

Status DbImpl::add_index_entries(WriteBatch& batch) {
  IndexedWrites writes;
  BatchReader reader = batch.read();
  for (uint32_t i = 0; const std::optional<BatchEntry> entry = reader.next(); ++i) {
    const Keyspace* const keyspace = named({entry->keyspace, {}});
    if (!keyspace->indexes.empty()) writes.push_back(IndexedWrite{keyspace, i, *entry});
  }
  if (writes.empty()) return Status::ok();
  std::sort(writes.begin(), writes.end());
  Scratch scratch;
  IndexChanges changes = scratch.make_vector<IndexChange>();
  for (size_t i = 0; i < writes.size(); ++i) {
    const bool is_last = i + 1 == writes.size() || !writes[i].is_of_key(writes[i + 1]);
    if (is_last)
      RETURN_IF_ERROR(change_indexes(*writes[i].keyspace, writes[i].entry, scratch, changes));
  }
  for (const IndexChange& change : changes)
    batch.change_index(change.kind, change.key, change.keyspace, change.index);
  return Status::ok();
}

// From what stands at the key now to what the batch leaves there.
Status DbImpl::change_indexes(const Keyspace& keyspace, const BatchEntry& last, Scratch& scratch,
                              IndexChanges& changes) {
  const Result<Lookup> before =
      find_held(*keyspace.state.get(), last.key, visible_.load(std::memory_order_relaxed));
  if (!before.is_ok()) return before.status();
  using Field = std::optional<std::string_view>;
  for (const Keyspace* const index : keyspace.indexes) {
    const bool was_there = before->state == Lookup::State::kFound;
    const Field old = was_there ? index->field_in(before->value.view()) : std::nullopt;
    const Field now = last.kind == Kind::kPut ? index->field_in(last.value) : std::nullopt;
    if (old == now) continue;
    const auto change = [&](Kind kind, std::string_view field_value) {
      Scratch::String entry = scratch.make_string();
      append_index_key(entry, field_value, last.key);
      const Status status = check_index_entry(index->tree_name(), index->btree.get(), entry);
      changes.push_back(IndexChange{keyspace.name, index->index.name, kind, std::move(entry)});
      return status;
    };
    if (old) RETURN_IF_ERROR(change(Kind::kDelete, *old));
    if (now) RETURN_IF_ERROR(change(Kind::kPut, *now));
  }
  return Status::ok();
}

}  // namespace engine

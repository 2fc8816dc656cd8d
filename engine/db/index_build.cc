// Indexes come and go; making one of what a keyspace holds already: README.md, "Indexes".
//
// Nothing is seen of a new index, nor found after a crash, before its edit of the manifest: tables and
// page files that no edit names are removed at the next open.
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/hook_scope.h"
#include "engine/db/index_key.h"

namespace engine {

const Extractor* DbImpl::find_extractor(std::string_view name) const {
  for (const Extractor& extractor : options_.extractors)
    if (extractor.name == name) return &extractor;
  return nullptr;
}

// Each index must be kept up with every write.
Status DbImpl::check_extractors() const {
  for (const auto& [name, tree] : versions_.trees()) {
    if (name.index.empty() || find_extractor(tree.extractor) != nullptr) continue;
    return Status::invalid_argument(names_.folder() + ": " + to_string(name) +
                                    " needs the extractor \"" + tree.extractor +
                                    "\": give it in Options::extractors");
  }
  return Status::ok();
}

Status DbImpl::create_index(std::string_view index, std::string_view field,
                            std::string_view extractor, std::string_view keyspace) {
  RETURN_IF_ERROR(check_name("an index's name", index));
  RETURN_IF_ERROR(check_name("a field's name", field));
  if (find_extractor(extractor) == nullptr)
    return Status::invalid_argument("no extractor \"" + std::string(extractor) +
                                    "\" in Options::extractors");
  MutexLock writer(write_mutex_);
  const Keyspace* const indexed = named({keyspace, {}});
  if (indexed == nullptr) return no_tree({keyspace, {}});
  if (named({keyspace, index}) != nullptr)
    return Status::invalid_argument("there is an " + to_string({keyspace, index}) + " already");
  RETURN_IF_ERROR(begin_change());
  NewIndex made;
  made.edit.set_tree({keyspace, index});
  made.edit.field = field;
  made.edit.extractor = extractor;
  Status status = build_index(*indexed, made);
  if (status.code() != Code::kInvalidArgument) return end_change(std::move(status));
  discard_index(made);
  RETURN_IF_ERROR(end_change(Status::ok()));
  return status;
}

Status DbImpl::drop_index(std::string_view index, std::string_view keyspace) {
  RETURN_IF_ERROR(check_name("an index's name", index));
  return drop_tree({keyspace, index});
}

// In key order the entries of an index would come only once all are there: so what fills a write
// buffer becomes a table of level 0.
Status DbImpl::build_index(const Keyspace& indexed, NewIndex& made) {
  made.created = next_created();
  if (indexed.btree != nullptr) RETURN_IF_ERROR(begin_btree(made.edit, made.btree));
  const Extractor& extractor = *find_extractor(made.edit.extractor);
  // Nothing is written meanwhile.
  DbIterator entries =
      DbIterator::over(indexed.state.get(), visible_.load(std::memory_order_relaxed), table_cache_,
                       std::nullopt, std::nullopt);
  std::string key;
  for (entries.seek_to_first(); entries.valid(); entries.next()) {
    const auto field_value = extractor.field_of(entries.value(), made.edit.field);
    if (!field_value) continue;
    key.clear();
    append_index_key(key, *field_value, entries.key());
    RETURN_IF_ERROR(add_to_index(made, key));
  }
  RETURN_IF_ERROR(entries.status());
  RETURN_IF_ERROR(put_away_index(made, made.created));
  return add_tree(std::move(made.edit), made.created, std::move(made.btree));
}

Status DbImpl::add_to_index(NewIndex& made, std::string_view key) {
  if (made.btree == nullptr) {
    if (made.memtable == nullptr) made.memtable = new_memtable();
    made.memtable->add(made.created, Kind::kPut, key, {}, UnsharedBytes());
    const bool is_full = made.memtable->logical_bytes() >= options_.write_buffer_bytes;
    return is_full ? put_away_index(made, made.created) : Status::ok();
  }
  RETURN_IF_ERROR(check_index_entry(made.edit.tree(), made.btree.get(), key));
  RETURN_IF_ERROR(made.btree->add(made.created, Kind::kPut, Bytes::copy_of(key), Bytes(),
                                  snapshots_.oldest(visible_)));
  const bool is_full = made.btree->logical_bytes_since_checkpoint() >= options_.checkpoint_bytes;
  // Of what is added later, the tree must not think that it is there already.
  return is_full ? put_away_index(made, made.created - 1) : Status::ok();
}

// Makes durable what the new index has in memory. `last`: all of its entries up to here are in it.
Status DbImpl::put_away_index(NewIndex& made, Sequence last) {
  const HookScope scope(options_.hooks);
  if (made.btree != nullptr) return made.btree->checkpoint(last, snapshots_.oldest(visible_));
  if (made.memtable == nullptr) return Status::ok();
  Result<TableRef> table = write_table(*made.memtable);
  if (!table.is_ok()) return std::move(table).status();
  made.edit.added.push_back({0, *std::move(table)});
  made.memtable.reset();
  return Status::ok();
}

void DbImpl::discard_index(NewIndex& made) {
  for (VersionEdit::Added& added : made.edit.added) obsolete_.push_back(std::move(added.table));
  made.btree.reset();
  if (made.edit.page_file)
    (void)options_.file_system->remove(names_.pages(*made.edit.page_file)).is_ok();
}

}  // namespace engine

// Keyspaces, and their indexes, come and go. How an index is made: index_build.cc.
#include <algorithm>
#include <utility>

#include "engine/db/db_impl.h"

namespace engine {
namespace {

constexpr size_t kLongestName = 255;

}  // namespace

Status check_name(std::string_view what, std::string_view name) {
  if (!name.empty() && name.size() <= kLongestName) return Status::ok();
  return Status::invalid_argument(std::string(what) + " has 1 to 255 bytes");
}

// REQUIRES: one of write_mutex_ and mutex_ is held.
Keyspace* DbImpl::named(const TreeNameView& name) const {
  const bool is_default = name.keyspace.empty() && name.index.empty();
  return is_default ? default_.get() : find_keyspace(keyspaces_, name);
}

// From here to end_change() the caller owns background work: nothing is compacted, and, as no writer goes on,
// nothing flushed.
Status DbImpl::begin_change() {
  MutexLock lock(mutex_);
  while (working_) changed_.wait(mutex_);
  RETURN_IF_ERROR(stopped());
  working_ = true;
  return Status::ok();
}

Status DbImpl::end_change(Status status) {
  if (!status.is_ok()) (void)stop(status).is_ok();
  retire_obsolete();
  table_files_.remove_spares();
  MutexLock lock(mutex_);
  working_ = false;
  schedule();
  return status;
}

// Writers, background work and readers see these from now on.
void DbImpl::show(Keyspaces keyspaces) {
  keyspaces_ = std::move(keyspaces);
  has_indexes_ = std::any_of(keyspaces_.begin(), keyspaces_.end(),
                             [](const auto& keyspace) { return keyspace->is_index(); });
  catalog_.set(std::make_shared<const Keyspaces>(keyspaces_));
  update_pressure();
}

Status DbImpl::create_keyspace(std::string_view name, KeyspaceKind kind) {
  RETURN_IF_ERROR(check_name("a keyspace's name", name));
  MutexLock writer(write_mutex_);
  if (named({name, {}}) != nullptr)
    return Status::invalid_argument("there is a keyspace \"" + std::string(name) + "\" already");
  RETURN_IF_ERROR(begin_change());
  return end_change(add_keyspace(name, kind));
}

Status DbImpl::add_keyspace(std::string_view name, KeyspaceKind kind) {
  VersionEdit edit;
  edit.keyspace = name;
  std::shared_ptr<BTree> btree;
  if (kind == KeyspaceKind::kBTree) RETURN_IF_ERROR(begin_btree(edit, btree));
  return add_tree(std::move(edit), next_created(), std::move(btree));
}

Status DbImpl::begin_btree(VersionEdit& edit, std::shared_ptr<BTree>& btree) {
  edit.page_file = versions_.new_file();
  Result<std::shared_ptr<BTree>> tree = open_btree(*edit.page_file);
  if (!tree.is_ok()) return std::move(tree).status();
  btree = *std::move(tree);
  return Status::ok();
}

// A number of its own: whoever began earlier can tell that it was not there.
Sequence DbImpl::next_created() const { return visible_.load(std::memory_order_relaxed) + 1; }

// With the tables of the edit, or the tree.
Status DbImpl::add_tree(VersionEdit edit, Sequence created, std::shared_ptr<BTree> btree) {
  edit.created = created;
  edit.last_sequence = created;
  const TreeName name = owned(edit.tree());
  RETURN_IF_ERROR(sync_log());  // a crash leaves what was done up to some moment, whole
  RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  const std::shared_ptr<Keyspace> keyspace = make_keyspace(name, created, std::move(btree));
  visible_.store(created, std::memory_order_release);
  MutexLock lock(mutex_);
  Keyspaces keyspaces = keyspaces_;
  keyspaces.insert(place_of(keyspaces, name), keyspace);
  link_indexes(keyspaces);
  publish(*keyspace);
  show(std::move(keyspaces));
  return Status::ok();
}

// With the tables that the manifest says it has.
std::shared_ptr<Keyspace> DbImpl::make_keyspace(const TreeNameView& name, Sequence created,
                                                std::shared_ptr<BTree> btree) {
  const VersionSet::Tree& tree = versions_.tree(name);
  IndexOf index;
  if (!name.index.empty()) {
    index = IndexOf{name_pool_.intern(name.index), name_pool_.intern(tree.field),
                    name_pool_.intern(tree.extractor), find_extractor(tree.extractor)->field_of};
  }
  auto keyspace =
      std::make_shared<Keyspace>(name_pool_.intern(name.keyspace), std::move(index), created);
  if (btree == nullptr) keyspace->active = new_memtable();
  keyspace->btree = std::move(btree);
  keyspace->version = tree.version;
  keyspace->flushed = tree.flushed;
  return keyspace;
}

// Lets each keyspace know its indexes, which stand behind it.
void DbImpl::link_indexes(const Keyspaces& keyspaces) {
  Keyspace* indexed = nullptr;
  for (const auto& keyspace : keyspaces) {
    if (keyspace->is_index()) {
      indexed->indexes.push_back(keyspace.get());
    } else {
      indexed = keyspace.get();
      indexed->indexes.clear();
    }
  }
}

Status DbImpl::drop_keyspace(std::string_view name) {
  if (name.empty()) return Status::invalid_argument("the default keyspace cannot be dropped");
  return drop_tree({name, {}});
}

// With its indexes.
Status DbImpl::drop_tree(const TreeNameView& name) {
  MutexLock writer(write_mutex_);
  Keyspace* const keyspace = named(name);
  if (keyspace == nullptr) return no_tree(name);
  RETURN_IF_ERROR(begin_change());
  Doomed doomed(keyspace->indexes.begin(), keyspace->indexes.end());
  doomed.push_back(keyspace);
  return end_change(remove_trees(name, doomed));
}

// Their entries in the logs are nobody's from now on.
Status DbImpl::remove_trees(const TreeNameView& name, const Doomed& doomed) {
  Tables tables;
  std::vector<uint64_t> page_files;
  for (const Keyspace* const keyspace : doomed) {
    const VersionSet::Tree& tree = versions_.tree(keyspace->tree_name());
    for (int level = 0; level < kLevels; ++level) {
      const Tables& of_level = tree.version->level(level);
      tables.insert(tables.end(), of_level.begin(), of_level.end());
    }
    if (tree.page_file != 0) page_files.push_back(tree.page_file);
  }
  VersionEdit edit;
  edit.set_tree(name);
  {
    MutexLock lock(mutex_);
    edit.dropped = active_log_;
  }
  RETURN_IF_ERROR(sync_log());
  RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  // An iterator over it has it open. One that cannot be removed is in no edit: the next open does.
  for (const uint64_t number : page_files)
    (void)options_.file_system->remove(names_.pages(number)).is_ok();
  obsolete_.insert(obsolete_.end(), tables.begin(), tables.end());
  forget(doomed);
  return Status::ok();
}

void DbImpl::forget(const Doomed& doomed) {
  MutexLock lock(mutex_);
  Keyspaces keyspaces = keyspaces_;
  for (const Keyspace* const keyspace : doomed) {
    flushed_ += keyspace->immutables.size();  // whoever waits for them need not
    unflushed_sum(*keyspace) -= unflushed_bytes(*keyspace);
    std::erase_if(keyspaces, [&](const auto& each) { return each.get() == keyspace; });
  }
  link_indexes(keyspaces);
  show(std::move(keyspaces));
}

std::vector<std::string> DbImpl::keyspaces() const {
  std::vector<std::string> names;
  const std::shared_ptr<const Keyspaces> keyspaces = catalog_.get();
  if (keyspaces == nullptr) return names;
  for (const auto& keyspace : *keyspaces)
    if (!keyspace->is_index()) names.emplace_back(keyspace->name.view());
  return names;
}

std::vector<IndexInfo> DbImpl::indexes(std::string_view name) const {
  std::vector<IndexInfo> found;
  const std::shared_ptr<const Keyspaces> keyspaces = catalog_.get();
  if (keyspaces == nullptr) return found;
  for (const auto& keyspace : *keyspaces) {
    const IndexOf& index = keyspace->index;
    if (keyspace->is_index() && keyspace->name.view() == name)
      found.push_back({std::string(index.name.view()), std::string(index.field.view()),
                       std::string(index.extractor.view())});
  }
  return found;
}

}  // namespace engine

// Keyspaces come and go.
#include <utility>

#include "engine/db/db_impl.h"

namespace engine {
namespace {

constexpr size_t kLongestName = 255;

}  // namespace

// REQUIRES: one of write_mutex_ and mutex_ is held.
Keyspace* DbImpl::named(std::string_view name) const {
  return name.empty() ? default_.get() : find_keyspace(keyspaces_, name);
}

// From here to end_change() the caller owns background work: nothing is flushed or compacted.
Status DbImpl::begin_change() {
  MutexLock lock(mutex_);
  while (working_) changed_.wait(mutex_);
  RETURN_IF_ERROR(stopped());
  working_ = true;
  return Status::ok();
}

Status DbImpl::end_change(Status status) {
  if (!status.is_ok()) (void)stop(status).is_ok();
  remove_obsolete();
  MutexLock lock(mutex_);
  working_ = false;
  schedule();
  return status;
}

// Writers, background work and readers see these from now on.
void DbImpl::show(Keyspaces keyspaces) {
  keyspaces_ = std::move(keyspaces);
  catalog_.set(std::make_shared<const Keyspaces>(keyspaces_));
  update_pressure();
}

Status DbImpl::create_keyspace(std::string_view name, KeyspaceKind kind) {
  if (name.empty() || name.size() > kLongestName)
    return Status::invalid_argument("a keyspace's name has 1 to 255 bytes");
  MutexLock writer(write_mutex_);
  if (named(name) != nullptr)
    return Status::invalid_argument("there is a keyspace \"" + std::string(name) + "\" already");
  RETURN_IF_ERROR(begin_change());
  return end_change(add_keyspace(name, kind));
}

Status DbImpl::add_keyspace(std::string_view name, KeyspaceKind kind) {
  VersionEdit edit;
  std::shared_ptr<BTree> btree;
  if (kind == KeyspaceKind::kBTree) {
    edit.page_file = versions_.new_file();
    Result<std::shared_ptr<BTree>> tree = open_btree(*edit.page_file);
    if (!tree.is_ok()) return std::move(tree).status();
    btree = *std::move(tree);
  }
  edit.keyspace = name;
  // A number of its own: whoever began earlier can tell that it was not there.
  const Sequence created = visible_.load(std::memory_order_relaxed) + 1;
  edit.created = created;
  edit.last_sequence = created;
  RETURN_IF_ERROR(sync_log());  // a crash leaves what was done up to some moment, whole
  RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  const std::shared_ptr<Keyspace> keyspace = make_keyspace(name, created, std::move(btree));
  visible_.store(created, std::memory_order_release);
  MutexLock lock(mutex_);
  Keyspaces keyspaces = keyspaces_;
  keyspaces.insert(place_of(keyspaces, name), keyspace);
  publish(*keyspace);
  show(std::move(keyspaces));
  return Status::ok();
}

// With the tables that the manifest says it has.
std::shared_ptr<Keyspace> DbImpl::make_keyspace(std::string_view name, Sequence created,
                                                std::shared_ptr<BTree> btree) {
  auto keyspace = std::make_shared<Keyspace>(name_pool_.intern(name), created);
  if (btree == nullptr) keyspace->active = new_memtable();
  keyspace->btree = std::move(btree);
  const VersionSet::Tree& tree = versions_.tree(name);
  keyspace->version = tree.version;
  keyspace->flushed = tree.flushed;
  return keyspace;
}

Status DbImpl::drop_keyspace(std::string_view name) {
  if (name.empty()) return Status::invalid_argument("the default keyspace cannot be dropped");
  MutexLock writer(write_mutex_);
  if (named(name) == nullptr) return no_keyspace(name);
  RETURN_IF_ERROR(begin_change());
  return end_change(remove_keyspace(name));
}

// Its entries in the logs are nobody's from now on.
Status DbImpl::remove_keyspace(std::string_view name) {
  const VersionSet::Tree& tree = versions_.tree(name);
  const std::shared_ptr<const Version> version = tree.version;
  const uint64_t page_file = tree.page_file;
  VersionEdit edit;
  edit.keyspace = name;
  {
    MutexLock lock(mutex_);
    edit.dropped = active_log_;
  }
  RETURN_IF_ERROR(sync_log());
  RETURN_IF_ERROR(versions_.commit(std::move(edit)));
  // An iterator over it has it open. One that cannot be removed is in no edit: the next open does.
  if (page_file != 0) (void)options_.file_system->remove(names_.pages(page_file)).is_ok();
  for (int level = 0; level < kLevels; ++level)
    obsolete_.insert(obsolete_.end(), version->level(level).begin(), version->level(level).end());
  MutexLock lock(mutex_);
  Keyspaces keyspaces = keyspaces_;
  const auto dropped = place_of(keyspaces, name);
  flushed_ += (*dropped)->immutables.size();  // whoever waits for them need not
  keyspaces.erase(dropped);
  show(std::move(keyspaces));
  return Status::ok();
}

std::vector<std::string> DbImpl::keyspaces() const {
  std::vector<std::string> names;
  const std::shared_ptr<const Keyspaces> keyspaces = catalog_.get();
  if (keyspaces == nullptr) return names;
  for (const auto& keyspace : *keyspaces) names.emplace_back(keyspace->name.view());
  return names;
}

}  // namespace engine

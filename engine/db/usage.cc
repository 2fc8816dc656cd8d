// What a database holds in memory, part by part: physical_work.h has the bounds.
#include "engine/db/db_impl.h"
#include "engine/db/write_set.h"

namespace engine {
namespace {

uint64_t held_by(const Memtable& memtable) {
  return memtable.logical_bytes() - memtable.entries() * Memtable::kEntryOverhead +
         memtable.node_bytes();
}

OldVersions old_versions_of(const ReadState& state) {
  if (state.btree != nullptr) return state.btree->old_versions();
  OldVersions old = state.active->old_versions();
  for (const auto& memtable : state.immutables) old += memtable->old_versions();
  return old;
}

void add_state(const ReadState& state, MemoryUsage& usage) {
  if (state.btree != nullptr) {
    usage.pages += state.btree->cached_bytes();
  } else {
    usage.memtables += held_by(*state.active);
    for (const auto& memtable : state.immutables) usage.memtables += held_by(*memtable);
  }
  const OldVersions old = old_versions_of(state);
  usage.old_versions += old.count;
  usage.old_version_bytes += old.bytes;
}

}  // namespace

MemoryUsage DbImpl::memory_usage() const {
  MemoryUsage usage;
  if (const std::shared_ptr<const Keyspaces> keyspaces = catalog_.get()) {
    for (const auto& keyspace : *keyspaces) {
      if (const std::shared_ptr<const ReadState> state = keyspace->state.get())
        add_state(*state, usage);
    }
    usage.names = name_pool_.bytes().total();
  }
  usage.block_cache = block_cache_.stats().bytes;
  usage.tables = table_cache_.memory_bytes();
  usage.transactions = transaction_bytes_.load(std::memory_order_relaxed);
  usage.snapshots = snapshots_.count();
  usage.parked_pools = ByteBuffers::parked_bytes() + Strings::parked_bytes() +
                       SerializationBuffers::parked_bytes() + WriteSet::parked_bytes();
  usage.parked_arenas = Scratch::parked_bytes();
  return usage;
}

}  // namespace engine

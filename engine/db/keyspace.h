// Keyspace: one ordered map of a database: its memtables, its tables, and what its readers look at.
// All keyspaces share the log, the sequence numbers, the caches and the background work. An index is
// a keyspace too, one that only the database writes to.
//
// Names: the catalog's, which live as long as their keyspace does. Where names are pooled, an index
// shares its keyspace's, and indexes of the same field the field's.
// Thread contract: name and index are constant; state, any thread; active is changed under
// write_mutex_ and mutex_ of the database, so either is enough to read; indexes, under write_mutex_;
// the rest is read and changed under mutex_.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/db/index.h"
#include "engine/db/read_state.h"
#include "engine/db/tree_name.h"
#include "engine/db/version.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/btree.h"
#include "engine/store/key.h"
#include "engine/store/memtable.h"

namespace engine {

// A full memtable, and the sequence numbers of its first entry and of the last write before it was
// full.
struct Immutable {
  std::shared_ptr<const Memtable> memtable;
  Sequence first;
  Sequence last;
  uint64_t rotation;  // memtables are flushed in the order in which they became full
};

// What an index is of.
struct IndexOf {
  Name name;  // empty: the keyspace is no index
  Name field;
  Name extractor;
  decltype(Extractor::field_of) field_of = nullptr;
};

struct Keyspace {
  Keyspace(Name text, IndexOf of, Sequence at)
      : name(std::move(text)), index(std::move(of)), created(at) {}

  TreeNameView tree_name() const { return {name.view(), index.name.view()}; }
  bool is_index() const { return index.field_of != nullptr; }
  // The field's value in one of the indexed keyspace. REQUIRES: is_index().
  std::optional<std::string_view> field_in(std::string_view value) const {
    return index.field_of(value, index.field.view());
  }

  const Name name;
  const IndexOf index;
  std::vector<Keyspace*> indexes;  // of this keyspace
  const Sequence created;  // what was visible then; 0 if that was before the database was opened
  Published<ReadState> state;

  // Of a B+tree, which has no memtables and no tables; else null. Changed under write_mutex_.
  std::shared_ptr<BTree> btree;

  std::shared_ptr<Memtable> active;
  std::atomic<Sequence> first_in_active{0};  // or in the B+tree since its checkpoint; 0: none
  std::shared_ptr<const Version> version;    // the newest
  Sequence flushed = 0;                      // no entry of the version is newer
  SmallVec<Immutable, kInlineImmutables> immutables;  // oldest first

  // The first entry that is in no table; kMaxSequence when there is none. `flushing`: as if the
  // oldest immutable memtable were in its table already.
  Sequence oldest_unflushed(bool flushing = false) const {
    const size_t next = flushing ? 1 : 0;
    if (immutables.size() > next) return immutables[next].first;
    const Sequence first = first_in_active.load(std::memory_order_relaxed);
    return first == 0 ? kMaxSequence : first;
  }
};

// By tree_name(): the default keyspace comes first, and each before its indexes.
using Keyspaces = std::vector<std::shared_ptr<Keyspace>>;

// Of the keyspaces in the order of the version set's trees; null where one is an LSM tree.
using BTrees = std::vector<std::shared_ptr<BTree>>;

inline constexpr size_t kInlineKeyspaces = 8;

// Where the keyspace of this name stands, or would.
inline Keyspaces::const_iterator place_of(const Keyspaces& keyspaces, const TreeNameView& name) {
  const auto is_before = [&](const std::shared_ptr<Keyspace>& keyspace) {
    return keyspace->tree_name() < name;
  };
  return std::partition_point(keyspaces.begin(), keyspaces.end(), is_before);
}

// Null when there is none of this name.
inline Keyspace* find_keyspace(const Keyspaces& keyspaces, const TreeNameView& name) {
  const auto found = place_of(keyspaces, name);
  return found == keyspaces.end() || (*found)->tree_name() != name ? nullptr : found->get();
}

}  // namespace engine

// Sources: what readers and compactions merge: memtables, tables of level 0, whole deeper levels,
// and what a transaction wrote itself.
// Thread contract: one thread at a time.
#pragma once

#include "engine/base/status.h"
#include "engine/db/level_iterator.h"
#include "engine/db/read_state.h"
#include "engine/db/table_cache.h"
#include "engine/db/version.h"
#include "engine/db/write_set.h"
#include "engine/store/btree_iterator.h"
#include "engine/store/iterator.h"
#include "engine/store/memtable.h"
#include "engine/store/merging_iterator.h"
#include "engine/store/table.h"

namespace engine {

using Source =
    OneOf<TableIterator, LevelIterator, MemtableIterator, BTreeIterator, WriteSetIterator>;
using MergedSources = MergingIterator<Source>;
using Sources = MergedSources::Sources;

// Adds an iterator over each of the tables, which may overlap. Errors: as TableCache::find.
Status add_tables(Sources& sources, const Tables& tables, TableCache& cache, FillCache fill_cache);

// Adds one iterator over the tables of a level below 0, if there are any. They must outlive it.
void add_level(Sources& sources, const Tables& tables, TableCache& cache, FillCache fill_cache);

// Adds the memtables of a state, or its B+tree, and all tables of a version. What they are of must outlive them.
void add_memtables(Sources& sources, const ReadState& state);
Status add_version(Sources& sources, const Version& version, TableCache& cache);

}  // namespace engine

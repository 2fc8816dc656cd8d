#include "engine/db/sources.h"

#include <utility>

namespace engine {

Status add_tables(Sources& sources, const Tables& tables, TableCache& cache, FillCache fill_cache) {
  for (const TableRef& meta : tables) {
    Result<std::shared_ptr<const Table>> table = cache.find(*meta);
    if (!table.is_ok()) return std::move(table).status();
    sources.emplace_back(TableIterator(*std::move(table), fill_cache));
  }
  return Status::ok();
}

void add_level(Sources& sources, const Tables& tables, TableCache& cache, FillCache fill_cache) {
  if (!tables.empty()) sources.emplace_back(LevelIterator(tables, cache, fill_cache));
}

void add_memtables(Sources& sources, const ReadState& state) {
  if (state.btree != nullptr) {
    sources.emplace_back(state.btree->iterate());
    return;
  }
  // One that was empty when it was looked at has no entry at or before the reader's sequence number,
  // which was taken before.
  if (!state.active->empty()) sources.emplace_back(state.active->iterate());
  for (const auto& memtable : state.immutables) sources.emplace_back(memtable->iterate());
}

Status add_version(Sources& sources, const Version& version, TableCache& cache) {
  RETURN_IF_ERROR(add_tables(sources, version.level(0), cache, FillCache::kYes));
  for (int level = 1; level < kLevels; ++level)
    add_level(sources, version.level(level), cache, FillCache::kYes);
  return Status::ok();
}

}  // namespace engine

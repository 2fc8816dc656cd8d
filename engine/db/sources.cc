#include "engine/db/sources.h"

#include <utility>

namespace engine {

Status add_tables(Sources& sources, const Tables& tables, TableCache& cache, FillCache fill_cache) {
  for (const TableRef& meta : tables) {
    Result<std::shared_ptr<const Table>> table = cache.find(meta->number);
    if (!table.is_ok()) return std::move(table).status();
    sources.emplace_back(TableIterator(*std::move(table), fill_cache));
  }
  return Status::ok();
}

void add_level(Sources& sources, const Tables& tables, TableCache& cache, FillCache fill_cache) {
  if (!tables.empty()) sources.emplace_back(LevelIterator(tables, cache, fill_cache));
}

}  // namespace engine

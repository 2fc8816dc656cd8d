#include "harness/lifetimes_table.h"

#include <algorithm>
#include <map>
#include <set>

#include "allocators/lifetimes.h"
#include "allocators/size_class.h"
#include "harness/cells.h"

namespace heapdyno {
namespace {

constexpr double kLeastShare = 0.01;  // of a phase's deaths
constexpr double kLeastEach = 0.001;  // of blocks to an operation

// The class of lifetimes that the middle one falls into.
uint64_t median_limit(const std::map<unsigned, uint64_t>& by_lifetime, uint64_t blocks) {
  uint64_t below = 0;
  for (const auto& [lifetime, count] : by_lifetime) {
    below += count;
    if (2 * below >= blocks) return lifetime_class_limit(lifetime);
  }
  return 0;
}

std::string percent(uint64_t part, uint64_t whole) {
  return figure(100 * static_cast<double>(part) / static_cast<double>(whole));
}

uint64_t deaths_of(const PhaseRecord& phase) {
  uint64_t deaths = 0;
  for (const ScopeRecord& scope : phase.scopes)
    for (const DeadBlocks& dead : dead_blocks(scope)) deaths += dead.blocks;
  return deaths;
}

std::string operations_text(uint64_t limit) {
  if (limit == UINT64_MAX) return "more";
  return limit == 0 ? "its own" : thousands(limit);
}

void add_rows(const Sample& sample, Table& table) {
  const PhaseRecord& phase = *sample.phase;
  const double operations = static_cast<double>(phase.operations());
  const double least =
      std::max(kLeastShare * static_cast<double>(deaths_of(phase)), kLeastEach * operations);
  for (const ScopeRecord& scope : phase.scopes) {
    for (const DeadBlocks& dead : dead_blocks(scope)) {
      if (static_cast<double>(dead.blocks) < least) continue;
      TableCell blocks(thousands(dead.blocks));
      blocks.figures = {{"", static_cast<double>(dead.blocks)}};
      table.rows.push_back(
          {value_of(sample, "scenario"), phase.name, configuration_of(sample.keys), scope.name,
           dead.sizes(), blocks, figure(static_cast<double>(dead.blocks) / operations),
           percent(dead.temporary, dead.blocks), percent(dead.own_operation, dead.blocks),
           percent(dead.elsewhere, dead.blocks), operations_text(dead.median_limit)});
    }
  }
}

}  // namespace

std::string DeadBlocks::sizes() const {
  if (most_bytes == SIZE_MAX) return "over " + thousands(least_bytes) + " B";
  return thousands(least_bytes + 1) + "-" + thousands(most_bytes) + " B";
}

std::vector<DeadBlocks> dead_blocks(const ScopeRecord& scope) {
  std::map<unsigned, DeadBlocks> classes;
  std::map<unsigned, std::map<unsigned, uint64_t>> lifetimes;
  for (const Deaths& deaths : scope.deaths) {
    DeadBlocks& dead = classes[deaths.size_class];
    dead.blocks += deaths.blocks;
    if (deaths.death == HEAPDYNO_DEATH_TEMPORARY) dead.temporary += deaths.blocks;
    if (deaths.death == HEAPDYNO_DEATH_ELSEWHERE) dead.elsewhere += deaths.blocks;
    if (deaths.lifetime_class == 0) dead.own_operation += deaths.blocks;
    lifetimes[deaths.size_class][deaths.lifetime_class] += deaths.blocks;
  }
  std::vector<DeadBlocks> all;
  for (auto& [size_class, dead] : classes) {
    dead.least_bytes = size_class == 0 ? 0 : size_class_limit(size_class - 1);
    dead.most_bytes = size_class_limit(size_class);
    dead.median_limit = median_limit(lifetimes[size_class], dead.blocks);
    all.push_back(dead);
  }
  return all;
}

std::vector<Table> lifetime_tables(const std::vector<Record>& records) {
  Table table;
  table.title = "How blocks died, by the operation that made them and their size";
  for (const char* key : {"scenario", "phase", "variant", "born in", "size"})
    table.columns.push_back({key, Align::kLeft});
  for (const char* figure : {"died", "an operation", "temporary %", "own operation %",
                             "freed elsewhere %", "half within"})
    table.columns.push_back({figure, Align::kRight});
  std::set<std::vector<std::string>> seen;
  for (const Sample& sample : samples_of(records)) {
    if (value_of(sample, "mode") != name_of(Mode::kLive)) continue;
    if (seen.insert(
                {value_of(sample, "scenario"), sample.phase->name, configuration_of(sample.keys)})
            .second)
      add_rows(sample, table);
  }
  if (seen.empty()) return {};
  table.notes.push_back(
      "temporary: freed with no other call of the thread in between; half within: operations, of "
      "all "
      "threads, within which half of them died");
  return {table};
}

}  // namespace heapdyno

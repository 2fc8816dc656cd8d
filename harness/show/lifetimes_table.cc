#include "harness/show/lifetimes_table.h"

#include <algorithm>
#include <map>

#include "allocators/lifetimes.h"
#include "allocators/size_class.h"
#include "harness/figures/phase_rows.h"

namespace heapdyno {
namespace {

constexpr double kLeastShare = 0.01;  // of a phase's births and deaths
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

TableCell born_cell(uint64_t born, double operations) {
  TableCell cell = count_cell(born);
  cell.figures.emplace_back("per operation", static_cast<double>(born) / operations);
  return cell;
}

TableCell percent_cell(uint64_t part, uint64_t whole) {
  if (whole == 0) return "n/a";
  return number_cell(100 * static_cast<double>(part) / static_cast<double>(whole));
}

uint64_t births_and_deaths(const PhaseRecord& phase) {
  uint64_t sum = 0;
  for (const ScopeRecord& scope : phase.scopes)
    for (const BlocksOfSize& blocks : blocks_by_size(scope)) sum += blocks.born + blocks.died;
  return sum;
}

std::string operations_text(uint64_t limit) {
  if (limit == UINT64_MAX) return "more";
  return limit == 0 ? "its own" : thousands(limit);
}

void add_lifetimes(const PhaseRow& row, PhaseTable& table) {
  const PhaseRecord& phase = *row.samples.front().phase;
  const double operations = static_cast<double>(phase.operations());
  const double least = std::max(kLeastShare * static_cast<double>(births_and_deaths(phase)),
                                kLeastEach * operations);
  for (const ScopeRecord& scope : phase.scopes) {
    for (const BlocksOfSize& blocks : blocks_by_size(scope)) {
      if (static_cast<double>(blocks.born + blocks.died) < least) continue;
      table.add_row(
          row, {scope.name, blocks.sizes(), born_cell(blocks.born, operations),
                count_cell(blocks.died), number_cell(static_cast<double>(blocks.died) / operations),
                percent_cell(blocks.temporary, blocks.died),
                percent_cell(blocks.own_operation, blocks.died),
                percent_cell(blocks.elsewhere, blocks.died),
                blocks.died == 0 ? "n/a" : operations_text(blocks.median_limit)});
    }
  }
}

}  // namespace

std::string BlocksOfSize::sizes() const {
  if (most_bytes == SIZE_MAX) return "over " + thousands(least_bytes) + " B";
  return thousands(least_bytes + 1) + "-" + thousands(most_bytes) + " B";
}

std::vector<BlocksOfSize> blocks_by_size(const ScopeRecord& scope) {
  std::map<unsigned, BlocksOfSize> classes;
  unsigned born_class = 0;
  for (size_t i = 0; i + 1 < scope.histogram.size(); i += 2) {
    born_class += static_cast<unsigned>(scope.histogram[i]);
    classes[born_class].born = scope.histogram[i + 1];
  }
  std::map<unsigned, std::map<unsigned, uint64_t>> lifetimes;
  for (const Deaths& deaths : scope.deaths) {
    BlocksOfSize& blocks = classes[deaths.size_class];
    blocks.died += deaths.blocks;
    if (deaths.death == HEAPDYNO_DEATH_TEMPORARY) blocks.temporary += deaths.blocks;
    if (deaths.death == HEAPDYNO_DEATH_ELSEWHERE) blocks.elsewhere += deaths.blocks;
    if (deaths.lifetime_class == 0) blocks.own_operation += deaths.blocks;
    lifetimes[deaths.size_class][deaths.lifetime_class] += deaths.blocks;
  }
  std::vector<BlocksOfSize> all;
  for (auto& [size_class, blocks] : classes) {
    blocks.least_bytes = size_class == 0 ? 0 : size_class_limit(size_class - 1);
    blocks.most_bytes = size_class_limit(size_class);
    blocks.median_limit = median_limit(lifetimes[size_class], blocks.died);
    all.push_back(blocks);
  }
  return all;
}

std::vector<Table> lifetime_tables(const std::vector<Record>& records) {
  constexpr Mode kModes[] = {Mode::kLive};
  const std::vector<Sample> samples = samples_of(records, kModes);
  if (samples.empty()) return {};
  const std::vector<PhaseRow> rows = phase_rows(samples, Allocators::kTogether);
  PhaseTable table("How blocks died, by the operation that made them and their size", rows);
  for (const char* key : {"born in", "size"}) table.add_column(key, Align::kLeft);
  for (const char* figure : {"born", "died", "died/op", "temporary %", "own operation %",
                             "freed elsewhere %", "half within"})
    table.add_column(figure);
  for (const PhaseRow& row : rows) add_lifetimes(row, table);
  table.add_note(
      "of those that died: temporary: freed with no other call of the thread in between; half "
      "within: operations, of all threads, within which half of them died");
  return {table.table()};
}

}  // namespace heapdyno

// Memory over the operations of a phase, and what sizes are asked for.
#include <algorithm>
#include <set>

#include "allocators/size_class.h"
#include "harness/report/place_columns.h"
#include "harness/report/sections.h"
#include "harness/show/advice.h"
#include "harness/show/lifetimes_table.h"
#include "harness/show/memory_curve.h"

namespace heapdyno {
namespace {

std::string bytes_text(size_t bytes) {
  constexpr size_t kKilo = 1024;
  if (bytes == SIZE_MAX) return "more";
  if (bytes < 8 * kKilo) return thousands(bytes) + " B";
  if (bytes < kKilo * kKilo) return thousands(bytes / kKilo) + " KiB";
  return thousands(bytes / kKilo / kKilo) + " MiB";
}

constexpr size_t kMostSideBySide = 4;  // bars of one size

// Allocations by size class, of all scopes.
std::map<unsigned, uint64_t> sizes_of(const PhaseRecord& phase) {
  std::map<unsigned, uint64_t> sizes;
  for (const ScopeRecord& scope : phase.scopes) {
    unsigned index = 0;
    for (size_t i = 0; i + 1 < scope.histogram.size(); i += 2) {
      index += static_cast<unsigned>(scope.histogram[i]);
      sizes[index] += scope.histogram[i + 1];
    }
  }
  return sizes;
}

// One of each phase and variant: of exact counts every allocator has the same.
std::vector<std::pair<ReportCell, const PhaseRecord*>> sized_phases(
    const std::map<ReportCell, std::vector<Sample>>& cells) {
  std::vector<std::pair<ReportCell, const PhaseRecord*>> phases;
  for (const auto& [cell, samples] : cells) {
    if (!is_plain_variant(cell.variant.text)) continue;
    ReportCell any = cell;
    any.alloc.clear();
    if (phases.empty() || !(phases.back().first == any))
      phases.emplace_back(any, samples.front().phase);
  }
  return phases;
}

void put_baseline_first(Table& table) {
  const auto variant = std::find_if(table.columns.begin(), table.columns.end(),
                                    [](const Column& column) { return column.name == "variant"; });
  const auto place = static_cast<size_t>(variant - table.columns.begin());
  if (variant == table.columns.end()) return;
  std::stable_partition(table.rows.begin(), table.rows.end(),
                        [&](const auto& row) { return row[place].text == "baseline"; });
}

TableCell class_cell(unsigned index) { return figure_cell(std::to_string(index), index); }

// Of the table that `show` prints. Absent where there is none.
MaybeSection shown_section(std::vector<Table> tables, ReportSection section) {
  if (tables.empty()) return std::nullopt;
  section.table = std::move(tables.front());
  section.table.title.clear();
  put_baseline_first(section.table);
  return section;
}

}  // namespace

MaybeSection memory_section(const Gathered& gathered) {
  return shown_section(
      curve_tables(gathered.records()),
      {"memory",
       "Memory over operations",
       {"The dashed line is what the store has asked for and not given back, the least that any "
        "allocator could need; the other lines are what its process holds under each allocator. "
        "The space between is what the allocator costs: rounding, fragmentation, and memory that "
        "it keeps for later."},
       "memory",
       {},
       {"scenario", "variant"}});
}

MaybeSection lifetime_section(const Gathered& gathered) {
  return shown_section(
      lifetime_tables(gathered.records()),
      {"lifetimes",
       "How long blocks live",
       {"Of the blocks that each operation makes, by size, how many are freed within it, later, or "
        "not in this phase. What dies within its operation needs no general allocator: an arena or "
        "a buffer on the stack would do. Counted, and the same under every allocator."},
       "lifetimes",
       {},
       {"scenario", "phase", "variant"}});
}

MaybeSection advice_section(const Gathered& gathered) {
  return shown_section(advice_tables(gathered.records()),
                       {"advice",
                        "What the figures suggest",
                        {"Each line is a share that a rule looks for, and what is then worth "
                         "trying; the rules stand "
                         "beneath."},
                        "",
                        {},
                        {"scenario", "phase", "variant"}});
}

MaybeSection size_section(const Gathered& gathered) {
  const auto cells = gathered.samples(Mode::kCount);
  const auto phases = sized_phases(cells);
  std::vector<ReportCell> places;
  for (const auto& [cell, phase] : phases) places.push_back(cell);
  if (places.empty()) return std::nullopt;
  const PlaceColumns columns(places, ShowAllocators::kNo);
  Table table{"", columns.columns(), {}, {}};
  table.columns.insert(table.columns.end(),
                       {{"class"}, {"size"}, {"allocations"}, {"per operation"}});
  for (const auto& [cell, phase] : phases) {
    for (const auto& [index, allocations] : sizes_of(*phase)) {
      std::vector<TableCell>& row = table.rows.emplace_back(columns.row(cell));
      row.insert(row.end(),
                 {class_cell(index), bytes_text(size_class_limit(index)), count_cell(allocations),
                  number_cell(per(allocations, phase->operations()))});
    }
  }
  if (table.rows.empty()) return std::nullopt;
  std::set<std::string> configurations;
  for (const ReportCell& cell : places) configurations.insert(cell.configuration());
  std::vector<std::string> pick = {"scenario", "phase"};
  if (configurations.size() > kMostSideBySide) pick.emplace_back("variant");
  return ReportSection{
      "sizes",
      "Sizes that are asked for",
      {"How many allocations of which size an operation makes. Counted, and the same "
       "under every allocator."},
      "sizes",
      std::move(table),
      pick,
      {{"metric", "allocs/op"}}};
}

}  // namespace heapdyno

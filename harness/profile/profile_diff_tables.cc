#include "harness/profile/profile_diff_tables.h"

#include <algorithm>
#include <utility>

#include "harness/profile/profile_tables.h"

namespace heapdyno {
namespace {

TableCell gain_cell(uint64_t before, uint64_t after) {
  const auto gain = static_cast<int64_t>(after - before);
  return figure_cell((gain > 0 ? "+" : "") + figure(static_cast<double>(gain)),
                     static_cast<double>(gain));
}

// The rows of the sites that changed most by a figure; `cells` gives what is told of two sides.
template <typename Cells>
void add_changes(const Changes& changes, By by, size_t top, Cells cells, Table& table) {
  const auto add = [&](const std::string& change, const std::string& operation,
                       const std::string& site, const Allocated& before, const Allocated& after) {
    std::vector<TableCell> row = {change, operation, site};
    for (TableCell& cell : cells(operation, before, after)) row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  };
  const std::vector<SiteChange> sites = most_changed(changes.sites, by);
  const size_t shown = std::min(top, sites.size());
  for (size_t i = 0; i < shown; ++i) {
    const SiteChange& site = sites[i];
    add(std::string(site.change(by)), site.operation, short_name(site.function), site.before,
        site.after);
  }
  Allocated before;
  Allocated after;
  for (size_t i = shown; i < sites.size(); ++i) {
    before += sites[i].before;
    after += sites[i].after;
  }
  if (shown < sites.size()) add("", "", more_sites(sites.size() - shown), before, after);
  add("in all", "", "", changes.before, changes.after);
  table.notes.push_back("sites that are the same in both: " + std::to_string(changes.same));
}

std::string sides_of(const ProfileDiff& diff) {
  if (!diff.after.commit.empty()) return diff.before.commit + " -> " + diff.after.commit;
  return diff.before.variant + " -> " + diff.after.variant;
}

Table diff_table(const ProfileDiff& diff, const PhaseDiff& phase, size_t top) {
  Table table{phase.before->name + ": " + sides_of(diff) + " (" + phase.before->operations_text() +
                  ", counted)",
              {{"change", Align::kLeft},
               {"operation", Align::kLeft},
               {"site", Align::kLeft},
               {"allocs/op"},
               {"allocations"},
               {"bytes/op"}},
              {},
              {}};
  const auto cells = [&](const std::string& operation, const Allocated& a, const Allocated& b) {
    const uint64_t before = phase.before->operations_of(operation);
    const uint64_t after = phase.after->operations_of(operation);
    return std::vector<TableCell>{
        change_cell({"before", per(a.allocations, before)}, {"after", per(b.allocations, after)}),
        gain_cell(a.allocations, b.allocations),
        change_cell({"before", per(a.bytes, before)}, {"after", per(b.bytes, after)})};
  };
  add_changes(phase.changes, By::kAllocations, top, cells, table);
  return table;
}

Table heap_diff_table(const ProfileDiff& diff, const HeapDiff& heap, size_t top) {
  Table table{"Alive at the " + heap.moment + ": " + sides_of(diff) + " (counted)",
              {{"change", Align::kLeft},
               {"allocated by", Align::kLeft},
               {"site", Align::kLeft},
               {"bytes"},
               {"difference"},
               {"blocks"}},
              {},
              {}};
  const auto cells = [](const std::string&, const Allocated& a, const Allocated& b) {
    return std::vector<TableCell>{change_cell({"before", static_cast<double>(a.bytes)},
                                              {"after", static_cast<double>(b.bytes)}),
                                  gain_cell(a.bytes, b.bytes),
                                  change_cell({"before", static_cast<double>(a.allocations)},
                                              {"after", static_cast<double>(b.allocations)})};
  };
  add_changes(heap.changes, By::kBytes, top, cells, table);
  return table;
}

}  // namespace

std::vector<Table> tables_of(const ProfileDiff& diff, size_t top) {
  std::vector<Table> tables;
  for (const PhaseDiff& phase : diff.phases) tables.push_back(diff_table(diff, phase, top));
  for (const HeapDiff& heap : diff.heaps) tables.push_back(heap_diff_table(diff, heap, top));
  if (!tables.empty() && !tells_order(diff.before.tool)) tables.back().notes.push_back(kSumsAlone);
  return tables;
}

}  // namespace heapdyno

#include "harness/profile/profile_tables.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <utility>

#include "harness/base/words.h"
#include "harness/profile/call_sites.h"

namespace heapdyno {
namespace {

constexpr size_t kShownCallers = 3;

std::string percent(uint64_t part, uint64_t whole) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f %%", 100 * per(part, whole));
  return text.data();
}

TableCell share_cell(uint64_t part, uint64_t whole) {
  return figure_cell(percent(part, whole), per(part, whole));
}

// The nearest callers of the way that counts most, the nearest first.
std::string called_from(const CallSite& site, By by) {
  const Way& way = site.ways.front();
  std::vector<std::string> names;
  for (auto caller = way.callers.rbegin(); caller != way.callers.rend(); ++caller) {
    if (names.size() == kShownCallers) {
      names.emplace_back("...");
      break;
    }
    names.push_back(short_name(*caller));
  }
  std::string text = join(names, " < ");
  const auto ways = std::count_if(site.ways.begin(), site.ways.end(), [&](const Way& other) {
    return figure_of(other.figures, by) > 0;
  });
  if (ways > 1) {
    text += " (" + percent(figure_of(way.figures, by), figure_of(site.figures, by)) + ", " +
            std::to_string(ways) + " ways)";
  }
  return text;
}

Allocated sum_of(const std::vector<CallSite>& sites, size_t first) {
  Allocated sum;
  for (size_t i = first; i < sites.size(); ++i) sum += sites[i].figures;
  return sum;
}

// Adds the first `top` of the sites, which stand in this order, and the sum of the others.
template <typename Add>
void add_first(const std::vector<CallSite>& sites, size_t top, By by, const std::string& of_others,
               Add add) {
  const size_t shown = std::min(top, sites.size());
  for (size_t i = 0; i < shown; ++i) {
    const CallSite& site = sites[i];
    add(site.operation, short_name(site.function), site.figures, called_from(site, by));
  }
  if (shown < sites.size())
    add(of_others, more_sites(sites.size() - shown), sum_of(sites, shown), "");
}

// The sites of each operation, that with the most allocations first.
std::vector<std::vector<CallSite>> sites_by_operation(const CallStacks& stacks) {
  std::map<std::string, std::vector<CallSite>> of_each;
  for (CallSite& site : most_first(call_sites(stacks), By::kAllocations))
    of_each[site.operation].push_back(std::move(site));
  std::vector<std::vector<CallSite>> list;
  for (auto& [operation, sites] : of_each) list.push_back(std::move(sites));
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
    return sum_of(a, 0).allocations > sum_of(b, 0).allocations;
  });
  return list;
}

class AllocationTable {
 public:
  AllocationTable(const Profile& profile, const PhaseProfile& phase)
      : tool_(profile.tool), phase_(phase), all_(total(phase.stacks)) {
    table_.title = phase.name + ": " + thousands(all_.allocations) + " allocations in " +
                   phase.operations_text() + " (counted)";
    table_.columns = {{"operation", Align::kLeft},
                      {"site", Align::kLeft},
                      {"allocs/op"},
                      {"allocations"},
                      {"share"},
                      {"bytes/op"}};
    if (tells_order(tool_)) table_.columns.push_back({"temporary"});
    table_.columns.push_back({"called from", Align::kLeft});
  }

  Table of_most(size_t top) {
    for (const std::vector<CallSite>& sites : sites_by_operation(phase_.stacks)) {
      add_first(sites, top, By::kAllocations, sites.front().operation,
                [&](const auto&... of) { add(of...); });
    }
    return std::move(table_);
  }

 private:
  void add(const std::string& operation, const std::string& site, const Allocated& figures,
           const std::string& from) {
    const uint64_t operations = phase_.operations_of(operation);
    std::vector<TableCell> row = {operation,
                                  site,
                                  number_cell(per(figures.allocations, operations)),
                                  count_cell(figures.allocations),
                                  share_cell(figures.allocations, all_.allocations),
                                  number_cell(per(figures.bytes, operations))};
    if (tells_order(tool_)) row.push_back(count_cell(figures.temporary));
    row.emplace_back(from);
    table_.rows.push_back(std::move(row));
  }

  const ProfileTool tool_;
  const PhaseProfile& phase_;
  const Allocated all_;
  Table table_;
};

Table temporary_table(const PhaseProfile& phase, size_t top) {
  Table table{phase.name + ": " + thousands(total(phase.stacks).temporary) +
                  " temporary allocations (freed by the very next call)",
              {{"operation", Align::kLeft},
               {"site", Align::kLeft},
               {"temporary"},
               {"of its allocations"},
               {"called from", Align::kLeft}},
              {},
              {}};
  std::vector<CallSite> sites = most_first(call_sites(phase.stacks), By::kTemporary);
  std::erase_if(sites, [](const CallSite& site) { return site.figures.temporary == 0; });
  const auto add = [&](const std::string& operation, const std::string& site,
                       const Allocated& figures, const std::string& from) {
    table.rows.push_back({operation, site, count_cell(figures.temporary),
                          share_cell(figures.temporary, figures.allocations), from});
  };
  add_first(sites, top, By::kTemporary, "", add);
  return table;
}

Table heap_table(const HeapRecord& heap, size_t top) {
  Table table{"Alive at the " + heap.moment + ": " + thousands(heap.all.bytes) + " bytes in " +
                  thousands(heap.all.allocations) + " blocks (counted)",
              {{"allocated by", Align::kLeft},
               {"site", Align::kLeft},
               {"bytes"},
               {"share"},
               {"blocks"},
               {"called from", Align::kLeft}},
              {},
              {}};
  const auto add = [&](const std::string& operation, const std::string& site,
                       const Allocated& figures, const std::string& from) {
    table.rows.push_back({operation, site, count_cell(figures.bytes),
                          share_cell(figures.bytes, heap.all.bytes),
                          count_cell(figures.allocations), from});
  };
  const std::vector<CallSite> sites = most_first(call_sites(heap.stacks), By::kBytes);
  add_first(sites, top, By::kBytes, "", add);
  Allocated elsewhere = heap.all;
  elsewhere -= total(heap.stacks);
  add("", "(the driver and libraries)", elsewhere, "");
  return table;
}

}  // namespace

std::string more_sites(size_t sites) {
  return "(" + std::to_string(sites) + (sites == 1 ? " more site)" : " more sites)");
}

std::vector<Table> tables_of(const Profile& profile, size_t top) {
  std::vector<Table> tables;
  for (const PhaseProfile& phase : profile.phases) {
    tables.push_back(AllocationTable(profile, phase).of_most(top));
    if (total(phase.stacks).temporary > 0) tables.push_back(temporary_table(phase, top));
  }
  for (const HeapRecord& heap : profile.heaps) tables.push_back(heap_table(heap, top));
  if (!tables.empty() && !tells_order(profile.tool)) tables.back().notes.push_back(kSumsAlone);
  return tables;
}

}  // namespace heapdyno

#include "harness/profile/sites.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/profile/call_sites.h"

namespace heapdyno {
namespace {

std::string variant_of(const std::set<std::string>& toggles) {
  if (toggles.empty()) return "baseline";
  return join(std::vector<std::string>(toggles.begin(), toggles.end()), "+");
}

// Of the profiled trial in which these toggles are on and no other.
bool is_of(const Record& record, const std::set<std::string>& toggles) {
  std::set<std::string> on;
  for (const auto& [toggle, kind] : record.policy) {
    if (kind != "off") on.insert(toggle);
  }
  return on == toggles;
}

const PhaseRecord* find_phase(const Record& record, const Place& place) {
  if (!record.ok() || record.keys.at("mode") != "profile") return nullptr;
  if (record.keys.at("scenario") != place.scenario) return nullptr;
  for (const PhaseRecord& phase : record.phases) {
    if (phase.name != place.phase) continue;
    if (!phase.measured || !phase.applies())
      throw Error(record.origin + ": phase " + place.phase + " of " + place.scenario +
                  " is not measured");
    return &phase;
  }
  throw Error(record.origin + ": scenario " + place.scenario + " has no phase " + place.phase);
}

// The phase in the last record that `is_wanted`.
template <typename IsWanted>
const PhaseRecord& phase_at(const Place& place, const std::vector<Record>& records,
                            const std::string& variant, IsWanted is_wanted) {
  for (auto record = records.rbegin(); record != records.rend(); ++record) {
    if (!is_wanted(*record)) continue;
    if (const PhaseRecord* phase = find_phase(*record, place)) return *phase;
  }
  throw Error("no record of " + place.scenario + " under " + variant +
              " in mode profile: make them with 'heapdyno sites --out FILE'");
}

bool same_place(const Place& a, const Place& b) {
  return a.scenario == b.scenario && a.phase == b.phase;
}

// Of all sites of the toggle at that place.
std::vector<std::string> functions_at(const Site& site, const SiteList& list) {
  std::vector<std::string> functions;
  for (const Site& other : list.sites) {
    if (other.toggle != site.toggle || !same_place(other.place, site.place)) continue;
    functions.insert(functions.end(), other.functions.begin(), other.functions.end());
  }
  return functions;
}

std::string shown(const std::vector<std::string>& functions) {
  std::vector<std::string> names;
  for (const std::string& function : functions) names.push_back(short_name(function));
  return join(names, ", ");
}

std::vector<TableCell> row_of(const Site& site, const SiteFigures& off, const SiteFigures& on) {
  const auto cell = [&](uint64_t a, uint64_t b) {
    return change_cell({"off", per(a, off.operations)}, {"on", per(b, on.operations)});
  };
  return {site.toggle + (site.with.empty() ? "" : " (with " + site.with + ")"),
          site.site,
          shown(site.functions),
          site.place.scenario,
          site.place.phase,
          cell(off.here.allocations, on.here.allocations),
          cell(off.here.bytes, on.here.bytes),
          cell(off.bytes_copied, on.bytes_copied),
          cell(off.in_all.allocations, on.in_all.allocations)};
}

// A function that was renamed, or never was.
void note_unseen(const Site& site, const SiteFigures& off, const SiteFigures& on,
                 std::vector<std::string>& notes) {
  for (const std::string& function : site.functions) {
    if (off.seen.count(function) + on.seen.count(function) > 0) continue;
    notes.push_back(function + " is on no stack of " + site.place.scenario + ", " +
                    site.place.phase);
  }
}

// Allocations of each step for each operation; behind the last step those of none.
std::vector<double> step_figures(const Walk& walk, const PhaseRecord& phase) {
  std::vector<std::string> functions;
  for (const Step& step : walk.steps)
    functions.insert(functions.end(), step.functions.begin(), step.functions.end());
  const auto sums = by_function(phase.stacks, functions);
  const auto allocations = [&](const std::string& function) {
    const auto found = sums.find(function);
    return found == sums.end() ? 0 : found->second.allocations;
  };
  std::vector<double> figures;
  for (const Step& step : walk.steps) {
    uint64_t sum = 0;
    for (const std::string& function : step.functions) sum += allocations(function);
    figures.push_back(per(sum, phase.operations()));
  }
  figures.push_back(per(allocations(""), phase.operations()));
  return figures;
}

}  // namespace

SiteFigures figures_of(const Site& site, const std::set<std::string>& toggles, const SiteList& list,
                       const std::vector<Record>& records) {
  const PhaseRecord& phase = phase_at(site.place, records, variant_of(toggles),
                                      [&](const Record& record) { return is_of(record, toggles); });
  SiteFigures figures;
  figures.operations = phase.operations();
  figures.in_all = total(phase.stacks);
  const auto copied = phase.physical.find("bytes_copied");
  if (copied != phase.physical.end()) figures.bytes_copied = copied->second;
  const auto sums = by_function(phase.stacks, functions_at(site, list));
  for (const std::string& function : site.functions) {
    const auto found = sums.find(function);
    if (found == sums.end()) continue;
    figures.seen.insert(function);
    figures.here += found->second;
  }
  return figures;
}

std::vector<ProfiledCell> cells_of(const SiteList& list) {
  std::set<ProfiledCell> cells;
  for (const Site& site : list.sites) {
    cells.insert({site.place.scenario, variant_of(site.off())});
    cells.insert({site.place.scenario, variant_of(site.on())});
  }
  for (const Walk& walk : list.walks) {
    cells.insert({walk.place.scenario, "baseline"});
    cells.insert({walk.place.scenario, "seed"});
  }
  return {cells.begin(), cells.end()};
}

Table site_table(const SiteList& list, const std::vector<Record>& records) {
  Table table{
      "Sites: for each operation, off -> on (counted by call stack, exact)",
      {{"toggle", Align::kLeft},
       {"site", Align::kLeft},
       {"functions", Align::kLeft},
       {"scenario", Align::kLeft},
       {"phase", Align::kLeft},
       {"allocs there", Align::kRight},
       {"bytes requested there", Align::kRight},
       {"bytes copied", Align::kRight},
       {"allocs in all", Align::kRight}},
      {},
      {"there: in these functions and what they call. Bytes copied and allocs in all: of the "
       "whole phase, by every site of the toggle"}};
  for (const Site& site : list.sites) {
    const SiteFigures off = figures_of(site, site.off(), list, records);
    const SiteFigures on = figures_of(site, site.on(), list, records);
    table.rows.push_back(row_of(site, off, on));
    note_unseen(site, off, on, table.notes);
  }
  return table;
}

Table walk_table(const Walk& walk, const std::vector<Record>& records) {
  Table table{"A " + walk.name + " (" + walk.place.scenario + ", " + walk.place.phase +
                  "): allocations for each operation",
              {{"step", Align::kLeft},
               {"functions", Align::kLeft},
               {"baseline", Align::kRight},
               {"seed", Align::kRight}},
              {},
              {}};
  std::vector<std::vector<double>> sides;
  std::vector<double> sums;
  for (const std::string variant : {"baseline", "seed"}) {
    const PhaseRecord& phase = phase_at(walk.place, records, variant, [&](const Record& record) {
      const auto found = record.keys.find("variant");
      return found != record.keys.end() && found->second == variant;
    });
    sides.push_back(step_figures(walk, phase));
    sums.push_back(per(total(phase.stacks).allocations, phase.operations()));
  }
  for (size_t i = 0; i < walk.steps.size(); ++i) {
    table.rows.push_back({walk.steps[i].step, shown(walk.steps[i].functions),
                          number_cell(sides[0][i]), number_cell(sides[1][i])});
  }
  table.rows.push_back(
      {"elsewhere", "", number_cell(sides[0].back()), number_cell(sides[1].back())});
  table.rows.push_back({"in all", "", number_cell(sums[0]), number_cell(sums[1])});
  return table;
}

}  // namespace heapdyno

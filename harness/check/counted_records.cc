#include "harness/check/counted_records.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/profile/call_sites.h"

namespace heapdyno {
namespace {

constexpr std::string_view kInBackground = ", background";

NamedCounts without_zeros(NamedCounts figures) {
  std::erase_if(figures, [](const auto& figure) { return figure.second == 0; });
  return figures;
}

CellOperation counted(const ScopeRecord& scope) {
  return {scope.operations, without_zeros({{"allocations", scope.allocations()},
                                           {"bytes", scope.count("bytes")},
                                           {"frees", scope.count("free") + scope.count("delete")},
                                           {"resized", scope.count("resized")}})};
}

CellPhase counted(const PhaseRecord& phase) {
  CellPhase counts;
  counts.name = phase.name;
  counts.work = phase.operation_digest;
  if (!phase.answer_digest.empty()) counts.work += " " + phase.answer_digest;
  for (const ScopeRecord& scope : phase.scopes) counts.operations[scope.name] = counted(scope);
  counts.physical = without_zeros(phase.physical);
  return counts;
}

using SiteKey = std::tuple<std::string, std::string, CallPlace>;  // operation, function

// A record of an older tool has stacks alone.
CallPlaces places_of(const PhaseRecord& phase) {
  if (!phase.places.empty()) return phase.places;
  CallPlaces places;
  for (const auto& [stack, figures] : phase.stacks) places[stack][CallPlace{}] = figures;
  return places;
}

std::vector<CellSite> sites_of(const PhaseRecord& phase) {
  std::map<SiteKey, Allocated> sums;
  for (const auto& [stack, places] : places_of(phase)) {
    for (const auto& [place, figures] : places)
      sums[{operation_of(stack), short_name(stack.back()), place}] += figures;
  }
  std::vector<CellSite> sites;
  for (const auto& [key, figures] : sums) {
    const auto& [operation, function, place] = key;
    sites.push_back({operation,
                     function,
                     place.callee,
                     {place.file, static_cast<int>(place.line)},
                     figures.allocations,
                     figures.bytes});
  }
  return sites;
}

}  // namespace

CountedCell counted_of(const Record& record) {
  CountedCell cell;
  cell.scenario = value_of(record.keys, "scenario");
  cell.variant = value_of(record.keys, "variant");
  cell.digest = record.scenario_digest;
  for (const PhaseRecord& phase : record.phases) {
    if (phase.measured && phase.applies()) cell.phases.push_back(counted(phase));
  }
  return cell;
}

void add_sites(CountedCell& cell, const Record& profile) {
  for (CellPhase& phase : cell.phases) {
    const auto same =
        std::find_if(profile.phases.begin(), profile.phases.end(),
                     [&](const PhaseRecord& other) { return other.name == phase.name; });
    if (same != profile.phases.end()) phase.sites = sites_of(*same);
  }
}

std::string counted_operation(const std::string& operation_of_site) {
  return operation_of_site.ends_with(kInBackground) ? "background" : operation_of_site;
}

}  // namespace heapdyno

#include "harness/profile/profile.h"

#include <algorithm>
#include <numeric>

#include "harness/base/error.h"
#include "harness/base/table.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kEndOf = "end of ";

// Sites and ways with what `figures_json` says of each.
template <typename FiguresJson>
OrderedJson sites_json(const CallStacks& stacks, By by, FiguresJson figures_json) {
  OrderedJson sites = OrderedJson::array();
  for (const CallSite& site : most_first(call_sites(stacks), by)) {
    OrderedJson json = {{"operation", site.operation}, {"function", site.function}};
    json.update(figures_json(site.figures));
    for (const Way& way : site.ways) {
      OrderedJson way_json = {{"callers", way.callers}};
      way_json.update(figures_json(way.figures));
      json["ways"].push_back(std::move(way_json));
    }
    sites.push_back(std::move(json));
  }
  return sites;
}

OrderedJson phase_json(const PhaseProfile& phase, ProfileTool tool) {
  const auto figures_json = [&](const Allocated& of) { return allocated_json(of, tool); };
  OrderedJson json = {{"phase", phase.name}, {"operations", phase.operations}};
  json.update(figures_json(total(phase.stacks)));
  json["sites"] = sites_json(phase.stacks, By::kAllocations, figures_json);
  return json;
}

OrderedJson heap_json(const HeapRecord& heap) {
  OrderedJson json = {{"moment", heap.moment}};
  json.update(alive_json(heap.all));
  json["sites"] = sites_json(heap.stacks, By::kBytes, alive_json);
  return json;
}

}  // namespace

uint64_t PhaseProfile::operations_of(const std::string& operation) const {
  const auto found = operations.find(operation.substr(0, operation.find(',')));
  if (found != operations.end()) return found->second;
  return std::accumulate(operations.begin(), operations.end(), uint64_t{0},
                         [](uint64_t sum, const auto& kind) { return sum + kind.second; });
}

std::string PhaseProfile::operations_text() const {
  std::vector<std::string> kinds;
  for (const auto& [kind, number] : operations) kinds.push_back(thousands(number) + " " + kind);
  return join(kinds, ", ");
}

std::string Profile::configuration() const {
  return variant.empty() ? store : store + ", " + variant;
}

Profile profile_of(const Record& record, ProfileTool tool) {
  const auto variant = record.keys.find("variant");
  Profile profile{tool,
                  record.keys.at("scenario"),
                  record.scenario_digest,
                  record.keys.at("store"),
                  variant == record.keys.end() ? "" : variant->second,
                  record.keys.at("alloc"),
                  {},
                  record.heaps};
  for (const PhaseRecord& phase : record.phases) {
    if (!phase.measured || !phase.applies()) continue;
    PhaseProfile& of = profile.phases.emplace_back();
    of.name = phase.name;
    of.stacks = phase.stacks;
    for (const ScopeRecord& scope : phase.scopes) {
      if (scope.operations > 0) of.operations[scope.name] = scope.operations;
    }
  }
  if (profile.phases.empty())
    throw Error("nothing was measured: the store " + profile.store + " ran no measured phase of " +
                profile.scenario);
  return profile;
}

Profile only_phase(Profile profile, const std::string& phase) {
  std::vector<std::string> names;
  for (const PhaseProfile& known : profile.phases) names.push_back(known.name);
  if (std::find(names.begin(), names.end(), phase) == names.end())
    throw usage_error(unknown_name("phase", phase, names));
  std::erase_if(profile.phases, [&](const PhaseProfile& other) { return other.name != phase; });
  std::erase_if(profile.heaps, [&](const HeapRecord& heap) {
    return heap.moment.starts_with(kEndOf) && heap.moment.substr(kEndOf.size()) != phase;
  });
  return profile;
}

OrderedJson allocated_json(const Allocated& figures, ProfileTool tool) {
  OrderedJson json = {{"allocations", figures.allocations}, {"bytes", figures.bytes}};
  if (tells_order(tool)) json["temporary"] = figures.temporary;
  return json;
}

OrderedJson alive_json(const Allocated& figures) {
  return {{"blocks", figures.allocations}, {"bytes", figures.bytes}};
}

OrderedJson to_json(const Profile& profile) {
  OrderedJson json = {{"schema", "heapdyno.profile/1"},
                      {"tool", name_of(profile.tool)},
                      {"scenario", profile.scenario},
                      {"scenario_digest", profile.scenario_digest},
                      {"store", profile.store}};
  if (!profile.variant.empty()) json["variant"] = profile.variant;
  json["allocator"] = profile.alloc;
  json["phases"] = OrderedJson::array();
  for (const PhaseProfile& phase : profile.phases)
    json["phases"].push_back(phase_json(phase, profile.tool));
  json["heaps"] = OrderedJson::array();
  for (const HeapRecord& heap : profile.heaps) json["heaps"].push_back(heap_json(heap));
  return json;
}

}  // namespace heapdyno

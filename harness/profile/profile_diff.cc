#include "harness/profile/profile_diff.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "harness/profile/inlining.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

template <typename Named, typename NameOf>
const Named* find_named(const std::vector<Named>& list, const std::string& name, NameOf name_of) {
  for (const Named& one : list) {
    if (name_of(one) == name) return &one;
  }
  return nullptr;
}

OrderedJson side_json(const Profile& profile) {
  OrderedJson json = {{"store", profile.store}};
  if (!profile.variant.empty()) json["variant"] = profile.variant;
  return json;
}

// `figures_json` says what there is to say of the figures.
template <typename FiguresJson>
void add_changes(const Changes& changes, By by, FiguresJson figures_json, OrderedJson& json) {
  json["before"] = figures_json(changes.before);
  json["after"] = figures_json(changes.after);
  json["same"] = changes.same;
  json["sites"] = OrderedJson::array();
  for (const SiteChange& site : most_changed(changes.sites, by)) {
    json["sites"].push_back({{"change", site.change(by)},
                             {"operation", site.operation},
                             {"function", site.function},
                             {"before", figures_json(site.before)},
                             {"after", figures_json(site.after)}});
  }
}

}  // namespace

std::string_view SiteChange::change(By by) const {
  if (after.allocations == 0) return "gone";
  if (before.allocations == 0) return "new";
  for (const By figure : {by, By::kAllocations, By::kBytes, By::kTemporary}) {
    const int64_t gain = difference(*this, figure);
    if (gain != 0) return gain > 0 ? "more" : "fewer";
  }
  return "same";
}

int64_t difference(const SiteChange& site, By by) {
  return static_cast<int64_t>(figure_of(site.after, by) - figure_of(site.before, by));
}

Changes changes_of(const CallStacks& before, const CallStacks& after) {
  const TwoBuilds even = without_inlining(before, after);
  std::map<std::pair<std::string, std::string>, SiteChange> sites;
  const auto take = [&](const CallStacks& stacks, Allocated SiteChange::*side) {
    for (const CallSite& site : call_sites(stacks)) {
      SiteChange& change = sites[{site.operation, site.function}];
      change.operation = site.operation;
      change.function = site.function;
      change.*side = site.figures;
    }
  };
  take(even.a, &SiteChange::before);
  take(even.b, &SiteChange::after);
  Changes changes{total(before), total(after), {}, 0};
  for (auto& [key, site] : sites) {
    if (site.before == site.after) {
      ++changes.same;
    } else {
      changes.sites.push_back(std::move(site));
    }
  }
  return changes;
}

std::vector<SiteChange> most_changed(std::vector<SiteChange> sites, By by) {
  std::stable_sort(sites.begin(), sites.end(), [&](const SiteChange& a, const SiteChange& b) {
    return std::abs(difference(a, by)) > std::abs(difference(b, by));
  });
  return sites;
}

ProfileDiff diff_of(const Profile& before, const Profile& after) {
  ProfileDiff diff{before, after, {}, {}};
  for (const PhaseProfile& phase : before.phases) {
    const auto* other =
        find_named(after.phases, phase.name, [](const PhaseProfile& of) { return of.name; });
    if (other != nullptr)
      diff.phases.push_back({&phase, other, changes_of(phase.stacks, other->stacks)});
  }
  for (const HeapRecord& heap : before.heaps) {
    const auto* other =
        find_named(after.heaps, heap.moment, [](const HeapRecord& of) { return of.moment; });
    if (other != nullptr)
      diff.heaps.push_back({heap.moment, changes_of(heap.stacks, other->stacks)});
  }
  return diff;
}

OrderedJson to_json(const ProfileDiff& diff) {
  const ProfileTool tool = diff.before.tool;
  OrderedJson json = {
      {"schema", "heapdyno.profile-diff/1"}, {"tool", name_of(tool)},
      {"scenario", diff.before.scenario},    {"scenario_digest", diff.before.scenario_digest},
      {"before", side_json(diff.before)},    {"after", side_json(diff.after)},
      {"allocator", diff.before.alloc},      {"phases", OrderedJson::array()},
      {"heaps", OrderedJson::array()}};
  for (const PhaseDiff& phase : diff.phases) {
    OrderedJson of = {{"phase", phase.before->name}, {"operations", phase.before->operations}};
    add_changes(
        phase.changes, By::kAllocations,
        [&](const Allocated& figures) { return allocated_json(figures, tool); }, of);
    json["phases"].push_back(std::move(of));
  }
  for (const HeapDiff& heap : diff.heaps) {
    OrderedJson of = {{"moment", heap.moment}};
    add_changes(heap.changes, By::kBytes, alive_json, of);
    json["heaps"].push_back(std::move(of));
  }
  return json;
}

}  // namespace heapdyno

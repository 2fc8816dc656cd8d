#include "harness/check/site_deltas.h"

#include <algorithm>
#include <map>

namespace heapdyno {
namespace {

using SiteList = std::vector<CellSite>;

std::map<std::string, SiteList> by_function(const SiteList& sites) {
  std::map<std::string, SiteList> functions;
  for (const CellSite& site : sites) functions[site.function].push_back(site);
  return functions;
}

uint64_t allocations_of(const SiteList& sites) {
  uint64_t sum = 0;
  for (const CellSite& site : sites) sum += site.allocations;
  return sum;
}

// Takes the calls off both that make the same: those of one callee first by their number.
void drop_equal(SiteList& before, SiteList& after) {
  std::erase_if(after, [&](const CellSite& site) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const CellSite& other) {
      return other.callee == site.callee && other.allocations == site.allocations;
    });
    if (same == before.end()) return false;
    before.erase(same);
    return true;
  });
}

void add(SiteDelta& delta, const CellSite& site, int64_t sign) {
  delta.allocations += sign * static_cast<int64_t>(site.allocations);
  delta.bytes += sign * static_cast<int64_t>(site.bytes);
}

// By callee; the place is that of the greatest of the sites, of those that are there now if any is.
std::vector<SiteDelta> by_callee(const SiteList& before, const SiteList& after) {
  std::map<std::string, SiteDelta> deltas;
  std::map<std::string, uint64_t> greatest;
  const auto take = [&](const SiteList& sites, int64_t sign) {
    std::map<std::string, uint64_t> of_side;
    for (const CellSite& site : sites) {
      SiteDelta& delta = deltas[site.callee];
      if (site.allocations > of_side[site.callee]) {
        of_side[site.callee] = site.allocations;
        delta.operation = site.operation;
        delta.function = site.function;
        delta.callee = site.callee;
        delta.place = site.place;
      }
      add(delta, site, sign);
    }
  };
  take(before, -1);
  take(after, 1);
  std::vector<SiteDelta> list;
  for (auto& [callee, delta] : deltas) {
    if (delta.allocations != 0) list.push_back(std::move(delta));
  }
  return list;
}

// Of one function. Nothing where it makes as many as before, by whatever calls.
std::vector<SiteDelta> deltas_of_function(SiteList before, SiteList after) {
  if (allocations_of(before) == allocations_of(after)) return {};
  drop_equal(before, after);
  return by_callee(before, after);
}

void take_moves(std::vector<SiteDelta>& net, std::vector<SiteDelta>& moved) {
  for (size_t i = 0; i < net.size();) {
    const auto other = std::find_if(
        net.begin() + static_cast<ptrdiff_t>(i) + 1, net.end(),
        [&](const SiteDelta& delta) { return delta.allocations == -net[i].allocations; });
    if (other == net.end()) {
      ++i;
      continue;
    }
    SiteDelta to = *other;
    net.erase(other);
    SiteDelta from = net[i];
    net.erase(net.begin() + static_cast<ptrdiff_t>(i));
    if (from.allocations > 0) std::swap(from, to);
    moved.push_back(std::move(from));
    moved.push_back(std::move(to));
  }
}

}  // namespace

SiteDeltas site_deltas(const std::vector<CellSite>& before, const std::vector<CellSite>& after) {
  std::map<std::string, SiteList> old = by_function(before);
  std::map<std::string, SiteList> now = by_function(after);
  for (const auto& [function, sites] : old) now.try_emplace(function);
  SiteDeltas deltas;
  for (auto& [function, sites] : now) {
    for (SiteDelta& delta : deltas_of_function(std::move(old[function]), std::move(sites)))
      deltas.net.push_back(std::move(delta));
  }
  std::stable_sort(deltas.net.begin(), deltas.net.end(),
                   [](const SiteDelta& a, const SiteDelta& b) {
                     return std::abs(a.allocations) > std::abs(b.allocations);
                   });
  take_moves(deltas.net, deltas.moved);
  return deltas;
}

}  // namespace heapdyno

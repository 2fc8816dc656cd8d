#include "harness/run/open_rates.h"

#include <algorithm>
#include <cmath>

#include "harness/figures/cells.h"
#include "harness/figures/stats.h"

namespace heapdyno {
namespace {

// 0: the phase has no calls that were timed one by one.
double calls_per_second(const PhaseRecord& phase) {
  uint64_t calls = 0;
  for (const ScopeRecord& scope : phase.scopes) {
    for (const auto& [nanoseconds, count] : scope.latency) calls += count;
  }
  const auto wall = phase.figures.find("wall_ns");
  if (wall == phase.figures.end() || wall->second == 0) return 0;
  return static_cast<double>(calls) * 1e9 / static_cast<double>(wall->second);
}

struct PhaseOf {
  std::string scenario;
  std::string phase;
  auto operator<=>(const PhaseOf&) const = default;
};

}  // namespace

std::map<std::string, std::map<int, Rates>> open_rates(const std::vector<Record>& closed,
                                                       const std::vector<int>& loads) {
  std::map<PhaseOf, std::vector<double>> found;
  for (const Sample& sample : samples_of(closed)) {
    if (value_of(sample, "mode") != name_of(Mode::kTime) || value_of(sample, "store") == "null")
      continue;
    const double rate = calls_per_second(*sample.phase);
    if (rate > 0) found[{value_of(sample, "scenario"), sample.phase->name}].push_back(rate);
  }
  std::map<std::string, std::map<int, Rates>> rates;
  for (const auto& [key, values] : found) {
    const double most = median(values);
    for (const int load : loads) {
      const double rate = std::max(1.0, std::round(most * load / 100));
      rates[key.scenario][load][key.phase] = static_cast<uint64_t>(rate);
    }
  }
  return rates;
}

}  // namespace heapdyno

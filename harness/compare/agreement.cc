#include "harness/compare/agreement.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "harness/base/table.h"
#include "harness/figures/metrics.h"

namespace heapdyno {
namespace {

// What a toggle may change in the physical work; everything else must stay. A toggle changes how
// memory is obtained: slices save copying, of which other toggles cost some again, and a mapped table is not
// read through the block cache.
struct Change {
  const char* toggle;
  const char* figure;
  bool where_both_have_it;
};
constexpr Change kChanges[] = {
    {"zero_copy", "bytes_copied", true}, {"mmap", "block_reads", false},
    {"mmap", "bytes_read", false},       {"mmap", "cache_hits", false},
    {"mmap", "cache_misses", false},     {"mmap", "cache_evictions", false},
};

std::string configuration(const Record& record) {
  return configuration_of(record.keys) + " under " + value_of(record.keys, "alloc") + " (" +
         value_of(record.keys, "mode") + ")";
}

bool applies_whole(const Record& record) {
  return std::all_of(record.phases.begin(), record.phases.end(),
                     [](const PhaseRecord& phase) { return phase.applies(); });
}

// Compares each record with the first of its group, or the first to which every phase applies, and
// reports the first difference of a group.
class Checker {
 public:
  using Group = std::function<std::string(const Record&)>;
  using Difference = std::function<std::string(const Record&, const Record&)>;

  explicit Checker(const std::vector<Record>& records) : records_(records) {}

  void check(const Group& group, const Difference& difference) {
    std::map<std::string, const Record*> first;
    std::map<std::string, bool> reported;
    for (const Record& record : records_) {
      const std::string name = record.ok() ? group(record) : "";
      if (name.empty()) continue;
      const auto [it, is_first] = first.emplace(name, &record);
      if (is_first || reported[name]) continue;
      const Record& other = *it->second;
      if (!applies_whole(other) && applies_whole(record)) it->second = &record;
      const std::string what = difference(other, record);
      if (what.empty()) continue;
      reported[name] = true;
      messages_.push_back(value_of(record.keys, "scenario") + ": " + configuration(other) +
                          " and " + configuration(record) + what);
    }
  }

  std::vector<std::string> take() { return std::move(messages_); }

 private:
  const std::vector<Record>& records_;
  std::vector<std::string> messages_;
};

std::string phase_difference(
    const Record& a, const Record& b,
    const std::function<std::string(const PhaseRecord&, const PhaseRecord&)>& compare) {
  if (a.phases.size() != b.phases.size()) return " have not the same phases";
  for (size_t i = 0; i < a.phases.size(); ++i) {
    if (!a.phases[i].applies() || !b.phases[i].applies()) continue;
    const std::string what = compare(a.phases[i], b.phases[i]);
    if (!what.empty()) return what + " in phase " + a.phases[i].name;
  }
  return "";
}

std::string operations_difference(const PhaseRecord& a, const PhaseRecord& b) {
  if (a.operation_digest == b.operation_digest) return "";
  return " did not do the same operations (" + a.operation_digest + ", " + b.operation_digest + ")";
}

std::string answers_difference(const PhaseRecord& a, const PhaseRecord& b) {
  if (a.answer_digest == b.answer_digest) return "";
  return " did not give the same answers (" + a.answer_digest + ", " + b.answer_digest + ")";
}

bool may_differ(const std::string& figure, const Record& a, const Record& b) {
  const auto is_on = [](const Record& record, const char* toggle) {
    const auto kind = record.policy.find(toggle);
    return kind != record.policy.end() && kind->second != "off";
  };
  return std::any_of(std::begin(kChanges), std::end(kChanges), [&](const Change& change) {
    const bool in_a = is_on(a, change.toggle);
    const bool in_b = is_on(b, change.toggle);
    return figure == change.figure && (change.where_both_have_it ? in_a || in_b : in_a != in_b);
  });
}

std::string work_difference(const Record& a, const Record& b) {
  return phase_difference(a, b, [&](const PhaseRecord& x, const PhaseRecord& y) -> std::string {
    if (x.by_chance || y.by_chance) return "";
    for (const auto& [figure, value] : x.physical) {
      const auto other = y.physical.find(figure);
      const uint64_t found = other == y.physical.end() ? 0 : other->second;
      if (value == found || may_differ(figure, a, b)) continue;
      return " did not do the same physical work: " + figure + " " + std::to_string(value) +
             " and " + std::to_string(found);
    }
    return "";
  });
}

std::string scope_difference(const ScopeRecord& a, const ScopeRecord& b) {
  if (!a.counts || !b.counts) return "";
  for (const auto& [name, value] : *a.counts) {
    if (name.starts_with("loader")) continue;  // the dynamic loader's own: by library, not by store
    if (b.count(name) != value) {
      return " differ: " + a.name + " " + name + " " + std::to_string(value) + " and " +
             std::to_string(b.count(name));
    }
  }
  for (const auto& [name, value] : *b.counts) {
    if (name.starts_with("loader") || a.counts->count(name) != 0) continue;
    return " differ: " + a.name + " " + name + " 0 and " + std::to_string(value);
  }
  if (a.histogram != b.histogram) return " differ in the sizes requested by " + a.name;
  return "";
}

std::string count_difference(const PhaseRecord& a, const PhaseRecord& b) {
  if (a.by_chance || b.by_chance) return "";
  const auto find = [](const PhaseRecord& phase, const std::string& name) {
    for (const ScopeRecord& scope : phase.scopes) {
      if (scope.name == name) return scope;
    }
    ScopeRecord none;
    none.name = name;
    none.counts.emplace();
    return none;
  };
  for (const ScopeRecord& scope : a.scopes) {
    const std::string what = scope_difference(scope, find(b, scope.name));
    if (!what.empty()) return what;
  }
  for (const ScopeRecord& scope : b.scopes) {
    const std::string what = scope_difference(find(a, scope.name), scope);
    if (!what.empty()) return what;
  }
  return "";
}

std::string alive_difference(const PhaseRecord& a, const PhaseRecord& b) {
  if (a.by_chance || b.by_chance) return "";
  for (const char* figure : {"requested", "requested_peak"}) {
    const auto x = a.alive.find(figure);
    const auto y = b.alive.find(figure);
    if (x == a.alive.end() || y == b.alive.end())
      return " do not both say what is alive: " + std::string(figure) + " bytes";
    if (x->second == y->second) continue;
    return " differ in what is alive: " + std::string(figure) + " bytes " +
           std::to_string(x->second) + " and " + std::to_string(y->second);
  }
  if (a.samples.size() != b.samples.size())
    return " looked at what is alive at " + std::to_string(a.samples.size()) + " and " +
           std::to_string(b.samples.size()) + " moments";
  for (size_t i = 0; i < a.samples.size(); ++i) {
    const MemorySample& x = a.samples[i];
    const MemorySample& y = b.samples[i];
    if (x.drawn != y.drawn)
      return " looked at what is alive after " + std::to_string(x.drawn) + " and " +
             std::to_string(y.drawn) + " keys";
    if (x.first == y.first) continue;
    return " differ in what is alive after " + std::to_string(x.drawn) + " keys: requested bytes " +
           std::to_string(x.first) + " and " + std::to_string(y.first);
  }
  return "";
}

// What a total may move by in a phase so small that the tolerance is next to nothing.
double slack_of(const Metric& metric) {
  if (metric.unit == "calls") return 16;
  return metric.unit == "bytes" ? 4096 : 2;
}

std::string bounded_difference(const PhaseRecord& a, const PhaseRecord& b, const CellKeys& keys) {
  for (const Metric& metric : metrics()) {
    const double tolerance = tolerance_of(metric, keys);
    if (tolerance == 0 || metric.name.ends_with("/op")) continue;
    const double x = metric.of(a).value_or(0);
    const double y = metric.of(b).value_or(0);
    if (std::abs(x - y) <= slack_of(metric) || agree(x, y, tolerance)) continue;
    return " differ by more than " + percent_text(tolerance) + ": " + std::string(metric.name) +
           " " + figure(x) + " and " + figure(y);
  }
  return "";
}

bool is_bounded(const Record& record) {
  return tolerance_of(find_metric("allocations"), record.keys) > 0;
}

std::string scenario_group(const Record& record) {
  return value_of(record.keys, "scenario") + " " + record.scenario_digest;
}
std::string store_group(const Record& record) {
  return scenario_group(record) + " " + value_of(record.keys, "store");
}
std::string build_group(const Record& record) {
  return store_group(record) + " " + value_of(record.keys, "variant");
}

std::string bounded_group(const Record& record) {
  return value_of(record.keys, "mode") == "count" && is_bounded(record) ? store_group(record) : "";
}

std::string counting_group(const Record& record, bool by_variant) {
  if (value_of(record.keys, "mode") != "count" || is_bounded(record)) return "";
  return by_variant ? build_group(record) : store_group(record);
}

std::string live_group(const Record& record) {
  const bool follows_blocks = value_of(record.keys, "mode") == name_of(Mode::kLive);
  return follows_blocks && !value_of(record.keys, "variant").empty() ? build_group(record) : "";
}

}  // namespace

std::vector<std::string> disagreements(const std::vector<Record>& records) {
  Checker checker(records);
  checker.check(scenario_group, [](const Record& a, const Record& b) {
    return phase_difference(a, b, operations_difference);
  });
  checker.check(
      [](const Record& record) {
        return value_of(record.keys, "store") == "null" ? "" : scenario_group(record);
      },
      [](const Record& a, const Record& b) { return phase_difference(a, b, answers_difference); });
  checker.check([](const Record& record) { return counting_group(record, false); },
                work_difference);
  checker.check(
      [](const Record& record) { return counting_group(record, true); },
      [](const Record& a, const Record& b) { return phase_difference(a, b, count_difference); });
  checker.check(live_group, [](const Record& a, const Record& b) {
    return phase_difference(a, b, alive_difference);
  });
  checker.check(bounded_group, [](const Record& a, const Record& b) {
    return phase_difference(a, b, [&](const PhaseRecord& x, const PhaseRecord& y) {
      return bounded_difference(x, y, a.keys);
    });
  });
  return checker.take();
}

}  // namespace heapdyno

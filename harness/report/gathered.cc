#include "harness/report/gathered.h"

#include <algorithm>

#include "harness/figures/metrics.h"

namespace heapdyno {
namespace {

// Trials of these modes count what is the same each time.
bool is_repeatable(const std::string& mode) {
  return mode == name_of(Mode::kCount) || mode == name_of(Mode::kLive) ||
         mode == name_of(Mode::kProfile);
}

bool counted_the_same(const ScopeRecord& a, const ScopeRecord& b) {
  return a.name == b.name && a.operations == b.operations && a.counts == b.counts &&
         a.histogram == b.histogram;
}

bool counted_the_same(const PhaseRecord& a, const PhaseRecord& b) {
  const auto scopes_are = [](const ScopeRecord& of_a, const ScopeRecord& of_b) {
    return counted_the_same(of_a, of_b);
  };
  return a.name == b.name && a.operation_digest == b.operation_digest &&
         a.answer_digest == b.answer_digest && a.not_applicable == b.not_applicable &&
         a.alive == b.alive && a.physical == b.physical &&
         std::equal(a.scopes.begin(), a.scopes.end(), b.scopes.begin(), b.scopes.end(),
                    scopes_are) &&
         a.stacks == b.stacks;
}

bool counted_the_same(const Record& a, const Record& b) {
  const auto phases_are = [](const PhaseRecord& of_a, const PhaseRecord& of_b) {
    return counted_the_same(of_a, of_b);
  };
  return std::equal(a.phases.begin(), a.phases.end(), b.phases.begin(), b.phases.end(), phases_are);
}

// What makes trials comparable, as one text.
std::string conditions_text(const Record& record) {
  std::string text = record.scenario_digest;
  for (const char* const key :
       {"in", "mode", "scenario", "store", "variant", "alloc", "load", "control", "compiler",
        "flags", "libstdcxx", "seed", "build", "allocator-build", "host"})
    text += "\n" + value_of(record.keys, key);
  for (const PhaseRecord& phase : record.phases)
    text += "\n" + phase.operation_digest + phase.answer_digest;
  return text;
}

// By far the most of a timed record: what is compared of it is added up already.
void drop_latencies(Record& record) {
  for (PhaseRecord& phase : record.phases) {
    for (ScopeRecord& scope : phase.scopes)
      scope.latency = scope.service = scope.in_background = {};
  }
  std::erase_if(record.keys, [](const auto& key) { return is_toggle_key(key.first); });
}

// What a cell and its blocks are told apart by: a record has three times as many keys.
CellKeys keys_of_cell(const Record& record) {
  CellKeys keys;
  for (const char* const key : {"in", "scenario", "store", "variant", "alloc", "load", "layout"}) {
    const auto found = record.keys.find(key);
    if (found != record.keys.end()) keys.insert(*found);
  }
  return keys;
}

}  // namespace

const std::vector<const Metric*>& Gathered::noisy_metrics() {
  static const std::vector<const Metric*> kMetrics = [] {
    std::vector<const Metric*> metrics;
    for (const char* const name : {"ns/op", "p50", "p99", "rss_anon", "held", "held-peak",
                                   "open-p50", "open-p99", "open-p99.9", "cache-misses/op"})
      metrics.push_back(&find_metric(name));
    return metrics;
  }();
  return kMetrics;
}

void Gathered::add(Record record) {
  ++trials_;
  note_keys(record);
  const std::string& mode = record.keys.at("mode");
  if (!record.ok()) {
    ++failures_;
    if (failed_.size() < kMostFailedNamed)
      failed_.push_back({record.trial_id, record.state, record.reason});
    return;
  }
  ++by_mode_[mode];
  if (is_repeatable(mode)) return keep_repeatable(std::move(record));
  rounds_[mode] = std::max(rounds_[mode], record.block + 1);
  add_noisy(record);
  keep_noisy(std::move(record));
}

void Gathered::note_keys(const Record& record) {
  places_.of_input(value_of(record.keys, "in"));
  for (const PhaseRecord& phase : record.phases)
    places_.of_phase(value_of(record.keys, "scenario"), phase.name);
  for (const auto& [key, value] : record.keys) {
    if (key == "plan" || is_toggle_key(key)) continue;
    if (known_values_[key].insert(value).second) values_[key].push_back(value);
  }
}

const std::vector<std::string>& Gathered::values(const std::string& key) const {
  static const std::vector<std::string> kNone;
  const auto found = values_.find(key);
  return found == values_.end() ? kNone : found->second;
}

void Gathered::add_noisy(const Record& record) {
  if (value_of(record.keys, "store") == "null") return;  // the driver's own cost
  const CellKeys keys = keys_of_cell(record);
  const bool is_control = record.keys.contains("control");
  for (const PhaseRecord& phase : record.phases) {
    if (!phase.measured || !phase.applies()) continue;
    const Sample sample = sample_of(keys, record, phase);
    NoisyCell& cell = noisy_[ReportCell::of(sample, places_)];
    std::map<const Metric*, NoisySide>& sides = is_control ? cell.control : cell.sides;
    for (const Metric* const metric : noisy_metrics()) {
      if (name_of(metric->mode) != record.keys.at("mode")) continue;
      sides.try_emplace(metric, *metric).first->second.add(sample);
    }
    if (is_control) continue;
    for (const ScopeRecord& scope : phase.scopes) {
      if (scope.latency.empty()) continue;
      LatencyHistogram& sum = cell.latencies[scope.name];
      sum = added_up(sum, scope.latency);
    }
  }
}

void Gathered::keep_repeatable(Record record) {
  std::vector<size_t>& kept = repeatable_[conditions_text(record)];
  const bool is_known = std::any_of(kept.begin(), kept.end(), [&](size_t place) {
    return counted_the_same(records_[place], record);
  });
  if (is_known) return;
  kept.push_back(records_.size());
  records_.push_back(std::move(record));
}

void Gathered::keep_noisy(Record record) {
  const bool is_new = conditions_.insert(conditions_text(record)).second;
  if (!is_new && noisy_kept_ >= kMostKept) {
    ++left_out_;
    return;
  }
  ++noisy_kept_;
  drop_latencies(record);
  records_.push_back(std::move(record));
}

std::map<ReportCell, std::vector<Sample>> Gathered::samples_where(
    const std::function<bool(const Record&)>& wanted) const {
  std::map<ReportCell, std::vector<Sample>> cells;
  for (const Record& record : records_) {
    if (record.keys.contains("control") || value_of(record.keys, "store") == "null" ||
        !wanted(record))
      continue;
    for (const PhaseRecord& phase : record.phases) {
      if (!phase.measured) continue;
      Sample sample = sample_of(record.keys, record, phase);
      cells[ReportCell::of(sample, places_)].push_back(std::move(sample));
    }
  }
  return cells;
}

std::map<ReportCell, std::vector<Sample>> Gathered::samples() const {
  return samples_where([](const Record&) { return true; });
}

std::map<ReportCell, std::vector<Sample>> Gathered::samples(Mode mode) const {
  return samples_where(
      [&](const Record& record) { return record.keys.at("mode") == name_of(mode); });
}

}  // namespace heapdyno

#include "harness/show/repeatability.h"

#include <map>
#include <set>

#include "harness/base/words.h"
#include "harness/figures/phase_rows.h"

namespace heapdyno {
namespace {

// The counted metrics of a phase of one configuration.
struct Repeated {
  PhaseRow row;
  std::vector<std::string> exact;  // names of those that never moved
  std::vector<std::string> moved;  // likewise, with how far: "allocations 0.31 %"
  bool by_chance = false;
};

// How far it moved, of its largest value.
std::string moved_text(const Metric& metric, const ExactValue& value) {
  return std::string(metric.name) + " " + figure(100 * (value.high - value.low) / value.high) +
         " %";
}

Repeated repeated(PhaseRow row) {
  Repeated result;
  for (const Metric& metric : metrics()) {
    if (metric.metric_class != MetricClass::kExact) continue;
    const std::optional<ExactValue> value = exact_value(row.samples, metric);
    if (!value) continue;
    result.by_chance |= value->by_chance;
    if (value->low == value->high) {
      result.exact.emplace_back(metric.name);
    } else {
      result.moved.push_back(moved_text(metric, *value));
    }
  }
  result.row = std::move(row);
  return result;
}

std::vector<Sample> counted(const std::vector<Record>& records) {
  std::vector<Sample> samples = samples_of(records);
  std::erase_if(samples, [](const Sample& sample) {
    const std::string mode = value_of(sample, "mode");
    return value_of(sample, "store") == "null" ||
           (mode != name_of(Mode::kCount) && mode != name_of(Mode::kLive));
  });
  return samples;
}

// What the phases of all configurations of a scenario have in common.
struct Repetition {
  std::set<std::string> variants;
  std::set<std::string> allocators;
  std::set<const Record*> trials;
  uint64_t figures = 0;
  uint64_t moved = 0;

  void add(const Repeated& phase) {
    variants.insert(phase.row.configuration);
    for (const Sample& sample : phase.row.samples) {
      allocators.insert(value_of(sample, "alloc"));
      trials.insert(sample.record);
    }
    figures += phase.exact.size() + phase.moved.size();
    moved += phase.moved.size();
  }
};

Table all_scenarios_table(const std::vector<Repeated>& phases) {
  Table table{"Counted figures over repeated runs",
              {{"scenario", Align::kLeft},
               {"variants", Align::kLeft},
               {"allocators"},
               {"trials"},
               {"figures"},
               {"moved"}},
              {},
              {"figures: counted metrics of all measured phases and variants; moved: were not the "
               "same in every trial of a variant"}};
  std::map<NaturalName, Repetition> scenarios;
  for (const Repeated& phase : phases) scenarios[{phase.row.scenario}].add(phase);
  for (const auto& [scenario, repetition] : scenarios) {
    const std::vector<std::string> variants(repetition.variants.begin(), repetition.variants.end());
    table.rows.push_back({scenario.text, join(variants, ", "),
                          count_cell(repetition.allocators.size()),
                          count_cell(repetition.trials.size()), count_cell(repetition.figures),
                          count_cell(repetition.moved)});
  }
  return table;
}

Table classes_table(const std::vector<Repeated>& phases) {
  Table table{"Phases in which threads work, or a figure moved",
              {{"scenario", Align::kLeft},
               {"phase", Align::kLeft},
               {"variant", Align::kLeft},
               {"exact: never moved", Align::kLeft},
               {"by chance: moved by at most", Align::kLeft}},
              {},
              {}};
  for (const Repeated& phase : phases) {
    if (!phase.by_chance && phase.moved.empty()) continue;
    table.rows.push_back({phase.row.scenario, phase.row.phase, phase.row.configuration,
                          join(phase.exact, ", "), join(phase.moved, ", ")});
  }
  return table;
}

}  // namespace

std::vector<Table> repeatability_tables(const std::vector<Record>& records) {
  std::vector<Repeated> phases;
  for (PhaseRow& row : phase_rows(counted(records), Allocators::kTogether)) {
    Repeated phase = repeated(std::move(row));
    if (!phase.exact.empty() || !phase.moved.empty()) phases.push_back(std::move(phase));
  }
  if (phases.empty()) return {};
  std::vector<Table> tables = {all_scenarios_table(phases)};
  Table classes = classes_table(phases);
  if (!classes.rows.empty()) tables.push_back(std::move(classes));
  return tables;
}

}  // namespace heapdyno

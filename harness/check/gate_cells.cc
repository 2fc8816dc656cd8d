#include "harness/check/gate_cells.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/scenario_choice.h"
#include "harness/check/counted_records.h"
#include "harness/run/measure.h"
#include "harness/run/prepare.h"

namespace heapdyno {
namespace {

bool is_threaded(const ScenarioInstance& instance) {
  const std::vector<Phase>& phases = instance.scenario.phases;
  return std::any_of(phases.begin(), phases.end(),
                     [](const Phase& phase) { return phase.is_threaded(); });
}

std::vector<ScenarioInstance> scenarios_of(const GateSelection& selection,
                                           const BuildFolder& folder) {
  const std::vector<std::string> texts =
      selection.scenarios.empty() ? std::vector<std::string>{"*"} : selection.scenarios;
  std::vector<ScenarioInstance> scenarios =
      instances_of(choose_scenarios(texts, folder), selection.settings);
  if (selection.scenarios.empty()) std::erase_if(scenarios, is_threaded);
  return scenarios;
}

std::set<PlannedCell> cells_of(const std::vector<ScenarioInstance>& scenarios,
                               const GateSelection& selection, const Inventory& inventory,
                               const CountingOptions& options) {
  const Selection filter = Selection::parse(selection.filter);
  std::set<PlannedCell> cells;
  for (const ScenarioInstance& scenario : scenarios) {
    for (const std::string& variant : choose_variants(selection.variants, inventory)) {
      PlannedCell cell;
      cell.scenario = scenario.name;
      cell.variant = variant;
      if (!filter.matches({{"scenario", scenario.name}, {"variant", variant}})) continue;
      // A profile is taken under glibc: where a call comes from does not depend on the allocator.
      if (options.sites == Sites::kProfile) {
        cell.mode = Mode::kProfile;
        cells.insert(cell);
      }
      for (const Metric* metric : options.bounded) {
        cell.mode = metric->mode;
        cells.insert(cell);
      }
      cell.mode = Mode::kCount;
      for (const std::string& alloc : options.allocators) {
        cell.alloc = alloc;
        cells.insert(cell);
      }
    }
  }
  return cells;
}

using CellName = std::pair<std::string, std::string>;  // scenario, variant

CellName name_of(const Record& record) {
  return {value_of(record.keys, "scenario"), value_of(record.keys, "variant")};
}

bool is_of(const Record& record, Mode mode) {
  return value_of(record.keys, "mode") == name_of(mode);
}

std::string failure_of(const Record& record) {
  const std::string failure = record.state + (record.reason.empty() ? "" : ": " + record.reason);
  if (is_of(record, Mode::kCount)) return failure;
  if (is_of(record, Mode::kProfile)) return "under heaptrack: " + failure;
  return "in mode " + value_of(record.keys, "mode") + ": " + failure;
}

void take_counts(const Record& record, CountedTrial& trial) {
  CountedCell counted = counted_of(record);
  if (trial.cell.phases.empty()) {
    trial.cell = std::move(counted);
  } else {
    trial.further.push_back({std::move(counted), "under " + value_of(record.keys, "alloc")});
  }
}

std::vector<CountedTrial> trials_of(const std::vector<Record>& records, const PreparedRun& run,
                                    const BoundedMetrics& bounded) {
  std::map<CellName, CountedTrial> trials;
  for (const Record& record : records) {
    CountedTrial& trial = trials[name_of(record)];
    if (!record.ok()) {
      trial.failure = failure_of(record);
    } else if (is_of(record, Mode::kCount)) {
      take_counts(record, trial);
    } else {
      take_bounded(record, bounded, trial.bounded);
    }
  }
  for (const Record& record : records) {
    if (record.ok() && is_of(record, Mode::kProfile))
      add_sites(trials[name_of(record)].cell, record);
  }
  std::vector<CountedTrial> list;
  for (auto& [name, trial] : trials) {
    trial.cell.scenario = name.first;
    trial.cell.variant = name.second;
    trial.cell.bounded = settled(trial.bounded, bounded);
    for (const auto& [executable, dyno] : run.inventory.dynos) {
      if (dyno.variant == name.second && dyno.store == "reference")
        trial.toolchain = toolchain_of(dyno);
    }
    list.push_back(std::move(trial));
  }
  return list;
}

}  // namespace

void check_can_find(Sites sites) {
  if (sites == Sites::kNone) return;
  try {
    check_installed(ProfileTool::kHeaptrack);
  } catch (const Error& error) {
    throw Error(std::string(error.what()) + ", or do without call sites: --no-sites");
  }
}

std::vector<CountedTrial> count_cells(const Inventory& inventory, const GateSelection& selection,
                                      const CountingOptions& options, std::ostream& log) {
  check_can_find(options.sites);
  const std::vector<ScenarioInstance> scenarios = scenarios_of(selection, inventory.folder);
  const std::set<PlannedCell> cells = cells_of(scenarios, selection, inventory, options);
  if (cells.empty() && options.planted.skipped.contains(GateCheck::kSelection)) return {};
  if (cells.empty())
    throw Error("nothing is chosen, so nothing was checked: `heapdyno list` says what there is",
                Exit::kNotComparable);
  RunOptions run_options;
  run_options.counts = options.repetitions;
  run_options.rounds = options.bounded_runs;
  run_options.control = Control::kNone;
  const PreparedRun run = prepare_cells(inventory, cells, scenarios, run_options, log);
  MeasureOptions limits;
  limits.data = options.data;
  limits.planted = options.planted;
  limits.limit = std::chrono::seconds(options.time_limit_seconds);
  return trials_of(measured_records(run, limits, log), run, options.bounded);
}

}  // namespace heapdyno

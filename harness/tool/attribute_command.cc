#include <algorithm>

#include "harness/attribute/count_tables.h"
#include "harness/attribute/counted_phases.h"
#include "harness/attribute/factors.h"
#include "harness/attribute/time_tables.h"
#include "harness/base/words.h"
#include "harness/builds/scenario_choice.h"
#include "harness/figures/cells.h"
#include "harness/figures/control.h"
#include "harness/run/campaign.h"
#include "harness/tool/campaign_check.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

const std::vector<std::string> kCountedByDefault = {"fill-random", "batch-100", "get-hit",
                                                    "scan",        "commit-10", "recover"};

bool is_noisy_metric(const std::string& name) {
  const Metric* const metric = known_metric(name);
  return metric != nullptr && metric->metric_class == MetricClass::kNoisy;
}

enum class What { kCounts, kTimes };

// Counts and times are campaigns of their own: one has every set, the other 16 of them.
What what_of(const std::vector<std::string>& names, What usual) {
  if (names.empty()) return usual;
  const auto noisy = std::count_if(names.begin(), names.end(), is_noisy_metric);
  if (noisy > 0 && static_cast<size_t>(noisy) < names.size()) {
    throw usage_error(
        "--metric: what is counted is measured in every set, what is noisy in rounds of 16: ask "
        "for them one after the other");
  }
  return noisy > 0 ? What::kTimes : What::kCounts;
}

What what_to_measure(const AttributeOptions& options) {
  const bool rounds = options.run.rounds.has_value();
  const What what = what_of(options.metrics, rounds ? What::kTimes : What::kCounts);
  if (what == What::kTimes && !rounds)
    throw usage_error("--metric " + options.metrics.front() + " is noisy: it needs --rounds N");
  if (what == What::kCounts && rounds) {
    throw usage_error("--metric " + options.metrics.front() +
                      " is exact: it is counted, without --rounds");
  }
  return what;
}

std::vector<std::string> or_default(const std::vector<std::string>& names,
                                    const std::vector<std::string>& usual) {
  return names.empty() ? usual : names;
}

void print_times(const AttributeOptions& options, const std::vector<Record>& records,
                 Streams streams) {
  const std::vector<std::string> names = or_default(options.metrics, {"ns/op", "rss_anon"});
  print(streams.out, time_tables(records, {options.toggles, names, options.run.allocators}),
        options.run.format);
  for (const std::string& name : names)
    warn(streams, control_alarms({control_of(records, find_metric(name))}));
}

void print_counts(const AttributeOptions& options, const std::vector<Record>& records,
                  Streams streams) {
  const std::vector<std::string>& allocators = options.run.allocators;
  print(streams.out,
        count_tables(records, {options.toggles, or_default(options.metrics, {"allocs/op"}),
                               allocators.empty() ? "" : allocators.front(), options.interactions}),
        options.run.format);
}

void print_tables(const AttributeOptions& options, What what, const std::vector<Record>& records,
                  Streams streams) {
  what == What::kTimes ? print_times(options, records, streams)
                       : print_counts(options, records, streams);
}

bool are_timed_alone(const std::vector<Record>& records) {
  const std::vector<Sample> samples = samples_of(records);
  return of_mode(samples, Mode::kCount).empty() && !of_mode(samples, Mode::kTime).empty();
}

// From records alone.
Exit print_recorded(const AttributeOptions& options, Streams streams) {
  std::vector<Record> records =
      read_inputs(inputs_of(options.inputs, options.run.build, streams), streams);
  if (!options.run.scenarios.empty()) {
    const Selection chosen = Selection::parse("scenario:" + join(options.run.scenarios, ","));
    std::erase_if(records, [&](const Record& record) { return !chosen.matches(record.keys); });
  }
  const What what = options.metrics.empty() && are_timed_alone(records)
                        ? What::kTimes
                        : what_of(options.metrics, What::kCounts);
  print_tables(options, what, records, streams);
  return all_agree(records, streams) ? Exit::kFine : Exit::kFailed;
}

// Counted: every set under the first allocator, sixteen under the others, whose counts must be the
// same. Timed: sixteen under each.
std::vector<Arm> arms_of(const std::vector<Factor>& factors, What what,
                         const std::vector<AllocatorChoice>& allocators,
                         const std::vector<ToggleInfo>& toggles) {
  std::vector<Arm> arms;
  for (const AllocatorChoice& allocator : allocators) {
    const bool every_set = what == What::kCounts && arms.empty();
    for (const Set set : every_set ? counting_design(factors).runs() : sixteen_sets(factors))
      arms.push_back(
          {"reference", canonical_variant(variant_of(set, factors), toggles), allocator});
  }
  return arms;
}

// The trials that give these metrics, and nothing else.
RunOptions campaign_of(const AttributeOptions& options, What what) {
  RunOptions run = options.run;
  const bool times = what == What::kTimes;
  run.scenarios = or_default(run.scenarios, times ? kTimedByDefault : kCountedByDefault);
  if (!times && !run.settings.size && !run.settings.scale) set_size(run.settings, "gate");
  const int rounds = run.rounds.value_or(0);
  run.rounds = run.counts = 0;
  for (const std::string& name : or_default(options.metrics, {times ? "ns/op" : "allocs/op"})) {
    switch (times ? find_metric(name).mode : find_measure(name).metric->mode) {
      case Mode::kCount:
        run.counts = 1;
        break;
      case Mode::kLive:
        run.live = 1;
        break;
      case Mode::kMemory:
        run.memory = rounds;
        break;
      case Mode::kTime:
        run.rounds = rounds;
        break;
      default:
        throw usage_error("--metric " + name + ": attribute does not measure it");
    }
  }
  return run;
}

void print_records(const AttributeOptions& options, What what, const Plan& plan,
                   const std::string& path, Streams streams) {
  if (options.run.format != Format::kText && options.run.format != Format::kMarkdown) return;
  streams.out << "\nRecords: " << path << " (" << plan.trials.size() << " trials, plan "
              << plan.digest << ")\nNext:\n  heapdyno attribute --in " << path
              << (what == What::kCounts ? " --interactions 20\n" : " --metric p50,p99\n");
}

}  // namespace

Exit attribute_command(const AttributeOptions& options, Streams streams) {
  if (!options.inputs.empty()) return print_recorded(options, streams);
  const What what = what_to_measure(options);
  const RunOptions run = campaign_of(options, what);
  Inventory inventory = take_inventory(open_build_folder(run.build), Ask::kOneOfEach);
  const std::vector<Factor> factors =
      choose_factors(options.toggles.empty() ? "seed" : options.toggles, inventory.toggles);
  if (what == What::kTimes) check_screened(factors);
  std::vector<Arm> arms =
      arms_of(factors, what, choose_allocators(run.allocators, inventory), inventory.toggles);
  const PreparedRun prepared = prepare_arms(std::move(inventory), std::move(arms), run, streams);
  warn_of_dropped_variables(streams);
  const std::string path = record_path(run, prepared.inventory.folder);
  const Campaign campaign = carry_out(run, prepared, path, streams);
  const std::vector<Record> records = records_of(campaign, path);
  const Exit exit = check_campaign(campaign, records, path, streams);
  if (campaign.result.missing > 0) return exit;  // tables need all of them
  print_tables(options, what, records, streams);
  print_records(options, what, prepared.plan, path, streams);
  return exit;
}

}  // namespace heapdyno

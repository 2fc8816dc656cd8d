#include <algorithm>
#include <filesystem>

#include "harness/base/words.h"
#include "harness/record/record_file.h"
#include "harness/run/campaign.h"
#include "harness/run/open_rates.h"
#include "harness/run/prepare.h"
#include "harness/show/summary.h"
#include "harness/tool/campaign_check.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

Table plan_table(const Plan& plan) {
  Table table{"Plan " + plan.digest,
              {{"trial", Align::kLeft},
               {"mode", Align::kLeft},
               {"block", Align::kRight},
               {"place", Align::kRight},
               {"executable", Align::kLeft},
               {"alloc", Align::kLeft},
               {"scenario", Align::kLeft}},
              {},
              {}};
  for (size_t i = 0; i < plan.trials.size(); ++i) {
    const Trial& trial = plan.trials[i];
    const Arm& arm = plan.arms[static_cast<size_t>(trial.arm)];
    table.rows.push_back({std::to_string(i + 1), std::string(name_of(trial.mode)),
                          std::to_string(trial.block), std::to_string(trial.place),
                          arm.executable(), arm.alloc.name,
                          plan.scenarios[static_cast<size_t>(trial.scenario)].name});
  }
  return table;
}

template <typename Of>
std::vector<std::string> values_of_arms(const Plan& plan, Of of) {
  std::vector<std::string> values;
  for (const Arm& arm : plan.arms) {
    const std::string value = of(arm);
    if (arm.store == "null" || value.empty()) continue;
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  return values;
}

// Two sides that the run has: variants, else stores, else allocators; "" where nothing varied.
std::string first_comparison(const Plan& plan) {
  const std::pair<std::string, std::vector<std::string>> keys[] = {
      {"variant", values_of_arms(plan, [](const Arm& arm) { return arm.variant; })},
      {"store", values_of_arms(plan, [](const Arm& arm) { return arm.store; })},
      {"alloc", values_of_arms(plan, [](const Arm& arm) { return arm.alloc.name; })}};
  for (const auto& [key, values] : keys) {
    if (values.size() > 1) return "'" + key + ":" + values[0] + "' '" + key + ":" + values[1] + "'";
  }
  return "";
}

bool has_mode(const Plan& plan, Mode mode) {
  return std::any_of(plan.trials.begin(), plan.trials.end(),
                     [&](const Trial& trial) { return trial.mode == mode; });
}

// What compare has to be asked for where it is not what it looks at by itself.
std::string metrics_to_compare(const Plan& plan) {
  if (has_mode(plan, Mode::kCount) || has_mode(plan, Mode::kTime)) return "";
  if (has_mode(plan, Mode::kMemory)) return " --metric held,held-peak";
  if (has_mode(plan, Mode::kOpenLoop)) return " --metric open-p50,open-p99";
  return has_mode(plan, Mode::kLive) ? " --metric live,live-peak" : " --metric instructions/op";
}

// What `show` says of other modes, beyond what a run prints.
constexpr std::pair<Mode, const char*> kTopics[] = {
    {Mode::kMemory, "curve"}, {Mode::kLive, "lifetimes"}, {Mode::kLive, "advice"}};

// What can be asked of the records, and what was not run. `trials`: that have a result. An installed tree
// may not have one more variant.
void print_next_steps(const RunOptions& options, const PreparedRun& run, const std::string& path,
                      size_t trials, Streams streams) {
  const Plan& plan = run.plan;
  if (options.format != Format::kText && options.format != Format::kMarkdown) return;
  streams.out << "\nRecords: " << path << " (" << trials << " trials, plan " << plan.digest
              << ")\nNext:\n";
  const std::string in = shell_word(path);
  if (const std::string sides = first_comparison(plan); !sides.empty())
    streams.out << "  heapdyno compare " << sides << " --in " << in << metrics_to_compare(plan)
                << "\n";
  for (const auto& [mode, topic] : kTopics) {
    if (has_mode(plan, mode)) streams.out << "  heapdyno show " << topic << " --in " << in << "\n";
  }
  streams.out << "  heapdyno report " << in << "\n";
  const bool is_one_more = options.variants.empty() && options.stores.empty();
  if (is_one_more && !run.inventory.folder.is_installed())
    streams.out << "  heapdyno run --variant baseline,only-arena --scenario fill-random\n";
  streams.out << "  heapdyno list      what there is to choose from\n"
              << "  heapdyno doctor    how far this machine's times can be trusted\n";
}

// Prints what the records say. `out_file`: what the user calls the run.
Exit conclude(const RunOptions& options, const PreparedRun& run, const Campaign& campaign,
              const std::string& out_file, Streams streams) {
  const std::vector<Record> records = records_of(campaign, out_file);
  print(streams.out, summarize(records), options.format);
  print_next_steps(options, run, campaign.path, successes(records), streams);
  return check_campaign(campaign, records, out_file, streams);
}

// fill.jsonl -> fill-closed-loop.jsonl
std::string closed_loop_path(const std::string& path) {
  const fs::path file(path);
  return (file.parent_path() / (file.stem().string() + "-closed-loop")).string() +
         file.extension().string();
}

// Of the two campaigns of open loops: one that was stopped before it began has no file to continue.
Continue continued(const RunOptions& options, const std::string& path) {
  return fs::exists(path) ? options.resume : Continue::kNo;
}

// The first of a list, or what stands for it where none was named.
std::vector<std::string> first_of(const std::vector<std::string>& names, const std::string& usual) {
  return {names.empty() ? usual : names.front()};
}

// What a closed loop of the first configuration comes to: a campaign of its own, so that all
// configurations of the open loops get the same rates.
RunOptions closed_loop_of(const RunOptions& options, const std::string& path) {
  RunOptions closed = options;
  closed.loads.clear();
  closed.counts = closed.memory = closed.live = closed.instructions = 0;
  closed.allocators = first_of(options.allocators, "glibc");
  closed.variants = first_of(options.variants, "baseline");
  closed.stores = first_of(options.stores, "reference");
  closed.filter.clear();
  closed.out_file = path;
  closed.resume = continued(options, path);
  return closed;
}

std::string first_configuration(const Plan& plan) {
  const Arm& arm = plan.arms.front();
  return (arm.variant.empty() ? arm.store : arm.variant) + " under " + arm.alloc.name;
}

Exit run_open_loops(const RunOptions& options, Streams streams) {
  if (options.scenarios.empty())
    throw usage_error("--open-loop needs --scenario: name what to load");
  if (options.rounds == 0)
    throw usage_error("--open-loop is timed in rounds: --rounds 0 leaves nothing to run");
  const std::string path = record_path(options, open_build_folder(options.build));
  const RunOptions closed_options = closed_loop_of(options, closed_loop_path(path));
  const PreparedRun closed = prepare_run(closed_options, streams);
  if (options.action == Action::kShowPlan) {
    print(streams.out, plan_table(closed.plan), options.format);
    streams.out << "\nwhose medians the open loops' rates are percentages of\n";
    return Exit::kFine;
  }
  warn_of_dropped_variables(streams);
  const Campaign first = carry_out(closed_options, closed, closed_options.out_file, streams);
  if (first.result.stopped || first.result.missing > 0)
    return conclude(closed_options, closed, first, path, streams);
  const std::vector<Record> records = read_records(first.path);
  const Exit first_exit = check_campaign(first, records, path, streams);
  const auto rates = open_rates(records, options.loads);
  if (rates.empty()) {
    throw usage_error("--open-loop: the first configuration, " + first_configuration(closed.plan) +
                      ", has no call to time in any phase of these scenarios: name another one "
                      "first, or other scenarios");
  }
  RunOptions open_options = options;
  open_options.resume = continued(options, path);
  const PreparedRun open = prepare_run(open_options, streams, rates);
  const Exit exit =
      conclude(open_options, open, carry_out(open_options, open, path, streams), path, streams);
  return exit == Exit::kFine ? first_exit : exit;
}

}  // namespace

Exit run_command(const RunOptions& options, Streams streams) {
  if (!options.loads.empty()) return run_open_loops(options, streams);
  const PreparedRun run = prepare_run(options, streams);
  if (options.action == Action::kShowPlan) {
    print(streams.out, plan_table(run.plan), options.format);
    return Exit::kFine;
  }
  warn_of_dropped_variables(streams);
  const std::string path = record_path(options, run.inventory.folder);
  return conclude(options, run, carry_out(options, run, path, streams), path, streams);
}

}  // namespace heapdyno

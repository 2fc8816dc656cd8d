#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include "harness/agreement.h"
#include "harness/allocator_choice.h"
#include "harness/commands.h"
#include "harness/measure.h"
#include "harness/prepare.h"
#include "harness/record_file.h"
#include "harness/summary.h"
#include "harness/words.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

std::string record_path(const RunOptions& options, const BuildFolder& folder) {
  if (!options.out_file.empty()) return options.out_file;
  if (options.resume == Continue::kResume) {
    throw usage_error("--resume needs --out FILE: the run to continue");
  }
  fs::create_directories(folder.runs_folder());
  return folder.runs_folder() + "/" + utc_now("%Y%m%d-%H%M%S") + ".jsonl";
}

// The trials that the file has, of this very plan. Throws Exit::kNotComparable when it is another.
std::set<std::string> recorded_trials(const std::string& path, const Plan& plan) {
  std::set<std::string> done;
  for (const Record& record : read_whole_records(path)) {
    if (record.plan_digest != plan.digest) {
      throw Error(record.origin + ": recorded by another plan or other builds (plan " +
                      record.plan_digest + ", now " + plan.digest +
                      "): give the options of that run, or another --out",
                  Exit::kNotComparable);
    }
    if (record.ok()) done.insert(record.trial_id);
  }
  return done;
}

void warn_of_dropped_variables(Streams streams) {
  const std::vector<std::string> dropped = dropped_variables(environ);
  if (dropped.empty()) return;
  streams.err << "warning: trials run in a clean environment without " << join(dropped, ", ")
              << "; to measure with it: --alloc 'NAME{VARIABLE=value}'\n";
}

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

void print_next_steps(const RunOptions& options, const Plan& plan, const std::string& path,
                      Streams streams) {
  if (options.format != Format::kText && options.format != Format::kMarkdown) return;
  streams.out << "\nRecords: " << path << " (" << plan.trials.size() << " trials, plan "
              << plan.digest << ")\nNext:\n";
  if (const std::string sides = first_comparison(plan); !sides.empty())
    streams.out << "  heapdyno compare " << sides << " --in " << path << "\n";
  streams.out << "  heapdyno run --variant baseline,only-arena --scenario fill-random\n"
              << "  heapdyno list      what there is to choose from\n"
              << "  heapdyno doctor    how far this machine's times can be trusted\n";
}

// Prints what the records say; failures and disagreements are the exit code.
Exit conclude(const RunOptions& options, const PreparedRun& run, const ExecuteResult& result,
              const std::string& path, Streams streams) {
  const std::vector<Record> records = read_records(path);
  print(streams.out, summarize(records), options.format);
  print_next_steps(options, run.plan, path, streams);
  const std::vector<std::string> errors = disagreements(records);
  for (const std::string& error : errors) streams.err << "error: " << error << "\n";
  if (result.failures > 0) {
    streams.err << "error: " << result.failures << " attempts of trials failed, " << result.missing
                << " trials have no result; their records say why\n";
  }
  if (result.stopped) {
    throw Error("stopped; what was recorded is whole. Continue with --resume --out " + path);
  }
  return errors.empty() && result.failures == 0 ? Exit::kFine : Exit::kFailed;
}

}  // namespace

Exit run_command(const RunOptions& options, Streams streams) {
  const PreparedRun run = prepare_run(options, streams);
  if (options.action == Action::kShowPlan) {
    print(streams.out, plan_table(run.plan), options.format);
    return Exit::kFine;
  }
  warn_of_dropped_variables(streams);
  const std::string path = record_path(options, run.inventory.folder);
  const bool resume = options.resume == Continue::kResume;
  const std::set<std::string> done =
      resume ? recorded_trials(path, run.plan) : std::set<std::string>();
  RecordWriter writer(path,
                      resume ? RecordWriter::Existing::kContinue : RecordWriter::Existing::kRefuse);
  const Facts facts = gather_facts();
  streams.err << run.plan.trials.size() - done.size() << " trials on " << describe(facts)
              << std::endl;
  const ExecuteResult result =
      measure(run, facts, {options.data, std::chrono::seconds(options.time_limit_seconds), done},
              writer, streams.err);
  return conclude(options, run, result, path, streams);
}

}  // namespace heapdyno

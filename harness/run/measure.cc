#include "harness/run/measure.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <set>

#include "harness/base/environment.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/base/interrupts.h"
#include "harness/base/terminal.h"
#include "harness/run/process_executor.h"
#include "harness/run/progress_display.h"
#include "harness/run/until_resolved.h"

namespace heapdyno {
namespace {

ProgressDisplay::Form display_form() {
  const std::optional<size_t> columns = columns_to_write_over(STDERR_FILENO);
  if (!columns) return {};
  return {ProgressDisplay::Kind::kTerminal, *columns};
}

RecordContext context_of(const BuildFolder& folder, const Facts& facts) {
  const std::string home = environment_variable("HOME");
  RecordContext context;
  context.host = host_json(facts);
  context.source = folder.source;
  context.home = home == "/" ? "" : home;
  if (folder.is_installed()) return context;
  const std::optional<GitState> git = git_state(context.source);
  if (git) {
    context.commit = git->commit;
    context.dirty = git->dirty;
  }
  return context;
}

// The ids of the trials that need not be run.
std::set<std::string> succeeded(const std::vector<Record>& records) {
  std::set<std::string> ids;
  for (const Record& record : records) {
    if (record.ok()) ids.insert(record.trial_id);
  }
  return ids;
}

// Says what was decided; rounds of a scenario that stops are not waited for.
void tell(const Look& look, const Plan& plan, const std::set<std::string>& done,
          ProgressDisplay& display) {
  display.say(text_of(look, plan));
  if (!look.is_last()) return;
  std::vector<Trial> left_out;
  for (const Trial& trial : plan.trials) {
    if (trial.mode != Mode::kTime || trial.scenario != look.scenario) continue;
    if (trial.block >= look.rounds && done.count(plan.id_of(trial)) == 0) left_out.push_back(trial);
  }
  display.left_out(left_out);
}

}  // namespace

std::string utc_now(const char* form) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, form, &parts);
  return text;
}

ExecuteResult measure(const PreparedRun& run, const Facts& facts, const MeasureOptions& options,
                      RecordWriter& writer, std::ostream& log) {
  const Plan& plan = run.plan;
  RecordContext context = context_of(run.inventory.folder, facts);
  ExecuteOptions execute_options;
  execute_options.counting_at_once = std::clamp(facts.cores, 1, 2);
  execute_options.done = succeeded(options.recorded);
  execute_options.stop = &interrupted();
  ProgressDisplay display(plan, execute_options.done, execute_options.counting_at_once,
                          display_form(), log);
  UntilResolved until(plan,
                      [&](const Look& look) { tell(look, plan, execute_options.done, display); });
  if (plan.until_resolved) {
    for (const Record& record : options.recorded) until.add(record);
    execute_options.wanted = [&](const Trial& trial) { return until.wants(trial); };
  }
  execute_options.on_start = [&](const Trial& trial) { display.started(trial); };
  execute_options.on_end = [&](const Trial& trial, int attempt, const TrialEnd& end) {
    context.time = utc_now("%Y-%m-%dT%H:%M:%SZ");
    const Dyno& dyno =
        run.inventory.dynos.at(plan.arms[static_cast<size_t>(trial.arm)].executable());
    const std::string record = make_record(plan, trial, attempt, dyno, end, context);
    writer.append(record);
    if (plan.until_resolved) until.add(parse_record(record, writer.path()));
    display.ended(trial, attempt, end);
  };
  ProcessExecutor executor({options.data, run.inventory.folder.observer_path(),
                            run.inventory.folder.live_observer_path(), options.limit,
                            &interrupted(), run.inventory.dynos, options.planted});
  for (const std::string& parent : {options.data, std::string("/dev/shm")}) {
    sweep_abandoned_folders(parent);
  }
  const InterruptGuard interrupts;
  const ExecuteResult result = execute(plan, executor, execute_options);
  if (plan.until_resolved && !result.stopped) until.conclude();
  display.finish();
  return result;
}

std::vector<Record> measured_records(const PreparedRun& run, const MeasureOptions& options,
                                     std::ostream& log) {
  const TemporaryFolder scratch("/tmp");
  RecordWriter writer(scratch.path() + "/records.jsonl", RecordWriter::Existing::kRefuse);
  if (measure(run, gather_facts(), options, writer, log).stopped)
    throw Error("stopped; nothing of it is kept");
  return read_records(writer.path());
}

}  // namespace heapdyno

#include "harness/run/gate.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/base/table.h"
#include "harness/base/words.h"
#include "harness/record/plan.h"
#include "harness/run/process_executor.h"

namespace heapdyno {
namespace {

constexpr double kNextSmaller = 0.9;  // at which it must not do as much
constexpr int kTries = 3;             // of which the fastest counts: others may be at work
constexpr double kLargestTried = 64;
constexpr double kSmallestTried = 1e-6;
constexpr double kPrecision = 1.01;  // of a scale that is found

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

// Of the processes that have ended.
double cpu_seconds_of_children() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void add_work(const std::string& result, GateRun& run) {
  const nlohmann::json json = nlohmann::json::parse(result);
  for (const nlohmann::json& phase : json.at("phases")) {
    const nlohmann::json work = phase.value("physical", nlohmann::json::object());
    run.flushes += work.value("flushes", uint64_t{0});
    run.compactions += work.value("compactions", uint64_t{0});
    run.checkpoints += work.value("checkpoints", uint64_t{0});
  }
}

Plan plan_of(const ScenarioInstance& instance) {
  PlanRequest request;
  request.scenarios = {
      {instance.name, instance.text, instance.scenario.digest, instance.scenario.parts()}};
  request.arms = {{"reference", "baseline", parse_allocator("glibc")}};
  request.rounds = 0;
  return make_plan(request);
}

GateRun count_once(const ScenarioInstance& instance, Inventory& inventory) {
  const Plan plan = plan_of(instance);
  inventory.describe_as(plan.arms[0].executable(), "baseline", "glibc");
  ProcessOptions options;
  options.observer = inventory.folder.observer_path();
  options.dynos = inventory.dynos;
  ProcessExecutor executor(std::move(options));
  const double before = cpu_seconds_of_children();
  const TrialEnd end = executor.run(plan, plan.trials[0]);
  GateRun run;
  run.cpu_seconds = cpu_seconds_of_children() - before;
  if (end.state != TrialEnd::State::kOk)
    throw Error(instance.name + ": " + end.reason + "\n" + join(end.errors, "\n"));
  for (const std::string& result : end.results) add_work(result, run);
  return run;
}

bool has_only_btrees(const Scenario& scenario) {
  return !scenario.keyspaces.empty() &&
         std::all_of(scenario.keyspaces.begin(), scenario.keyspaces.end(),
                     [](const Keyspace& k) { return k.kind == Keyspace::Kind::kBTree; });
}

bool does_enough(const GateRun& run, const Scenario& scenario) {
  if (has_only_btrees(scenario)) return run.checkpoints >= 2;
  return run.flushes >= 2 && run.compactions >= 2;
}

std::string enough_for(const Scenario& scenario) {
  return has_only_btrees(scenario) ? "2 checkpoints" : "2 flushes and 2 compactions";
}

// The file's points at gate size, or in full while it states none.
std::vector<ScenarioInstance> points_at(const ScenarioDocument& document, double scale) {
  ScenarioSettings settings;
  settings.scale = scale;
  if (document.gate) settings.size = ScenarioSize::kGate;
  std::vector<ScenarioInstance> instances;
  for (const ScenarioSettings& point : points_of(document, settings)) {
    engine::Result<ScenarioInstance> instance = settle(document, point);
    if (!instance.is_ok()) throw Error(std::string(instance.status().message()));
    instances.push_back(std::move(instance).value());
  }
  return instances;
}

bool all_do_enough(const ScenarioDocument& document, double scale, const CountOnce& count) {
  const std::vector<ScenarioInstance> points = points_at(document, scale);
  return std::all_of(points.begin(), points.end(), [&](const ScenarioInstance& point) {
    return does_enough(count(point), point.scenario);
  });
}

// With the least time of up to kTries.
GateRun count_fast(const ScenarioInstance& point, const CountOnce& count) {
  GateRun run = count(point);
  for (int i = 1; i < kTries && run.cpu_seconds > kMostGateSeconds; ++i)
    run.cpu_seconds = std::min(run.cpu_seconds, count(point).cpu_seconds);
  return run;
}

std::string way_out(const ScenarioDocument& document) {
  return "; 'heapdyno scenario gate " + document.file + "' finds the scale for its \"gate\"";
}

std::string too_slow(const ScenarioInstance& point, const GateRun& run) {
  return point.name + ": " + text_of(run, point.scenario) + ", where at most " +
         number_text(kMostGateSeconds) +
         " s may be: lower the counts of its \"gate\", and its write buffer with them";
}

std::string too_little(const ScenarioInstance& point, const GateRun& run,
                       const ScenarioDocument& document) {
  return point.name + ": " + text_of(run, point.scenario) + ", where " +
         enough_for(point.scenario) +
         " must be: raise the scale of its \"gate\" or lower its write buffer, or say why it is "
         "\"exempt\"" +
         way_out(document);
}

// Rounded up to three digits.
double short_scale(double scale) {
  const double digit = std::pow(10, std::floor(std::log10(scale)) - 2);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", std::ceil(scale / digit) * digit);
  return std::stod(text.data());
}

}  // namespace

CountOnce count_on_baseline(Inventory& inventory) {
  return [&inventory](const ScenarioInstance& instance) { return count_once(instance, inventory); };
}

std::vector<std::string> gate_faults(const ScenarioDocument& document, const CountOnce& count) {
  if (!document.gate)
    return {document.scenario.name + ": it states no gate size" + way_out(document)};
  std::vector<std::string> faults;
  std::vector<std::string> idle;
  for (const ScenarioInstance& point : points_at(document, 1)) {
    const GateRun run = count_fast(point, count);
    if (run.cpu_seconds > kMostGateSeconds) faults.push_back(too_slow(point, run));
    if (!does_enough(run, point.scenario)) idle.push_back(too_little(point, run, document));
  }
  const bool is_exempt = !document.gate->exempt.empty();
  if (!is_exempt) faults.insert(faults.end(), idle.begin(), idle.end());
  if (!idle.empty()) return faults;
  const bool is_smallest = !all_do_enough(document, kNextSmaller, count);
  if (is_exempt && is_smallest)
    faults.push_back(document.scenario.name + ": it is at gate size: it need not be \"exempt\"");
  if (!is_exempt && !is_smallest) {
    faults.push_back(document.scenario.name + ": nine tenths of its gate size still make " +
                     enough_for(document.scenario) + ": lower the scale of its \"gate\"" +
                     way_out(document));
  }
  return faults;
}

FoundGate find_gate(const ScenarioDocument& document, const CountOnce& count) {
  double enough = 1;
  while (!all_do_enough(document, enough, count)) {
    enough *= 2;
    if (enough > kLargestTried)
      throw Error(document.scenario.name + " makes " + enough_for(document.scenario) +
                  " at no scale: lower its write buffer, or say why it is \"exempt\"");
  }
  double too_few = enough / 2;
  while (all_do_enough(document, too_few, count)) {
    enough = too_few;
    too_few /= 2;
    if (too_few < kSmallestTried)
      throw Error(document.scenario.name + " makes " + enough_for(document.scenario) +
                  " at every scale: say why it is \"exempt\"");
  }
  while (enough / too_few > kPrecision) {
    const double middle = std::sqrt(enough * too_few);
    (all_do_enough(document, middle, count) ? enough : too_few) = middle;
  }
  const double own_scale = document.gate ? document.gate->scale : 1;
  // In the middle of what is right, so that a small change of the engine leaves it right.
  FoundGate found{short_scale(enough / std::sqrt(kNextSmaller) * own_scale), {}};
  // Work does not grow evenly: a little above the smallest size that does enough may do less again.
  while (!all_do_enough(document, found.scale / own_scale, count))
    found.scale = short_scale(found.scale * kPrecision);
  for (const ScenarioInstance& point : points_at(document, found.scale / own_scale))
    found.runs.push_back(count_fast(point, count));
  return found;
}

std::string text_of(const GateRun& run, const Scenario& scenario) {
  const std::string work = has_only_btrees(scenario)
                               ? std::to_string(run.checkpoints) + " checkpoints"
                               : std::to_string(run.flushes) + " flushes and " +
                                     std::to_string(run.compactions) + " compactions";
  return work + ", " + figure(run.cpu_seconds) + " s of processor time";
}

}  // namespace heapdyno

#include "harness/selftest/recorded_times.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/run/execute.h"

namespace heapdyno {
namespace {

constexpr uint64_t kOperations = 160'000;
constexpr int kRounds = 12;

// Nanoseconds for each operation, of each round: the arm's two trials, then the control's. The scenario get-hit on
// the baseline under glibc, one of the A/A campaigns of results/calibration/first.jsonl (plan 18d5b13f14a47f42),
// on an AMD EPYC with two cores.
constexpr double kTimes[kRounds][2][2] = {
    {{467.6, 479.9}, {475.1, 474.3}}, {{475.7, 475.7}, {466.0, 475.8}},
    {{479.7, 485.7}, {484.9, 472.5}}, {{504.6, 485.1}, {477.6, 473.9}},
    {{479.3, 477.0}, {473.1, 475.2}}, {{469.1, 473.1}, {478.8, 476.8}},
    {{482.6, 468.6}, {466.4, 473.8}}, {{468.1, 474.2}, {479.4, 488.1}},
    {{493.2, 479.7}, {495.6, 485.7}}, {{481.0, 493.6}, {480.8, 486.5}},
    {{490.8, 488.9}, {494.8, 485.4}}, {{488.5, 487.5}, {480.4, 491.8}},
};

// What a process of the dyno would have written.
std::string result_of(uint64_t wall_ns) {
  const nlohmann::json get = {{"operations", kOperations}, {"calls", kOperations}};
  const nlohmann::json phase = {{"index", 0},
                                {"name", "get"},
                                {"measured", true},
                                {"scopes", {{"get", get}}},
                                {"wall_ns", wall_ns},
                                {"cpu_ns", wall_ns},
                                {"operation_digest", "ce2605c6b128f29b"},
                                {"answer_digest", "0a9142e51b793c52"}};
  return nlohmann::json{{"schema", "heapdyno.trial/1"},
                        {"store", {{"name", "reference"}}},
                        {"allocator", {{"name", "glibc"}}},
                        {"phases", {phase}}}
      .dump();
}

class RecordedTimes : public Executor {
 public:
  explicit RecordedTimes(double slower) : slower_(slower) {}

  // Timed trials are run one at a time.
  TrialEnd run(const Plan&, const Trial& trial) override {
    const auto side = static_cast<size_t>(trial.arm);
    const auto round = static_cast<size_t>(trial.block);
    const double nanoseconds = kTimes[round][side][visits_[round][side]++];
    const double factor = side == 0 ? 1 : slower_;
    TrialEnd end;
    end.results.push_back(
        result_of(static_cast<uint64_t>(std::llround(nanoseconds * factor * kOperations))));
    return end;
  }

 private:
  const double slower_;
  size_t visits_[kRounds][2] = {};
};

Plan plan_of_times() {
  PlanRequest request;
  PlannedScenario scenario;
  scenario.name = "get-hit";
  scenario.digest = "recorded";
  request.scenarios = {scenario};
  for (const char* variant : {"baseline", "all"}) {
    Arm arm;
    arm.store = "reference";
    arm.variant = variant;
    arm.alloc.name = arm.alloc.linked = "glibc";
    request.arms.push_back(std::move(arm));
  }
  request.timed = {scenario.name};
  request.counts = 0;
  request.rounds = kRounds;
  return make_plan(request);
}

}  // namespace

std::vector<Record> recorded_times(double slower) {
  const Plan plan = plan_of_times();
  RecordedTimes executor(slower);
  RecordContext context;
  context.host = "{}";
  std::vector<Record> records;
  ExecuteOptions options;
  options.on_end = [&](const Trial& trial, int attempt, const TrialEnd& end) {
    records.push_back(
        parse_record(make_record(plan, trial, attempt, Dyno(), end, context), "recorded times"));
  };
  execute(plan, executor, options);
  return records;
}

}  // namespace heapdyno

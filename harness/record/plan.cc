#include "harness/record/plan.h"

#include <algorithm>
#include <numeric>

#include "engine/base/hash.h"
#include "engine/base/random.h"
#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

using engine::Random;

constexpr uint64_t kPaddings = 4096;

constexpr int kFewestRounds = 6;           // of which there is an interval
constexpr int kFewestRoundsOfALayout = 2;  // without which its sign is one round's

std::vector<int> shuffled(std::vector<int> items, Random& random) {
  for (size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.below(i)]);
  }
  return items;
}

// A generator of its own for each purpose, so that adding a scenario or a round
// leaves the order of the others as it was.
Random random_for(uint64_t seed, std::string_view purpose, int number) {
  return Random(engine::hash_bytes(purpose, seed) + static_cast<uint64_t>(number));
}

// The null store does nothing: it is timed, for the driver's own cost; there is nothing in it to
// count, and no memory to look at.
bool is_null(const Arm& arm) { return arm.store == "null"; }
bool takes_null(Mode mode) {
  return mode == Mode::kTime || mode == Mode::kOpenLoop || mode == Mode::kInstructions;
}

class Planner {
 public:
  Planner(const PlanRequest& request, Plan& plan)
      : request_(request), plan_(plan), layouts_(layouts_of(plan.arms)) {}

  void count(int scenario) { repeat(Mode::kCount, scenario, request_.counts); }
  void follow_blocks(int scenario) { repeat(Mode::kLive, scenario, request_.live); }
  void count_instructions(int scenario) {
    repeat(Mode::kInstructions, scenario, request_.instructions);
  }

  void profile(int scenario) { repeat(Mode::kProfile, scenario, request_.profiles); }

  // What memory is does not drift as time does: each arm once.
  void look_at_memory(int scenario, int block) {
    int place = 0;
    for (const int arm : order(scenario, Mode::kMemory, block))
      add(Mode::kMemory, scenario, arm, block, place++);
  }

  void round(int scenario, int block) { balanced(Mode::kTime, scenario, block, 0); }

  void open_round(int scenario, int block) {
    for (const auto& [load, rates] : plan_.scenarios[static_cast<size_t>(scenario)].loads)
      balanced(Mode::kOpenLoop, scenario, block, load);
  }

 private:
  void repeat(Mode mode, int scenario, int times) {
    for (int repetition = 0; repetition < times; ++repetition) {
      int place = 0;
      for (const int arm : arms(scenario, mode, repetition))
        add(mode, scenario, arm, repetition, place++);
    }
  }

  std::vector<int> order(int scenario, Mode mode, int block) const {
    const std::string& name = plan_.scenarios[static_cast<size_t>(scenario)].name;
    Random random = random_for(plan_.seed, name + " order", block);
    return shuffled(arms(scenario, mode, block), random);
  }

  void balanced(Mode mode, int scenario, int block, int load) {
    std::vector<int> arms = order(scenario, mode, block);
    int place = 0;
    for (const int arm : arms) add(mode, scenario, arm, block, place++, load);
    std::reverse(arms.begin(), arms.end());
    for (const int arm : arms) add(mode, scenario, arm, block, place++, load);
  }

  bool has_control(Mode mode) const {
    return is_noisy(mode) || (mode == Mode::kInstructions && request_.control_instructions);
  }

  // Of the block's layout alone.
  std::vector<int> arms(int scenario, Mode mode, int block) const {
    const int layout = is_timed(mode) && layouts_ > 0 ? 1 + block % layouts_ : 0;
    std::vector<int> chosen;
    for (int arm = 0; arm < static_cast<int>(plan_.arms.size()); ++arm) {
      const Arm& of = plan_.arms[static_cast<size_t>(arm)];
      const bool can = of.layout == layout && (takes_null(mode) || !is_null(of)) &&
                       (has_control(mode) || !of.control);
      Trial trial;
      trial.mode = mode;
      trial.scenario = scenario;
      trial.arm = arm;
      if (can && is_asked_for(trial) && request_.filter.matches(plan_.keys_of(trial)))
        chosen.push_back(arm);
    }
    return chosen;
  }

  bool is_asked_for(const Trial& trial) const {
    const Arm& arm = plan_.arms[static_cast<size_t>(trial.arm)];
    return request_.cells.empty() ||
           request_.cells.contains({trial.mode,
                                    plan_.scenarios[static_cast<size_t>(trial.scenario)].name,
                                    arm.store, arm.variant, arm.alloc.name});
  }

  void add(Mode mode, int scenario, int arm, int block, int place, int load = 0) {
    Trial trial{mode, scenario, arm, block, place, 0, load};
    trial.padding =
        static_cast<int>(random_for(plan_.seed, plan_.id_of(trial), 0).below(kPaddings));
    plan_.trials.push_back(trial);
  }

  const PlanRequest& request_;
  Plan& plan_;
  const int layouts_;
};

std::string text_of(const Plan& plan, const std::map<std::string, std::string>& build_ids) {
  std::string text = "heapdyno.plan/1 " + std::to_string(plan.seed) + "\n";
  for (const PlannedScenario& s : plan.scenarios) {
    text += s.name + " " + s.digest + "\n";
    for (const auto& [load, rates] : s.loads)
      for (const auto& [phase, rate] : rates)
        text += std::to_string(load) + " " + phase + " " + std::to_string(rate) + "\n";
  }
  for (const Arm& arm : plan.arms) {
    const auto build_id = build_ids.find(arm.executable());
    text += arm.executable() + " " + arm.alloc.name + " " + arm.alloc.library + " " +
            (build_id == build_ids.end() ? "" : build_id->second) +
            (arm.control ? " control" : "") + "\n";
  }
  for (const Trial& trial : plan.trials) text += plan.id_of(trial) + "\n";
  if (plan.until_resolved) text += "until resolved\n";
  return text;
}

}  // namespace

std::string Arm::executable() const {
  return "dyno-" + (variant.empty() ? store : variant) + "-" + alloc.linked +
         (layout > 0 ? ".layout" + std::to_string(layout) : "");
}

int layouts_of(const std::vector<Arm>& arms) {
  int most = 0;
  for (const Arm& arm : arms) most = std::max(most, arm.layout);
  return most;
}

int rounds_for_layouts(int rounds, int layouts) {
  const int fewest = std::max({rounds, kFewestRounds, kFewestRoundsOfALayout * layouts});
  return (fewest + layouts - 1) / layouts * layouts;
}

CellKeys Plan::keys_of(const Trial& trial) const {
  const Arm& arm = arms[static_cast<size_t>(trial.arm)];
  CellKeys keys = {{"mode", std::string(name_of(trial.mode))},
                   {"scenario", scenarios[static_cast<size_t>(trial.scenario)].name},
                   {"store", arm.store},
                   {"alloc", arm.alloc.name}};
  if (!arm.variant.empty()) keys["variant"] = arm.variant;
  if (trial.load > 0) keys["load"] = std::to_string(trial.load);
  if (arm.control) keys["control"] = kControl;
  if (arm.layout > 0) keys["layout"] = std::to_string(arm.layout);
  return keys;
}

std::string trial_id(const CellKeys& keys, int block, int place) {
  const auto load = keys.find("load");
  const std::string control = keys.contains("control") ? " " + keys.at("control") : "";
  return keys.at("scenario") + " " + configuration_of(keys) + " " + keys.at("alloc") + control +
         " " + keys.at("mode") + (load == keys.end() ? "" : load->second) + " " +
         std::to_string(block) + "." + std::to_string(place);
}

std::string Plan::id_of(const Trial& trial) const {
  return trial_id(keys_of(trial), trial.block, trial.place);
}

Plan make_plan(const PlanRequest& request) {
  Plan plan;
  plan.scenarios = request.scenarios;
  plan.arms = request.arms;
  plan.seed = request.seed;
  plan.rounds = request.rounds;
  plan.until_resolved = request.until_resolved;
  Planner planner(request, plan);
  const int scenarios = static_cast<int>(plan.scenarios.size());
  for (int s = 0; s < scenarios; ++s) planner.count(s);
  for (int s = 0; s < scenarios; ++s) planner.profile(s);
  for (int s = 0; s < scenarios; ++s) planner.follow_blocks(s);
  for (int s = 0; s < scenarios; ++s) planner.count_instructions(s);
  // Round by round over all scenarios: a run that is stopped has whole rounds of each.
  for (int block = 0; block < request.memory; ++block) {
    for (int s = 0; s < scenarios; ++s) planner.look_at_memory(s, block);
  }
  for (int block = 0; block < request.rounds; ++block) {
    for (int s = 0; s < scenarios; ++s) {
      const std::string& name = plan.scenarios[static_cast<size_t>(s)].name;
      const auto& timed = request.timed;
      if (std::find(timed.begin(), timed.end(), name) != timed.end()) planner.round(s, block);
    }
  }
  for (int block = 0; block < request.open_rounds; ++block) {
    for (int s = 0; s < scenarios; ++s) planner.open_round(s, block);
  }
  if (plan.trials.empty()) {
    throw usage_error(
        "nothing to run: no scenario, configuration and mode is selected" +
        (request.filter.empty() ? "" : " by --filter '" + request.filter.text() + "'"));
  }
  plan.digest = hexadecimal(engine::hash_bytes(text_of(plan, request.build_ids), 0));
  return plan;
}

}  // namespace heapdyno

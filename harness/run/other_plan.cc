#include "harness/run/other_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr size_t kMostOfDifference = 4;

std::set<std::string> values_in(const std::vector<Record>& records, const std::string& key) {
  std::set<std::string> values;
  for (const Record& record : records) values.insert(value_of(record.keys, key));
  values.erase("");
  return values;
}

std::set<std::string> values_in(const Plan& plan, const std::string& key) {
  std::set<std::string> values;
  for (const Trial& trial : plan.trials) values.insert(value_of(plan.keys_of(trial), key));
  return values;
}

// "alloc jemalloc, tcmalloc"; "": all are asked for.
std::string not_asked_for(const std::vector<Record>& records, const Plan& plan,
                          const std::string& key) {
  const std::set<std::string> asked = values_in(plan, key);
  std::vector<std::string> others;
  for (const std::string& value : values_in(records, key)) {
    if (!asked.contains(value)) others.push_back(value);
  }
  return others.empty() ? "" : key + " " + listed(others, kMostOfDifference);
}

std::string other_selection(const std::vector<Record>& records, const Plan& plan) {
  std::vector<std::string> texts;
  for (const char* const key :
       {"scenario", "store", "variant", "alloc", "mode", "load", "layout"}) {
    const std::string text = not_asked_for(records, plan, key);
    if (!text.empty()) texts.push_back(text);
  }
  return texts.empty() ? "" : "recorded, but not asked for: " + join(texts, "; ");
}

std::string other_seed(const std::vector<Record>& records, const Plan& plan) {
  const std::string recorded = value_of(records.front().keys, "seed");
  const std::string asked = std::to_string(plan.seed);
  return recorded == asked ? "" : "seed " + recorded + " there, " + asked + " here";
}

std::string other_scenarios(const std::vector<Record>& records, const Plan& plan) {
  std::set<std::string> changed;
  for (const PlannedScenario& scenario : plan.scenarios) {
    for (const Record& record : records) {
      if (value_of(record.keys, "scenario") == scenario.name &&
          record.scenario_digest != scenario.digest)
        changed.insert(scenario.name);
    }
  }
  const std::vector<std::string> names(changed.begin(), changed.end());
  return names.empty() ? "" : "changed since then: scenario " + listed(names, kMostOfDifference);
}

std::string other_builds(const std::vector<Record>& records, const PreparedRun& run) {
  std::set<std::string> builds;
  for (const Record& record : records) builds.insert(value_of(record.keys, "build"));
  std::vector<std::string> changed;
  for (const Arm& arm : run.plan.arms) {
    const std::string name = arm.executable();
    const auto is_of_it = [&](const Record& record) {
      return value_of(record.keys, "store") == arm.store &&
             value_of(record.keys, "variant") == arm.variant &&
             value_of(record.keys, "alloc") == arm.alloc.name;
    };
    const bool is_recorded = std::any_of(records.begin(), records.end(), is_of_it);
    const auto dyno = run.inventory.dynos.find(name);
    if (!is_recorded || dyno == run.inventory.dynos.end()) continue;
    if (!builds.contains(dyno->second.build_id) &&
        std::find(changed.begin(), changed.end(), name) == changed.end())
      changed.push_back(name);
  }
  return changed.empty() ? "" : "built anew since then: " + listed(changed, kMostOfDifference);
}

// "2 of mode count, 12 of mode time"
std::string repetitions(const std::map<std::string, int>& by_mode) {
  std::vector<std::string> texts;
  for (const auto& [mode, times] : by_mode)
    texts.push_back(std::to_string(times) + " of mode " + mode);
  return join(texts, ", ");
}

std::string other_repetitions(const std::vector<Record>& records, const Plan& plan) {
  std::map<std::string, int> recorded;
  std::map<std::string, int> asked;
  for (const Record& record : records) {
    int& most = recorded[value_of(record.keys, "mode")];
    most = std::max(most, record.block + 1);
  }
  for (const Trial& trial : plan.trials) {
    int& most = asked[std::string(name_of(trial.mode))];
    most = std::max(most, trial.block + 1);
  }
  return "rounds or repetitions: " + repetitions(recorded) + " are recorded, " +
         repetitions(asked) + " asked for";
}

}  // namespace

std::string what_differs(const std::vector<Record>& records, const PreparedRun& run) {
  std::vector<std::string> texts;
  for (const std::string& text : {other_seed(records, run.plan), other_selection(records, run.plan),
                                  other_scenarios(records, run.plan), other_builds(records, run)}) {
    if (!text.empty()) texts.push_back(text);
  }
  return texts.empty() ? other_repetitions(records, run.plan) : join(texts, "; ");
}

}  // namespace heapdyno

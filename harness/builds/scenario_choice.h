// What --scenario names: a scenario of the house, a file by its path, or either with settings, by
// the grammar of instances (scenarios/scenario_document.h):
//
//   fill-random
//   path/to/mine.json{keys=1000,scale=0.1}
//   'ycsb-*'                           all of the house whose names match, as a shell would
//   value-sizes                        every point of its sweep
//   value-sizes{value_size=64}          one of them, or any other value
//
// Settings for all scenarios of a run (-p, --scale, --size) reach those that have the parameter;
// what stands in braces goes before. Pure but for reading files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/builds/build_folder.h"

namespace heapdyno {

struct ScenarioChoice {
  std::string scenario;  // name or path
  ScenarioSettings settings;
};

// All throw a usage error that says what was expected.
ScenarioChoice parse_scenario_choice(std::string_view text);
// Each sets what was not set before.
void set_parameter(ScenarioSettings& settings, const std::string& text);  // "keys=1000"
void set_scale(ScenarioSettings& settings, const std::string& text);      // "0.1"
void set_size(ScenarioSettings& settings, const std::string& text);       // "full" or "gate"

struct ChosenScenario {
  ScenarioDocument document;
  ScenarioSettings settings;
};

// Each text as above; none: all of the house that are by default. Throws as find_scenario(), and
// a usage error where no name matches a pattern.
std::vector<ChosenScenario> choose_scenarios(const std::vector<std::string>& texts,
                                             const BuildFolder& folder);

// The workloads of all that are chosen, each once. Throws a usage error when none has a parameter
// of `general`, settings make no scenario, or two workloads have one name.
std::vector<ScenarioInstance> instances_of(const std::vector<ChosenScenario>& chosen,
                                           const ScenarioSettings& general);

// The one workload that a text names. Throws as the two above, and a usage error where it is several.
ScenarioInstance one_instance_of(const std::string& text, const ScenarioSettings& general,
                                 const BuildFolder& folder);

// The names of a scenario's measured phases, in order.
std::vector<std::string> measured_phases(const Scenario& scenario);

// Empty: all of them. Throws a usage error with a suggestion.
void check_measured_phase(const std::string& name, const Scenario& scenario);

}  // namespace heapdyno

#include "harness/builds/scenario_choice.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "scenarios/catalogue.h"

namespace heapdyno {
namespace {

constexpr const char* kGrammar =
    "; write NAME, 'PATTERN*', PATH.json or NAME{PARAMETER=NUMBER,scale=0.1,size=gate}";

std::optional<double> number_in(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(number) || number < 0) return std::nullopt;
  return number;
}

bool has(const std::vector<NamedNumber>& numbers, const std::string& name) {
  return std::any_of(numbers.begin(), numbers.end(),
                     [&](const NamedNumber& number) { return number.first == name; });
}

bool has(const ScenarioDocument& document, const std::string& parameter) {
  return std::any_of(document.parameters.begin(), document.parameters.end(),
                     [&](const Parameter& known) { return known.name == parameter; });
}

Error set_twice(const std::string& name) { return usage_error("'" + name + "' is set twice"); }

void set(ScenarioSettings& settings, const std::string& text) {
  const std::string key = text.substr(0, text.find('='));
  const std::string value = text.substr(std::min(text.size(), key.size() + 1));
  if (key == "scale") return set_scale(settings, value);
  if (key == "size") return set_size(settings, value);
  set_parameter(settings, text);
}

// For one scenario: what it says itself, then what is said for all, as far as it has it.
ScenarioSettings with_general(ScenarioSettings settings, const ScenarioSettings& general,
                              const ScenarioDocument& document) {
  for (const NamedNumber& number : general.parameters) {
    if (has(document, number.first) && !has(settings.parameters, number.first))
      settings.parameters.push_back(number);
  }
  if (!settings.scale) settings.scale = general.scale;
  if (!settings.size) settings.size = general.size;
  return settings;
}

void refuse_unknown_parameters(const std::vector<ChosenScenario>& chosen,
                               const ScenarioSettings& general) {
  std::vector<std::string> known;
  for (const ChosenScenario& scenario : chosen) {
    for (const Parameter& parameter : scenario.document.parameters) {
      if (std::find(known.begin(), known.end(), parameter.name) == known.end())
        known.push_back(parameter.name);
    }
  }
  for (const auto& [name, number] : general.parameters) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw usage_error(unknown_name("parameter", name, known));
  }
}

ScenarioInstance settled(const ScenarioDocument& document, const ScenarioSettings& settings) {
  engine::Result<ScenarioInstance> instance = settle(document, settings);
  if (!instance.is_ok()) throw usage_error(std::string(instance.status().message()));
  return std::move(instance).value();
}

// Keeps what was asked for twice once.
class Instances {
 public:
  void add(ScenarioInstance instance, const std::string& file) {
    const auto [at, is_new] = seen_.try_emplace(instance.name, instance.scenario.digest, file);
    const auto& [digest, first_file] = at->second;
    if (digest != instance.scenario.digest) {
      throw usage_error("two scenarios are called '" + instance.name + "', of " + first_file +
                        " and of " + file + ": give one of them another \"name\"");
    }
    if (is_new) all_.push_back(std::move(instance));
  }
  std::vector<ScenarioInstance> take() { return std::move(all_); }

 private:
  std::map<std::string, std::pair<std::string, std::string>> seen_;  // digest and file by name
  std::vector<ScenarioInstance> all_;
};

bool is_pattern(const std::string& name) {
  return name.find_first_of("*?[") != std::string::npos && name.find('/') == std::string::npos;
}

// One, or all that a pattern matches.
std::vector<ScenarioDocument> named(const std::string& name, const BuildFolder& folder) {
  if (!is_pattern(name)) return {find_scenario(folder, name)};
  std::vector<ScenarioDocument> documents;
  for (const CatalogueEntry& entry : read_catalogue(folder.catalogue)) {
    if (fnmatch(name.c_str(), entry.name.c_str(), 0) == 0)
      documents.push_back(find_scenario(folder, entry.path));
  }
  if (documents.empty()) {
    throw usage_error("no scenario matches '" + name +
                      "'; `heapdyno list scenarios` shows those that there are");
  }
  return documents;
}

}  // namespace

ScenarioChoice parse_scenario_choice(std::string_view text) {
  const std::string whole(text);
  const auto bad = [&](const std::string& why) {
    return usage_error("--scenario '" + whole + "': " + why + kGrammar);
  };
  const size_t open = whole.find('{');
  ScenarioChoice choice{whole.substr(0, open), {}};
  if (choice.scenario.empty()) throw bad("no name");
  if (open == std::string::npos) return choice;
  if (whole.back() != '}') throw bad("the brace is not closed at the end");
  const std::string inside = whole.substr(open + 1, whole.size() - open - 2);
  for (const std::string& setting : split_outside_braces(inside, ','))
    set(choice.settings, setting);
  return choice;
}

void set_parameter(ScenarioSettings& settings, const std::string& text) {
  const size_t equals = std::min(text.find('='), text.size());
  const std::string name = text.substr(0, equals);
  const auto number = number_in(std::string_view(text).substr(std::min(text.size(), equals + 1)));
  if (name.empty() || !number)
    throw usage_error("'" + text + "' sets no parameter: write NAME=NUMBER");
  if (has(settings.parameters, name)) throw set_twice(name);
  settings.parameters.emplace_back(name, *number);
}

void set_scale(ScenarioSettings& settings, const std::string& text) {
  const std::optional<double> scale = number_in(text);
  if (!scale || *scale == 0 || *scale > kLargestScale) {
    throw usage_error("'" + text + "' is no scale: it is a number above 0, at most " +
                      number_text(kLargestScale));
  }
  if (settings.scale) throw set_twice("scale");
  settings.scale = scale;
}

void set_size(ScenarioSettings& settings, const std::string& text) {
  static const std::vector<std::string> kSizes = {"full", "gate"};
  if (text != kSizes[0] && text != kSizes[1]) throw usage_error(unknown_name("size", text, kSizes));
  if (settings.size) throw set_twice("size");
  settings.size = text == kSizes[0] ? ScenarioSize::kFull : ScenarioSize::kGate;
}

std::vector<ChosenScenario> choose_scenarios(const std::vector<std::string>& texts,
                                             const BuildFolder& folder) {
  std::vector<ChosenScenario> chosen;
  for (const std::string& text : texts) {
    const ScenarioChoice choice = parse_scenario_choice(text);
    for (ScenarioDocument& document : named(choice.scenario, folder))
      chosen.push_back({std::move(document), choice.settings});
  }
  if (!texts.empty()) return chosen;
  for (ScenarioDocument& document : all_scenarios(folder)) {
    if (document.scenario.by_default) chosen.push_back({std::move(document), {}});
  }
  return chosen;
}

std::vector<ScenarioInstance> instances_of(const std::vector<ChosenScenario>& chosen,
                                           const ScenarioSettings& general) {
  refuse_unknown_parameters(chosen, general);
  Instances instances;
  for (const auto& [document, own] : chosen) {
    const ScenarioSettings settings = with_general(own, general, document);
    for (const ScenarioSettings& point : points_of(document, settings))
      instances.add(settled(document, point), document.file);
  }
  return instances.take();
}

ScenarioInstance one_instance_of(const std::string& text, const ScenarioSettings& general,
                                 const BuildFolder& folder) {
  std::vector<ScenarioInstance> instances = instances_of(choose_scenarios({text}, folder), general);
  if (instances.size() > 1)
    throw usage_error(text + " is swept: name one of its points, e.g. '" + instances.front().name +
                      "'");
  return std::move(instances.front());
}

std::vector<std::string> measured_phases(const Scenario& scenario) {
  std::vector<std::string> measured;
  for (const Phase& phase : scenario.phases) {
    if (phase.measured) measured.push_back(phase.name);
  }
  return measured;
}

void check_measured_phase(const std::string& name, const Scenario& scenario) {
  const std::vector<std::string> measured = measured_phases(scenario);
  if (!name.empty() && std::find(measured.begin(), measured.end(), name) == measured.end())
    throw usage_error(unknown_name("measured phase", name, measured));
}

}  // namespace heapdyno

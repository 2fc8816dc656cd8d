#include "scenarios/scenario_content.h"

#include "scenarios/parameters.h"
#include "scenarios/references.h"

namespace heapdyno {
namespace {

using nlohmann::ordered_json;

void set(std::vector<Parameter>& parameters, const std::vector<NamedNumber>& numbers) {
  for (const auto& [name, number] : numbers) {
    const Parameter& known = find_parameter(parameters, name, "");
    check_number(known, number, "");
    parameters[static_cast<size_t>(&known - parameters.data())].value = number;
  }
}

// Of this size, and nothing else set.
std::vector<Parameter> parameters_of_size(const ScenarioDocument& document,
                                          const ScenarioSettings& settings) {
  std::vector<Parameter> parameters = document.parameters;
  if (is_gate(settings)) set(parameters, document.gate->parameters);
  return parameters;
}

double scale_of(const ScenarioDocument& document, const ScenarioSettings& settings) {
  return settings.scale.value_or(1) * (is_gate(settings) ? document.gate->scale : 1);
}

}  // namespace

bool is_gate(const ScenarioSettings& settings) { return settings.size == ScenarioSize::kGate; }

bool is_swept(const ScenarioDocument& document, const std::string& parameter) {
  return document.sweep && document.sweep->parameter == parameter;
}

ordered_json content_of(const ScenarioDocument& document, const ordered_json& root,
                        const ScenarioSettings& settings) {
  std::vector<Parameter> parameters = parameters_of_size(document, settings);
  set(parameters, settings.parameters);
  ordered_json content = replace_references(root, parameters);
  const double scale = scale_of(document, settings);
  if (scale == 1) return content;
  refuse_unset_counts(root, parameters);
  scale_counts(content, scale);
  return content;
}

std::string braces_of(const ScenarioDocument& document, const ScenarioSettings& settings) {
  const std::vector<Parameter> usual = parameters_of_size(document, settings);
  std::vector<Parameter> parameters = usual;
  set(parameters, settings.parameters);
  std::string inside;
  const auto add = [&](const std::string& key, const std::string& value) {
    inside += (inside.empty() ? "" : ",") + key + "=" + value;
  };
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto& [name, value, whole] = parameters[i];
    if (value && (value != usual[i].value || is_swept(document, name)))
      add(name, number_text(*value));
  }
  if (settings.scale.value_or(1) != 1) add("scale", number_text(*settings.scale));
  if (is_gate(settings)) add("size", "gate");
  return inside.empty() ? "" : "{" + inside + "}";
}

void check_parameters(const ScenarioDocument& document, const ScenarioSettings& settings) {
  std::vector<Parameter> parameters = document.parameters;
  set(parameters, settings.parameters);
}

}  // namespace heapdyno

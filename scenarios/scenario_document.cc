#include "scenarios/scenario_document.h"

#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include "scenarios/json_document.h"
#include "scenarios/parameters.h"
#include "scenarios/pretty_json.h"
#include "scenarios/references.h"
#include "scenarios/scenario_content.h"
#include "scenarios/scenario_parser.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;
using nlohmann::ordered_json;

// The lines of comment at the top of the file.
std::string comment_of(const std::string& text) {
  std::istringstream lines(text);
  std::string comment;
  for (std::string line; std::getline(lines, line) && line.rfind("//", 0) == 0;)
    comment += line + "\n";
  return comment;
}

// The same, joined by a space.
std::string about_of(const std::string& text) {
  std::istringstream lines(comment_of(text));
  std::string about;
  for (std::string line; std::getline(lines, line);) {
    const size_t start = line.find_first_not_of("/ ");
    if (start == std::string::npos) continue;
    if (!about.empty()) about += ' ';
    about += line.substr(start);
  }
  return about;
}

std::string hex_digest(const std::string& content) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(XXH3_64bits(content.data(), content.size())));
  return text;
}

Scenario scenario_of(const ScenarioDocument& document, const ordered_json& content) {
  Scenario scenario = read_scenario(content);
  scenario.about = about_of(document.text);
  scenario.digest = hex_digest(canonical(scenario));
  return scenario;
}

// The scenario with these settings; what is wrong with it then is told with them.
Scenario scenario_with(const ScenarioDocument& document, const ordered_json& content,
                       const ScenarioSettings& settings) {
  try {
    return scenario_of(document, content);
  } catch (Problem& problem) {
    const std::string braces = braces_of(document, settings);
    if (!braces.empty()) problem.message += "; with " + braces;
    throw;
  }
}

// All that runs of the file begin with: its points, in full and at gate size.
std::vector<ScenarioSettings> sizes_of(const ScenarioDocument& document) {
  std::vector<ScenarioSettings> all = points_of(document, {});
  if (!document.gate) return all;
  ScenarioSettings gate;
  gate.size = ScenarioSize::kGate;
  for (ScenarioSettings& point : points_of(document, gate)) all.push_back(std::move(point));
  return all;
}

void read(const ordered_json& root, ScenarioDocument& document) {
  document.parameters = read_parameters(root);
  document.sweep = read_sweep(root, document.parameters);
  document.gate = read_gate(root, document.parameters);
  document.scenario = scenario_of(document, content_of(document, root, {}));
  refuse_idle_parameters(root, document.parameters);
  for (const ScenarioSettings& settings : sizes_of(document))
    scenario_with(document, content_of(document, root, settings), settings);
}

Status refused(const ScenarioDocument& document, const std::string& why) {
  return Status::invalid_argument("scenario " + document.scenario.name + ": " + why);
}

Status check(const ScenarioDocument& document, const ScenarioSettings& settings) {
  if (is_gate(settings) && !document.gate)
    return refused(document, "its file states no gate size; \"gate\" does");
  try {
    check_parameters(document, settings);
  } catch (const Problem& problem) {
    return refused(document, problem.message);
  }
  return Status::ok();
}

}  // namespace

Result<ScenarioDocument> parse_scenario_document(std::string_view text, const std::string& file) {
  const Result<JsonDocument> json = parse_json_document(text, file);
  if (!json.is_ok()) return json.status();
  ScenarioDocument document;
  document.file = file;
  document.text = text;
  try {
    read(json->root, document);
  } catch (const Problem& problem) {
    return json->error(problem);
  }
  return document;
}

Result<ScenarioDocument> load_scenario_document(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Status::invalid_argument(path + ": cannot read the scenario: " + std::strerror(errno));
  }
  return parse_scenario_document(text.str(), path);
}

Result<ScenarioInstance> settle(const ScenarioDocument& document,
                                const ScenarioSettings& settings) {
  RETURN_IF_ERROR(check(document, settings));
  const Result<JsonDocument> json = parse_json_document(document.text, document.file);
  if (!json.is_ok()) return json.status();
  try {
    const ordered_json content = content_of(document, json->root, settings);
    ScenarioInstance instance;
    instance.scenario = scenario_with(document, content, settings);
    instance.name = instance.scenario.name + braces_of(document, settings);
    instance.text = comment_of(document.text) + pretty_json(content) + "\n";
    return instance;
  } catch (const Problem& problem) {
    return json->error(problem);
  }
}

std::vector<ScenarioSettings> points_of(const ScenarioDocument& document,
                                        const ScenarioSettings& settings) {
  const bool is_named =
      std::any_of(settings.parameters.begin(), settings.parameters.end(),
                  [&](const NamedNumber& number) { return is_swept(document, number.first); });
  if (!document.sweep || is_named) return {settings};
  std::vector<ScenarioSettings> points;
  for (double value : document.sweep->values) {
    points.push_back(settings);
    points.back().parameters.emplace_back(document.sweep->parameter, value);
  }
  return points;
}

Result<Scenario> parse_scenario(std::string_view text, const std::string& file) {
  Result<ScenarioDocument> document = parse_scenario_document(text, file);
  if (!document.is_ok()) return document.status();
  return std::move(document->scenario);
}

Result<Scenario> load_scenario(const std::string& path) {
  Result<ScenarioDocument> document = load_scenario_document(path);
  if (!document.is_ok()) return document.status();
  return std::move(document->scenario);
}

}  // namespace heapdyno

#include "harness/build_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "harness/child.h"
#include "harness/error.h"
#include "harness/words.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> sorted_files(const std::string& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Other JSON may stand in the folder: a scenario names its schema.
bool is_scenario(const fs::path& path) {
  if (path.extension() != ".json") return false;
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return text.find("\"heapdyno.scenario/") != std::string::npos;
}

ScenarioDocument load(const fs::path& path) {
  engine::Result<ScenarioDocument> document = load_scenario_document(path.string());
  if (!document.is_ok()) throw Error(std::string(document.status().message()));
  return std::move(document).value();
}

}  // namespace

BuildFolder BuildFolder::find() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) throw Error("/proc/self/exe cannot be read: " + error.message());
  return at(self.parent_path().string());
}

BuildFolder BuildFolder::at(const std::string& build) {
  const std::string info = build + "/meson-info/meson-info.json";
  std::ifstream file(info);
  if (!file) {
    throw Error(build +
                " is not a build folder (no meson-info/meson-info.json in it): run heapdyno from "
                "where Meson built it");
  }
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  const auto source = nlohmann::json::json_pointer("/directories/source");
  if (json.is_discarded() || !json.contains(source)) {
    throw Error(info + ": the source folder is not named in it");
  }
  return {build, json.at(source)};
}

std::string BuildFolder::dyno_path(const std::string& executable) const {
  return build + "/scenarios/" + executable;
}

std::string BuildFolder::live_observer_path() const {
  return build + "/allocators/observer/libheapdyno-observer-lifetimes.so";
}

std::string BuildFolder::observer_path() const {
  return build + "/allocators/observer/libheapdyno-observer.so";
}

bool BuildFolder::can_build(const std::string& executable) const {
  std::ifstream file(build + "/meson-info/intro-targets.json");
  const nlohmann::json targets = nlohmann::json::parse(file, nullptr, false);
  if (!targets.is_array()) return false;
  return std::any_of(targets.begin(), targets.end(), [&](const nlohmann::json& target) {
    return target.value("name", "") == executable;
  });
}

std::vector<std::string> BuildFolder::executables() const {
  std::vector<std::string> names;
  for (const fs::path& path : sorted_files(build + "/scenarios")) {
    const std::string name = path.filename().string();
    const bool two_parts = std::count(name.begin(), name.end(), '-') >= 2;
    if (name.starts_with("dyno-") && two_parts && path.extension().empty()) names.push_back(name);
  }
  return names;
}

Dyno describe(const std::string& path) {
  ChildOptions options;
  options.program = path;
  options.arguments = {"--describe"};
  options.environment = clean_environment();
  options.limit = std::chrono::seconds(20);
  const ChildEnd end = run_child(options);
  const std::string name = fs::path(path).filename().string();
  if (!end.succeeded()) {
    throw Error(name + " --describe: " + end.text() + ": " + join(last_lines(end.errors, 4), "; "));
  }
  return parse_dyno(name, path, end.output);
}

std::vector<ScenarioDocument> all_scenarios(const BuildFolder& folder) {
  std::vector<ScenarioDocument> scenarios;
  for (const fs::path& path : sorted_files(folder.scenarios_folder())) {
    if (is_scenario(path)) scenarios.push_back(load(path));
  }
  return scenarios;
}

ScenarioDocument find_scenario(const BuildFolder& folder, const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".json")) {
    return load(name_or_path);
  }
  std::vector<std::string> names;
  for (const fs::path& path : sorted_files(folder.scenarios_folder())) {
    if (!is_scenario(path)) continue;
    if (path.stem() == name_or_path) return load(path);
    names.push_back(path.stem().string());
  }
  throw usage_error(unknown_name("scenario", name_or_path, names));
}

}  // namespace heapdyno

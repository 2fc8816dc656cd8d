#include "harness/builds/build_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "harness/base/child.h"
#include "harness/base/error.h"
#include "harness/base/words.h"
#include "scenarios/catalogue.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

ScenarioDocument load(const std::string& path) {
  engine::Result<ScenarioDocument> document = load_scenario_document(path);
  if (!document.is_ok()) throw Error(std::string(document.status().message()));
  return std::move(document).value();
}

constexpr const char* kMesonInfo = "/meson-info/meson-info.json";
constexpr const char* kInstalled = "/lib/heapdyno";

bool is_build_folder(const std::string& folder) { return fs::exists(folder + kMesonInfo); }
bool is_installed_tree(const std::string& prefix) { return fs::exists(prefix + kInstalled); }

std::string source_of(const std::string& build) {
  std::ifstream file(build + kMesonInfo);
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  const auto source = nlohmann::json::json_pointer("/directories/source");
  if (json.is_discarded() || !json.contains(source)) {
    throw Error(build + kMesonInfo + ": the source folder is not named in it");
  }
  return json.at(source);
}

}  // namespace

BuildFolder BuildFolder::find() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) throw Error("/proc/self/exe cannot be read: " + error.message());
  const fs::path folder = self.parent_path();
  const fs::path prefix = folder.parent_path();
  return at(!is_build_folder(folder) && is_installed_tree(prefix) ? prefix : folder);
}

BuildFolder BuildFolder::at(const std::string& folder) {
  if (is_build_folder(folder)) {
    const std::string source = source_of(folder);
    return BuildFolder{"", source, "", "", source + "/scenarios/catalogue", ""}.with_build(folder);
  }
  if (is_installed_tree(folder)) {
    const std::string installed = folder + kInstalled;
    const std::string shared = folder + "/share/heapdyno";
    return {"", "", installed + "/dynos", installed, shared + "/scenarios", shared + "/report"};
  }
  throw Error(
      folder +
      " is not a build folder (no meson-info/meson-info.json in it), nor was heapdyno "
      "installed there (no lib/heapdyno): run heapdyno from where Meson built or installed it");
}

BuildFolder BuildFolder::with_build(const std::string& other) const {
  return {other,     source,           other + "/scenarios", other + "/allocators/observer",
          catalogue, other + "/report"};
}

std::string BuildFolder::source_file(const std::string& path) const {
  if (!is_installed()) return source + "/" + path;
  throw Error("this needs a checkout's " + path +
              ", and heapdyno is installed without: run the one that is built in a checkout, or "
              "name its build folder with --build");
}

std::string BuildFolder::dyno_path(const std::string& executable) const {
  return dynos + "/" + executable;
}

std::string BuildFolder::live_observer_path() const {
  return observers + "/libheapdyno-observer-lifetimes.so";
}

std::string BuildFolder::observer_path() const { return observers + "/libheapdyno-observer.so"; }

std::string BuildFolder::frames_path() const { return observers + "/libheapdyno-frames.so"; }

std::string BuildFolder::runs_folder() const {
  return is_installed() ? "heapdyno-runs" : source_file("results/runs");
}

bool BuildFolder::can_build(const std::string& executable) const {
  if (is_installed()) return false;
  std::ifstream file(build + "/meson-info/intro-targets.json");
  const nlohmann::json targets = nlohmann::json::parse(file, nullptr, false);
  if (!targets.is_array()) return false;
  return std::any_of(targets.begin(), targets.end(), [&](const nlohmann::json& target) {
    return target.value("name", "") == executable;
  });
}

std::vector<std::string> BuildFolder::executables() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const fs::directory_entry& file : fs::directory_iterator(dynos, error)) {
    const std::string name = file.path().filename().string();
    const bool two_parts = std::count(name.begin(), name.end(), '-') >= 2;
    if (file.is_regular_file() && name.starts_with("dyno-") && two_parts &&
        file.path().extension().empty()) {
      names.push_back(name);
    }
  }
  std::sort(names.begin(), names.end());
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
  for (const CatalogueEntry& entry : read_catalogue(folder.catalogue))
    scenarios.push_back(load(entry.path));
  return scenarios;
}

ScenarioDocument find_scenario(const BuildFolder& folder, const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".json")) {
    return load(name_or_path);
  }
  const std::string path = find_in_catalogue(folder.catalogue, name_or_path);
  if (!path.empty()) return load(path);
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : read_catalogue(folder.catalogue)) names.push_back(entry.name);
  throw usage_error(unknown_name("scenario", name_or_path, names));
}

}  // namespace heapdyno

#include "scenarios/testing/run_dyno.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "allocators/preload.h"
#include "scenarios/catalogue.h"
#include "scenarios/scenario_document.h"

namespace heapdyno::testing {
namespace {

using nlohmann::json;

std::string build_folder() { return HEAPDYNO_TEST_BUILD; }

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& string : strings) result.push_back(string.data());
  result.push_back(nullptr);
  return result;
}

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

[[noreturn]] void become(std::vector<std::string> arguments, std::vector<std::string> environment,
                         const Preload& preload, const Folder& folder) {
  preload.keep_open();
  dup2(open((folder / "out").c_str(), O_WRONLY | O_CREAT, 0600), 1);
  dup2(open((folder / "err").c_str(), O_WRONLY | O_CREAT, 0600), 2);
  execve(arguments[0].c_str(), pointers(arguments).data(), pointers(environment).data());
  _exit(127);
}

void divide(json& value, const char* key, int divisor) {
  if (value.contains(key))
    value[key] = std::max<uint64_t>(1, value[key].get<uint64_t>() / static_cast<uint64_t>(divisor));
}

}  // namespace

Folder::Folder(const std::string& name_part) {
  std::string path = std::filesystem::temp_directory_path() / ("heapdyno-" + name_part + "XXXXXX");
  path_ = mkdtemp(path.data());
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string dyno(const std::string& name) { return build_folder() + "/scenarios/" + name; }
bool has_dyno(const std::string& name) { return std::filesystem::exists(dyno(name)); }

Finished run(const std::vector<std::string>& arguments, const std::vector<std::string>& environment,
             Observed observed) {
  const Folder folder;
  std::vector<std::string> all = environment;
  std::vector<std::string> preloaded;
  const bool is_observed = observed != Observed::kNo;
  if (is_observed) {
    const char* const which = observed == Observed::kFollowed ? "-lifetimes.so" : ".so";
    preloaded.push_back(build_folder() + "/allocators/observer/libheapdyno-observer" + which);
    all.push_back("HEAPDYNO_OBSERVER=" + folder / "counters");
  }
  const auto preload = Preload::open(preloaded);
  EXPECT_TRUE(preload.is_ok());
  if (is_observed) all.push_back("LD_PRELOAD=" + preload->value());
  const pid_t child = fork();
  if (child == 0) become(arguments, all, *preload, folder);
  int status = 0;
  waitpid(child, &status, 0);
  Finished finished{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(folder / "out"),
                    read_text(folder / "err"), std::nullopt};
  if (!is_observed) return finished;
  const auto counters = read_counters(folder / "counters");
  if (counters.is_ok()) finished.counters = *counters;
  return finished;
}

namespace {

Observed observer_of(const std::string& mode) {
  if (mode == "live") return Observed::kFollowed;
  return mode == "count" ? Observed::kCounted : Observed::kNo;
}

}  // namespace

json run_trial(const TrialSpec& spec) {
  const Folder folder(spec.folder_name);
  const auto scenario = load_scenario(spec.scenario);
  EXPECT_TRUE(scenario.is_ok()) << scenario.status().to_string();
  json phases = json::array();
  json result;
  for (int part = 0; part < scenario->parts(); ++part) {
    const std::string file = folder / ("result" + std::to_string(part));
    std::vector<std::string> arguments = {dyno(spec.dyno),
                                          "--trial",
                                          spec.scenario,
                                          "--mode",
                                          spec.mode,
                                          "--part",
                                          std::to_string(part),
                                          "--folder",
                                          folder.path(),
                                          "--result",
                                          file,
                                          "--seed",
                                          "5"};
    arguments.insert(arguments.end(), spec.more.begin(), spec.more.end());
    const Finished finished = run(arguments, spec.environment, observer_of(spec.mode));
    EXPECT_EQ(finished.status, 0) << spec.dyno << ": " << finished.errors;
    if (finished.status != 0) return json();
    result = json::parse(read_text(file));
    for (const json& phase : result["phases"]) phases.push_back(phase);
  }
  result["phases"] = phases;
  return result;
}

std::string catalogue_folder() { return HEAPDYNO_TEST_SOURCE "/scenarios/catalogue"; }

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> names;
  for (const CatalogueEntry& entry : read_catalogue(catalogue_folder()))
    names.push_back(entry.name);
  return names;
}

json shrunk_scenario(const std::string& name, int divisor) {
  const auto document = load_scenario_document(find_in_catalogue(catalogue_folder(), name));
  EXPECT_TRUE(document.is_ok()) << document.status().to_string();
  json scenario = json::parse(settle(*document, {})->text, nullptr, true, true);
  const bool words = scenario.contains("data");
  for (json& phase : scenario["phases"]) {
    if (words && !phase.contains("count") && !phase["operations"].contains("open"))
      phase["count"] = 100'000;
    if (!phase["operations"].contains("scan") || words) divide(phase, "count", divisor);
    if (phase.contains("keys")) divide(phase["keys"], "count", divisor);
  }
  return scenario;
}

void write_text(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace heapdyno::testing

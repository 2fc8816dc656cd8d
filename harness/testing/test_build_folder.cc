#include "harness/testing/test_build_folder.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "harness/testing/test_records.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

// Of the reference store, unless an executable is called after another one.
std::string store_of(const std::string& configuration) {
  for (const char* store : {"null", "leveldb", "rocksdb", "lmdb"}) {
    if (configuration == store) return store;
  }
  return "reference";
}

TestTrial trial_of(const std::string& variant, const std::string& alloc, Mode mode) {
  TestTrial trial;
  trial.store = store_of(variant);
  trial.variant = variant;
  trial.alloc = alloc;
  trial.mode = mode;
  if (variant == "all") trial.news = 80;
  if (variant == "only-arena") trial.news = 100;
  if (variant == "only-zero_copy") trial.news = 250;
  if (variant == "null") trial.wall_ns = 2500;
  if (mode == Mode::kMemory) trial.samples = {{0, 0, trial.rss_base}, {100, 9000, trial.rss_anon}};
  return trial;
}

}  // namespace

Outcome run_tool_on(const std::string& build, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--build", build});
  std::ostringstream out;
  std::ostringstream err;
  const int exit = run_tool(std::move(arguments), out, err);
  return {exit, out.str(), err.str()};
}

void write_file(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary) << content;
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TestBuildFolder::TestBuildFolder() {
  fs::create_directories(build() + "/scenarios");
  fs::create_directories(build() + "/meson-info");
  fs::create_directories(build() + "/allocators/observer");
  fs::create_directories(source() + "/engine");
  fs::create_directories(source() + "/scenarios/catalogue");
  write_file(build() + "/meson-info/meson-info.json",
             R"({"directories":{"source":")" + source() + R"("}})");
  // The observer's path comes from Meson through the test's environment.
  if (const char* observer = std::getenv("HEAPDYNO_TEST_OBSERVER")) {
    fs::create_symlink(observer, build() + "/allocators/observer/libheapdyno-observer.so");
  }
  for (const char* name : {"fill", "scan"}) add_scenario(name, 100);
  for (const char* alloc : {"glibc", "jemalloc"}) {
    for (const char* variant : {"baseline", "all"}) {
      on_trial("dyno-" + std::string(variant) + "-" + alloc, "");
    }
  }
  on_trial("dyno-null-glibc", "");
}

std::string TestBuildFolder::install() const {
  const std::string prefix = file("installed");
  fs::create_directories(prefix + "/lib/heapdyno");
  fs::create_directories(prefix + "/share/heapdyno");
  fs::copy(build() + "/scenarios", prefix + "/lib/heapdyno/dynos");
  fs::copy(build() + "/allocators/observer", prefix + "/lib/heapdyno",
           fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  fs::copy(source() + "/scenarios/catalogue", prefix + "/share/heapdyno/scenarios");
  return prefix;
}

void TestBuildFolder::add_scenario(const std::string& name, int operations) const {
  write_file(source() + "/scenarios/catalogue/" + name + ".json",
             R"(// for a test
{"schema": "heapdyno.scenario/1", "name": ")" +
                 name + R"(", "phases": [{"name": "fill", "operations": {"put": 1}, "count": )" +
                 std::to_string(operations) +
                 R"(, "keys": {"distribution": "sequential", "count": )" +
                 std::to_string(operations) + "}}]}\n");
}

void TestBuildFolder::on_trial(const std::string& executable, const std::string& script) const {
  const size_t dash = executable.rfind('-');
  const std::string variant = executable.substr(5, dash - 5);
  const std::string alloc = executable.substr(dash + 1, executable.rfind(".layout") - dash - 1);
  const std::string store = store_of(variant);
  const std::string path = build() + "/scenarios/" + executable;
  const auto data = [&](const char* name, const std::string& content) {
    write_file(file(executable + "." + name), content);
    return file(executable + "." + name);
  };
  const std::string describe =
      data("describe", description(store, store == "reference" ? variant : "", alloc));
  for (const Mode mode : kModes)
    data(std::string(name_of(mode)).c_str(), trial_result(trial_of(variant, alloc, mode)));
  write_file(path, "#!/bin/sh\n[ \"$1\" = --describe ] && exec /bin/cat " + describe + "\n" +
                       script + "\n/bin/cat " + file(executable) + ".$4 > \"${10}\"\n");
  fs::permissions(path, fs::perms::owner_all);
}

}  // namespace heapdyno

// The tool with every peer of its own build folder, each built as a run needs it. Long: it compiles.

#include "harness/builds/peers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "harness/record/record_file.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

constexpr const char* kScenario = R"(// Small, with what a peer may not have.
{"schema": "heapdyno.scenario/1", "name": "small", "store": {"write_buffer_bytes": 131072},
 "phases": [
  {"name": "fill", "operations": {"put": 1}, "count": 4000,
   "keys": {"distribution": "zipf", "count": 3000}},
  {"name": "compact", "operations": {"compact": 1}},
  {"name": "scan", "before": ["compact"], "operations": {"scan": 1}, "count": 2},
  {"name": "reopen", "restart": true, "operations": {"open": 1}}
 ]})";

class Peers : public ::testing::TestWithParam<std::string> {
 protected:
  int tool(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--build", build_});
    return run_tool(std::move(arguments), out_, err_);
  }

  const TemporaryFolder folder_{"/tmp"};
  const std::string build_ = std::getenv("HEAPDYNO_TEST_BUILD");
  const std::string records_ = folder_.path() + "/run.jsonl";
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_P(Peers, RunBesideTheReferenceOrAreNamedWithTheirPackage) {
  const std::string scenario = folder_.path() + "/small.json";
  write_file(scenario, kScenario);
  const int exit =
      tool({"run", "--rounds", "1", "--counts", "2", "--variant", "baseline", "--store",
            "reference," + GetParam(), "--scenario", scenario, "--out", records_});
  if (!BuildFolder::at(build_).can_build("dyno-" + GetParam() + "-glibc")) {
    EXPECT_EQ(exit, 1);
    EXPECT_THAT(err_.str(), HasSubstr("install lib" + GetParam() + "-dev"));
    return;
  }
  EXPECT_EQ(exit, 0) << err_.str();
  std::istringstream lines(read_file(records_));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), kMostBytes) << line;
    const auto store = nlohmann::json::parse(line)["store"];
    if (store["name"] != GetParam()) continue;
    EXPECT_EQ(store["settings"]["compression"], "none");
  }
  EXPECT_EQ(tool({"compare", "store:" + GetParam(), "store:reference", "--in", records_}), 0)
      << err_.str();
}

INSTANTIATE_TEST_SUITE_P(All, Peers, ::testing::Values("leveldb", "rocksdb", "lmdb"),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace heapdyno

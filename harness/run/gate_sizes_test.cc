// Every scenario of the house at the gate size that its file states, counted on the real baseline under glibc.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <sstream>

#include "harness/run/gate.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(GateSizes, AreTheSmallestThatFlushAndCompactTwice) {
  Inventory inventory =
      take_inventory(BuildFolder::at(std::getenv("HEAPDYNO_TEST_BUILD")), Ask::kOneOfEach);
  const CountOnce count = count_on_baseline(inventory);
  for (const ScenarioDocument& document : all_scenarios(inventory.folder)) {
    if (lacks_data(document.scenario)) {
      std::cout << document.scenario.name << ": left out: there is no "
                << document.scenario.data_file << "\n";
      continue;
    }
    for (const std::string& fault : gate_faults(document, count))
      ADD_FAILURE() << document.file << ": " << fault;
  }
}

TEST(GateSizes, WhatTheToolFindsHasNoFault) {
  const char* const build = std::getenv("HEAPDYNO_TEST_BUILD");
  const TemporaryFolder folder("/tmp");
  const std::string path = folder.path() + "/fill.json";
  const auto with_gate = [](const std::string& gate) {
    return R"({"schema": "heapdyno.scenario/1", "name": "fill",
        "parameters": {"write_buffer": 4194304}, "store": {"write_buffer_bytes": "$write_buffer"},
        )" +
           gate +
           R"(, "phases": [{"name": "fill", "operations": {"put": 1}, "count": 50000,
                            "keys": {"distribution": "permutation"}}]})";
  };
  write_file(path, with_gate(R"("gate": {"write_buffer": 65536})"));
  std::ostringstream out;
  std::ostringstream err;
  ASSERT_EQ(run_tool({"scenario", "gate", path, "--build", build}, out, err), 0) << err.str();
  EXPECT_THAT(out.str(), HasSubstr(R"("gate": {"write_buffer": 65536, "scale": )"));
  EXPECT_THAT(out.str(), HasSubstr("8 flushes and 2 compactions, "));
  const std::string gate = out.str().substr(0, out.str().find('\n'));
  const auto found = parse_scenario_document(with_gate(gate), path);
  ASSERT_TRUE(found.is_ok()) << found.status().to_string();
  Inventory inventory = take_inventory(BuildFolder::at(build), Ask::kOneOfEach);
  EXPECT_THAT(gate_faults(*found, count_on_baseline(inventory)), IsEmpty());
}

}  // namespace
}  // namespace heapdyno

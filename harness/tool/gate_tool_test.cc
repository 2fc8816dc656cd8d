// check and accept, from their arguments to their exit code, on scripts in place of configurations.
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GateTool : public Tool {
 protected:
  void SetUp() override {
    const std::string file = folder_.source() + "/scenarios/catalogue/fill.json";
    std::string text = read_file(file);
    const std::string name = R"("name": "fill", )";
    write_file(file, text.insert(text.find(name) + name.size(), R"("gate": {"scale": 0.5}, )"));
  }

  // Of the scenario fill.
  Outcome gate(std::vector<std::string> arguments) const {
    for (const char* more : {"--no-sites", "--scenario", "fill", "--baseline"})
      arguments.emplace_back(more);
    arguments.push_back(folder_.file("baselines"));
    return tool(std::move(arguments));
  }
};

TEST_F(GateTool, WhatIsAcceptedPasses) {
  const Outcome accepted = gate({"accept", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0) << accepted.err;
  EXPECT_THAT(accepted.out, HasSubstr("2 cells accepted, 0 as they were"));
  EXPECT_THAT(accepted.err, HasSubstr("fill{size=gate} all jemalloc count"))
      << "under each allocator";
  const Outcome check = gate({"check"});
  EXPECT_EQ(check.exit, 0) << check.err;
  EXPECT_THAT(check.out, HasSubstr("no change"));
  EXPECT_THAT(check.err, Not(HasSubstr("jemalloc")));
  EXPECT_THAT(gate({"accept", "--reason", "again"}).out, HasSubstr("0 cells accepted, 2 as they"));
}

TEST_F(GateTool, AScenarioOfTheUsersIsGatedByItsPath) {
  const std::string mine = folder_.file("mine.json");
  std::string text = read_file(folder_.source() + "/scenarios/catalogue/fill.json");
  write_file(mine, text.replace(text.find("\"fill\""), 6, "\"mine\""));
  const auto gate_mine = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(),
                     {"--no-sites", "--scenario", mine, "--baseline", folder_.file("baselines")});
    return tool(std::move(arguments));
  };
  const Outcome accepted = gate_mine({"accept", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0) << accepted.err;
  EXPECT_THAT(accepted.err, HasSubstr("mine{size=gate} all glibc count"));
  const Outcome check = gate_mine({"check"});
  EXPECT_EQ(check.exit, 0) << check.out << check.err;
}

TEST_F(GateTool, AMissingBaselineIsFiveAndSaysWhatToDo) {
  const Outcome check = gate({"check"});
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.out, HasSubstr("there is no baseline in " + folder_.file("baselines")));
  EXPECT_THAT(check.out, HasSubstr("heapdyno accept --reason"));
}

TEST_F(GateTool, ACrashIsOne) {
  EXPECT_EQ(gate({"accept", "--reason", "first"}).exit, 0);
  folder_.on_trial("dyno-all-glibc", "kill -SEGV $$");
  const Outcome check = gate({"check"});
  EXPECT_EQ(check.exit, 1);
  EXPECT_THAT(check.out, HasSubstr("signal 11"));
  const Outcome accept = gate({"accept", "--reason", "all the same"});
  EXPECT_EQ(accept.exit, 1);
  EXPECT_THAT(accept.err, HasSubstr("nothing was accepted"));
}

TEST_F(GateTool, WhatCrashesOnceHasCrashed) {
  EXPECT_EQ(gate({"accept", "--reason", "first"}).exit, 0);
  const std::string mark = folder_.file("crashed");
  folder_.on_trial("dyno-all-glibc",
                   "[ -e " + mark + " ] || { touch " + mark + "; kill -SEGV $$; }");
  EXPECT_EQ(gate({"check"}).exit, 1);
  EXPECT_EQ(gate({"check"}).exit, 0);
}

TEST_F(GateTool, ABoundedMetricIsComparedWhereItIsAskedFor) {
  EXPECT_EQ(gate({"accept", "--reason", "first"}).exit, 0);
  const Outcome missing = gate({"check", "--metric", "minor_faults"});
  EXPECT_EQ(missing.exit, 5);
  EXPECT_THAT(missing.out, HasSubstr("`heapdyno accept --metric minor_faults --reason"));
  EXPECT_THAT(gate({"accept", "--metric", "minor_faults", "--reason", "second"}).out,
              HasSubstr("2 cells accepted"));
  EXPECT_EQ(gate({"check", "--metric", "minor_faults"}).exit, 0);
  folder_.on_trial("dyno-all-glibc", R"([ "$4" = time ] && kill -SEGV $$)");
  const Outcome crashed = gate({"check", "--metric", "minor_faults"});
  EXPECT_EQ(crashed.exit, 1);
  EXPECT_THAT(crashed.out, HasSubstr("in mode time: crashed: signal 11"));
  EXPECT_EQ(gate({"check"}).exit, 0) << "nothing is timed where it is not asked for";
  EXPECT_EQ(gate({"check", "--metric", "ns/op"}).exit, 2);
}

TEST_F(GateTool, AnEmptySelectionIsFive) {
  const Outcome check = gate({"check", "--filter", "variant:only-arena"});
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.err, HasSubstr("nothing was checked"));
  EXPECT_EQ(tool({"check", "--scenario", "no-such"}).exit, 2);
}

TEST_F(GateTool, ReportsAreWrittenBesideWhatIsPrinted) {
  const std::string junit = folder_.file("check.xml");
  const Outcome check = gate({"check", "--report", "junit=" + junit, "--format", "json"});
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.out, HasSubstr("heapdyno.check/1"));
  EXPECT_THAT(read_file(junit), HasSubstr("<testsuites"));
  EXPECT_EQ(gate({"check", "--format", "yaml"}).exit, 2);
  EXPECT_EQ(gate({"check", "--report", "junit"}).exit, 2);
}

TEST_F(GateTool, AReasonIsNeeded) {
  EXPECT_EQ(gate({"accept"}).exit, 2);
  EXPECT_EQ(gate({"accept", "--reason", ""}).exit, 2);
  const Outcome expired = gate({"accept", "--reason", "first", "--expires", "2020-01-01"});
  EXPECT_EQ(expired.exit, 2);
  EXPECT_THAT(expired.err, HasSubstr("--expires 2020-01-01"));
}

TEST_F(GateTool, AnInstalledToolHasNoBaselinesOfItsOwn) {
  const Outcome check = run_tool_on(folder_.install(), {"check", "--scenario", "fill"});
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.err, HasSubstr("--baseline DIR"));
}

TEST_F(GateTool, AProgramHasNoScenarios) {
  EXPECT_EQ(tool({"check", "--scenario", "fill", "--", "./bench"}).exit, 2);
}

}  // namespace
}  // namespace heapdyno

// What the tool does with scenarios' parameters, sweeps, scales and sizes.

#include <gmock/gmock.h>

#include "harness/record/record_file.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Scenarios whose numbers have names.
class ScenarioTool : public Tool {
 protected:
  ScenarioTool() {
    scenario("fill", R"("gate": {"keys": 40},)");
    scenario("value-size", R"("sweep": {"bytes": [16, 256, 64]},)");
  }

  void scenario(const std::string& name, const std::string& top) const {
    write_file(folder_.source() + "/scenarios/catalogue/" + name + ".json",
               "// for a test\n{\"schema\": \"heapdyno.scenario/1\", \"name\": \"" + name +
                   "\",\n" + top + R"(
  "parameters": {"keys": 100, "bytes": 100},
  "phases": [{"name": "fill", "operations": {"put": 1}, "count": "$keys",
              "values": {"size": "$bytes"}}]})");
  }

  // The scenarios of the plan of `run` with these arguments.
  std::vector<std::string> planned(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--dry-run", "--rounds", "0", "--alloc", "glibc",
                                         "--variant", "all", "--format", "csv"});
    const Outcome outcome = tool(std::move(arguments));
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    std::vector<std::string> names;
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) {
      std::erase(line, '"');
      const std::string before = "dyno-all-glibc,glibc,";
      if (const size_t at = line.find(before); at != std::string::npos)
        names.push_back(line.substr(at + before.size()));
    }
    return names;
  }
};

TEST_F(ScenarioTool, ThePlanNamesInstances) {
  EXPECT_THAT(planned({"--scenario", "fill{keys=7,scale=0.5},scan"}),
              ElementsAre("fill{keys=7,scale=0.5}", "scan"));
  EXPECT_THAT(planned({"--scenario", "value-size"}),
              ElementsAre("value-size{bytes=16}", "value-size{bytes=256}", "value-size{bytes=64}"));
  EXPECT_THAT(planned({"--scenario", "value-size{bytes=5}", "-p", "keys=9", "--scale", "2"}),
              ElementsAre("value-size{keys=9,bytes=5,scale=2}"));
  EXPECT_THAT(planned({"-p", "keys=9", "--param", "bytes=1"}),
              ElementsAre("fill{keys=9,bytes=1}", "scan", "value-size{keys=9,bytes=1}"));
  EXPECT_THAT(planned({"--scenario", "fill", "--size", "gate"}), ElementsAre("fill{size=gate}"));
  EXPECT_THAT(planned({"--filter", "scenario:value-size"}), SizeIs(3));
  EXPECT_THAT(planned({"--filter", "scenario:value-size{bytes=64}"}),
              ElementsAre("value-size{bytes=64}"));
}

TEST_F(ScenarioTool, TheDriverGetsNumbersAndTheRecordTheInstance) {
  folder_.on_trial("dyno-all-glibc", "/bin/cat \"$2\" > " + folder_.file("given"));
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill", "-p", "keys=20", "--alloc",
                               "glibc", "--variant", "all"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("fill{keys=20}"));
  const std::string shown = tool({"scenario", "show", "fill{keys=20}"}).out;
  EXPECT_EQ(read_file(folder_.file("given")), shown);
  const Scenario given = *parse_scenario(shown, "given");
  EXPECT_EQ(given.phases[0].count, 20u);
  const std::string record = read_file(records());
  EXPECT_THAT(record, HasSubstr(R"("scenario":{"name":"fill{keys=20}","digest":")" + given.digest));
}

TEST_F(ScenarioTool, TablesAndComparisonsKnowInstances) {
  const Outcome outcome = run({"--rounds", "0", "--scenario", "value-size,fill"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_LT(outcome.out.find("value-size{bytes=64}"), outcome.out.find("value-size{bytes=256}"));
  const auto rows = [&](const std::string& filter) {
    const Outcome compared = tool({"compare", "variant:baseline", "variant:all", "--in", records(),
                                   "--filter", filter, "--format", "csv"});
    EXPECT_EQ(compared.exit, 0) << compared.err;
    return std::count(compared.out.begin(), compared.out.end(), '\n') - 1;
  };
  EXPECT_EQ(rows("scenario:value-size"), 4);  // and their geometric mean
  EXPECT_EQ(rows("scenario:value-size{bytes=64},fill"), 3);
}

TEST_F(ScenarioTool, TheDefaultScenariosAreTimedAtAnySize) {
  scenario("scan", "");
  const Outcome plan = tool({"run", "--dry-run", "--scale", "0.5", "--rounds", "1"});
  EXPECT_THAT(plan.out, ContainsRegex("time .*scan.scale=0.5"));
  EXPECT_THAT(plan.out, Not(ContainsRegex("time .*value-size")));
}

TEST_F(ScenarioTool, SettingsThatNothingHasAreUsageErrors) {
  const auto refuses = [&](std::vector<std::string> arguments, const char* text) {
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.exit, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(text));
  };
  refuses({"-p", "kesy=5"}, "unknown parameter 'kesy': did you mean 'keys'");
  refuses({"-p", "keys"}, "'keys' sets no parameter: write NAME=NUMBER");
  refuses({"-p", "keys=1", "-p", "keys=2"}, "'keys' is set twice");
  refuses({"-p", "keys=0"}, "found 0; with {keys=0}");
  refuses({"--scale", "0"}, "'0' is no scale");
  refuses({"--size", "gat"}, "did you mean 'gate'");
  refuses({"--scenario", "scan", "--size", "gate"}, "states no gate size");
  refuses({"--scenario", "fill{kesy=5}"}, "did you mean \"keys\"");
  refuses({"--scenario", "fil{keys=5}"}, "did you mean 'fill'");
}

TEST_F(ScenarioTool, WhatIsShownIsAFileThatCanBeRun) {
  const std::string path = folder_.file("mine.json");
  const Outcome shown = tool({"scenario", "show", "fill", "-p", "keys=30", "--scale", "0.5"});
  EXPECT_EQ(shown.exit, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("// for a test\n{\n"));
  EXPECT_THAT(shown.out, HasSubstr("\"count\": 15"));
  EXPECT_THAT(shown.out, Not(HasSubstr("parameters")));
  write_file(path, shown.out);
  EXPECT_THAT(planned({"--scenario", path}), ElementsAre("fill"));
  EXPECT_THAT(tool({"scenario", "show", "fill", "--size", "gate"}).out, HasSubstr("\"count\": 40"));
  const Outcome sweep = tool({"scenario", "show", "value-size"});
  EXPECT_EQ(sweep.exit, 2);
  EXPECT_THAT(sweep.err, HasSubstr("is a sweep: show one of its points, 'value-size{bytes=16}'"));
  EXPECT_EQ(tool({"scenario", "show", "fill", "scan"}).exit, 2);
  EXPECT_EQ(tool({"scenario", "show"}).exit, 2);
}

TEST_F(ScenarioTool, FilesAreCheckedEach) {
  const std::string good = folder_.source() + "/scenarios/catalogue/fill.json";
  const std::string bad = folder_.file("bad.json");
  write_file(bad, "{\"schema\": \"heapdyno.scenario/1\",\n\"name\": \"bad\",\n\"phasse\": []}");
  const Outcome fine = tool({"scenario", "check", good});
  EXPECT_EQ(fine.exit, 0) << fine.err;
  EXPECT_THAT(fine.out, HasSubstr(good + ": fine: fill, digest "));
  const Outcome mixed = tool({"scenario", "check", bad, good, folder_.file("nowhere.json")});
  EXPECT_EQ(mixed.exit, 1);
  EXPECT_THAT(mixed.err, HasSubstr(bad + ":3: /phasse: unknown key; did you mean \"phases\"?\n"));
  EXPECT_THAT(mixed.err, HasSubstr("nowhere.json: cannot read the scenario"));
  EXPECT_THAT(mixed.out, HasSubstr(good + ": fine"));
  EXPECT_EQ(tool({"scenario", "check"}).exit, 2);
  EXPECT_THAT(tool({"scenario", "chekc", good}).err, HasSubstr("did you mean 'check'"));
  EXPECT_EQ(tool({"scenario"}).exit, 2);
}

TEST_F(ScenarioTool, ListShowsParametersAndPointsAndWholeDescriptions) {
  std::string text = read_file(folder_.source() + "/scenarios/catalogue/fill.json");
  write_file(folder_.source() + "/scenarios/catalogue/fill.json",
             "// " + std::string(10, 'x') + " is for " + std::string(20, 'y') + " and the " +
                 std::string(40, 'z') + "\n" + text);
  const std::string list = tool({"list"}).out;
  EXPECT_THAT(list, ContainsRegex("fill +1  keys=100 bytes=100  fill\n"));
  EXPECT_THAT(list, ContainsRegex("value-size +3  keys=100 bytes=100  fill\n"));
  EXPECT_THAT(list, HasSubstr("zzz for a test\n"));
  EXPECT_THAT(tool({"list", "--format", "md"}).out, HasSubstr("zzz for a test"));
}

}  // namespace
}  // namespace heapdyno

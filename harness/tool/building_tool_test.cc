// What the tool builds before it measures, with scripts in place of meson and ninja.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "harness/base/words.h"
#include "harness/record/record_file.h"
#include "harness/testing/test_programs.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// meson and ninja as scripts: the first prints and notes, the second "builds" by copying. A linker for
// layouts is there.
class BuildingTool : public Tool {
 protected:
  BuildingTool() {
    script("meson", "echo \"$@\" >> " + folder_.file("meson.log") +
                        "\n[ $1 = introspect ] && echo "
                        "'[{\"name\":\"variants\",\"value\":[\"old\"]}]'\nexit 0\n");
    script("ninja", "echo \"$@\" >> " + folder_.file("ninja.log") + "\nexit 0\n");
    script("ld.lld", "exit 0\n");
  }

  void script(const std::string& name, const std::string& text) const { programs_.add(name, text); }

  const TestPrograms programs_{folder_.file("bin")};
};

TEST_F(BuildingTool, WhatThePlanNeedsIsBuiltAtOnceBeforeTheFirstTrial) {
  script("ninja", "echo \"$@\" >> " + folder_.file("ninja.log") + "\nexec /bin/mv " +
                      folder_.file("hidden") + " '" + folder_.build() +
                      "/scenarios/dyno-arena=fresh+zero_copy-glibc'\n");
  folder_.on_trial("dyno-arena=fresh+zero_copy-glibc", "");
  std::filesystem::rename(folder_.build() + "/scenarios/dyno-arena=fresh+zero_copy-glibc",
                          folder_.file("hidden"));
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill", "--alloc", "glibc",
                               "--variant", "baseline,zero_copy+arena=fresh"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("building dyno-arena=fresh+zero_copy-glibc"));
  EXPECT_EQ(read_file(folder_.file("meson.log")), "introspect --buildoptions " + folder_.build() +
                                                      "\nconfigure " + folder_.build() +
                                                      " -Dvariants=old,arena=fresh+zero_copy\n");
  EXPECT_EQ(read_file(folder_.file("ninja.log")),
            "-C " + folder_.build() +
                " scenarios/dyno-baseline-glibc scenarios/dyno-arena=fresh+zero_copy-glibc\n");
}

TEST_F(BuildingTool, WhatIsOlderThanItsSourcesIsBuiltAnew) {
  const auto run_when_ninja_says = [&](const std::string& words) {
    write_file(folder_.file("ninja.log"), "");
    script("ninja",
           "echo \"$@\" >> " + folder_.file("ninja.log") + "\necho '" + words + "'\nexit 0\n");
    std::filesystem::remove(folder_.file("run.jsonl"));
    return run({"--rounds", "0", "--scenario", "fill", "--alloc", "glibc", "--variant", "baseline"})
        .err;
  };
  const std::string asked = "-C " + folder_.build() + " -n scenarios/dyno-baseline-glibc\n";
  EXPECT_THAT(run_when_ninja_says("ninja: no work to do."), Not(HasSubstr("building")));
  EXPECT_EQ(read_file(folder_.file("ninja.log")), asked);
  EXPECT_THAT(run_when_ninja_says("[1/1] Linking target"), HasSubstr("building anew"));
  EXPECT_EQ(read_file(folder_.file("ninja.log")),
            asked + "-C " + folder_.build() + " scenarios/dyno-baseline-glibc\n");
}

TEST_F(BuildingTool, APeerIsBuiltWhenARunNeedsIt) {
  const std::string built = folder_.build() + "/scenarios/dyno-lmdb-glibc";
  folder_.on_trial("dyno-lmdb-glibc", "");
  std::filesystem::rename(built, folder_.file("hidden"));
  write_file(folder_.build() + "/meson-info/intro-targets.json",
             R"([{"name": "dyno-lmdb-glibc", "type": "executable"}])");
  EXPECT_THAT(tool({"list"}).out, ContainsRegex("lmdb +built when a run needs it"));
  script("ninja", "exec /bin/mv " + folder_.file("hidden") + " " + built + "\n");
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill", "--alloc", "glibc",
                               "--variant", "baseline", "--store", "reference,lmdb"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("building dyno-lmdb-glibc"));
  EXPECT_THAT(tool({"list"}).out, ContainsRegex("lmdb +1.23"));
}

TEST_F(BuildingTool, LayoutsAreLinkedAndTimedInTurn) {
  const std::vector<std::string> layouts = {"dyno-all-glibc.layout1", "dyno-null-glibc.layout1",
                                            "dyno-all-glibc.layout2", "dyno-null-glibc.layout2"};
  std::string moves = "echo \"$@\" >> " + folder_.file("ninja.log") + "\n";
  for (const std::string& layout : layouts) {
    folder_.on_trial(layout, "");
    std::filesystem::rename(folder_.build() + "/scenarios/" + layout,
                            folder_.file("hidden-") + layout);
    moves += "/bin/mv " + folder_.file("hidden-") + layout + " " + folder_.build() + "/scenarios/" +
             layout + "\n";
  }
  script("ninja", moves);
  const Outcome outcome = run({"--layouts", "2", "--rounds", "6", "--scenario", "fill", "--alloc",
                               "glibc", "--variant", "all"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  const std::vector<Record> of_run = read_records(records());
  EXPECT_EQ(of_run.size(), 1 + 6 * 2 * 3u);
  for (const Record& record : of_run) {
    const bool timed = record.keys.at("mode") == "time";
    EXPECT_EQ(record.keys.contains("layout"), timed) << record.trial_id;
    if (timed) {
      EXPECT_EQ(record.keys.at("layout"), std::to_string(1 + record.block % 2));
    }
  }
  const std::string option = " -Dlayouts=" + join(layouts, ",") + "\n";
  EXPECT_THAT(read_file(folder_.file("meson.log")),
              HasSubstr("configure " + folder_.build() + option));
  EXPECT_THAT(read_file(folder_.file("ninja.log")), HasSubstr("scenarios/dyno-null-glibc.layout2"));
  EXPECT_THAT(tool({"list"}).out, Not(HasSubstr("layout")));
}

TEST_F(BuildingTool, RoundsThatLayoutsCannotShareAreRefusedWithTheNextThatTheyCan) {
  const Outcome outcome = run({"--layouts", "5", "--rounds", "12"});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--rounds 12 cannot be dealt to 5 layouts"));
  EXPECT_THAT(outcome.err, HasSubstr("--rounds 15"));
  const Outcome until = run({"--layouts", "6", "--until", "resolved"});
  EXPECT_EQ(until.exit, 2);
  EXPECT_THAT(until.err, HasSubstr("--layouts 5 at most"));
  EXPECT_EQ(run({"--layouts", "1"}).exit, 2);
  EXPECT_EQ(run({"--layouts", "2", "--quick"}).exit, 2);
}

TEST_F(BuildingTool, LayoutsWithoutTheirLinkerNameItsPackage) {
  std::filesystem::remove(folder_.file("bin/ld.lld"));
  setenv("PATH", folder_.file("bin").c_str(), 1);
  const Outcome outcome = run({"--layouts", "2"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("there is no ld.lld: install the Debian package lld"));
}

TEST_F(BuildingTool, ANamedVariantNeedsNoOption) {
  script("ninja", "echo compiler says no >&2\nexit 1\n");
  const Outcome outcome = run({"--rounds", "0", "--variant", "arena", "--alloc", "glibc"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("building dyno-only-arena-glibc"));
  EXPECT_THAT(outcome.err, HasSubstr("compiler says no"));
  EXPECT_FALSE(std::filesystem::exists(folder_.file("meson.log")));
}

}  // namespace
}  // namespace heapdyno

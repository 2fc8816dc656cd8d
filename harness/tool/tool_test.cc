// The whole tool, from its arguments to its exit code, on a build folder whose configurations are scripts.

#include "harness/tool/tool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/record/record_file.h"
#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"
#include "heapdyno/observer.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(Tool, ListNamesWhatThereIs) {
  const Outcome list = tool({"list"});
  EXPECT_EQ(list.exit, 0) << list.err;
  for (const char* name : {"glibc", "jemalloc", "only-arena", "without-zero_copy", "fresh retained",
                           "fill", "for a test", "reference"}) {
    EXPECT_THAT(list.out, HasSubstr(name));
  }
}

TEST_F(Tool, ARunCountsTimesRecordsAndSummarizes) {
  const Outcome outcome = run({"--rounds", "6", "--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 4 + 6 * 2 * 6);
  EXPECT_THAT(outcome.out, HasSubstr("fill             100     3.200  1 (-68.8 %)"));
  EXPECT_THAT(outcome.out, HasSubstr("identical under glibc 1.0, jemalloc 1.0"));
  EXPECT_THAT(outcome.out, HasSubstr("the driver's own cost"));
  EXPECT_THAT(outcome.out, HasSubstr("fill 25.00"));
  EXPECT_THAT(outcome.out, HasSubstr("compare 'variant:baseline' 'variant:all' --in " + records()));
  EXPECT_THAT(outcome.err, HasSubstr("76 trials on "));
  EXPECT_THAT(outcome.err, HasSubstr("fill all jemalloc count"));
  const Outcome compared = tool({"compare", "variant:baseline", "variant:all", "--in", records()});
  EXPECT_EQ(compared.exit, 0) << compared.err;
  EXPECT_THAT(compared.out, HasSubstr("320 -> 100 (-220, exact)"));
}

TEST_F(Tool, TheBTreeRunsInTheReferenceEnginesExecutables) {
  EXPECT_THAT(tool({"list"}).out, ContainsRegex("btree +the same, every keyspace in a B.tree"));
  EXPECT_THAT(tool({"doctor"}).out, HasSubstr("in the reference engine's executables"));
  const std::string arguments = folder_.file("arguments");
  folder_.on_trial("dyno-all-glibc", "echo \"$@\" >> " + arguments);
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill", "--alloc", "glibc",
                               "--variant", "all", "--store", "reference,btree"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("btree/all"));
  EXPECT_THAT(outcome.out, HasSubstr("compare 'store:reference' 'store:btree'"));
  const std::string given = read_file(arguments);
  EXPECT_EQ(given.find("--store"), given.rfind("--store"));
  EXPECT_THAT(given, HasSubstr("--store btree"));
  const Outcome compared = tool({"compare", "store:reference", "store:btree", "--in", records()});
  EXPECT_EQ(compared.exit, 0) << compared.err;
}

TEST_F(Tool, RoundsZeroCountsOnly) {
  EXPECT_EQ(run({"--rounds", "0"}).exit, 0);
  EXPECT_EQ(lines(), 8);
}

TEST_F(Tool, TheComparisonThatARunProposesIsOneOfItsOwn) {
  const Outcome allocators = run({"--rounds", "0", "--variant", "all"});
  EXPECT_THAT(allocators.out, HasSubstr("compare 'alloc:glibc' 'alloc:jemalloc' --in "));
  const Outcome one = tool({"run", "--rounds", "0", "--variant", "all", "--alloc", "glibc", "--out",
                            records() + ".one"});
  EXPECT_EQ(one.exit, 0) << one.err;
  EXPECT_THAT(one.out, Not(HasSubstr("compare")));
  EXPECT_EQ(tool({"compare", "alloc:glibc", "alloc:jemalloc", "--in", records()}).exit, 0);
}

TEST_F(Tool, ARunProposesWhatItsModesAnswer) {
  const Outcome outcome =
      run({"--scenario", "fill", "--counts", "0", "--rounds", "0", "--memory", "1"});
  EXPECT_THAT(outcome.out, HasSubstr("heapdyno show curve --in " + records()));
  EXPECT_EQ(tool({"show", "curve", "--in", records()}).exit, 0);
  EXPECT_THAT(outcome.out,
              HasSubstr("'variant:all' --in " + records() + " --metric held,held-peak\n"));
  EXPECT_THAT(outcome.out, HasSubstr("heapdyno report " + records() + "\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("show memory"))) << "which it has just printed";
  const Outcome compared = tool({"compare", "variant:baseline", "variant:all", "--in", records()});
  EXPECT_EQ(compared.exit, 5);
  EXPECT_THAT(compared.err, HasSubstr("with --metric: held, held-peak"));
}

TEST_F(Tool, ARunProposesAnotherRunOnlyWhereItIsAnother) {
  const std::string another = "heapdyno run --variant baseline,only-arena";
  EXPECT_THAT(run({"--rounds", "0", "--scenario", "fill"}).out, HasSubstr(another));
  std::filesystem::remove(records());
  EXPECT_THAT(run({"--rounds", "0", "--scenario", "fill", "--variant", "all"}).out,
              Not(HasSubstr(another)));
}

TEST_F(Tool, WhatIsShownCanBeFilteredByPhase) {
  EXPECT_EQ(run({"--scenario", "fill", "--counts", "0", "--rounds", "0", "--memory", "1"}).exit, 0);
  const auto show = [&](const std::string& filter) {
    return tool({"show", "memory", "--in", records(), "--filter", filter});
  };
  EXPECT_EQ(show("phase:fill").exit, 0);
  for (const char* nothing : {"phase:empty", "scenario:fil"}) {
    const Outcome outcome = show(nothing);
    EXPECT_EQ(outcome.exit, 2);
    EXPECT_THAT(outcome.err, HasSubstr("nothing in these records matches --filter '" +
                                       std::string(nothing) + "'"));
  }
}

TEST_F(Tool, MemoryIsLookedAtWhenAskedFor) {
  const Outcome outcome =
      run({"--scenario", "fill", "--counts", "0", "--rounds", "0", "--memory", "2"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 2 * 5);
  EXPECT_THAT(outcome.out, HasSubstr("Memory by phase, MB"));
  const Outcome shown = tool({"show", "memory", "--in", records(), "--filter", "alloc:jemalloc"});
  EXPECT_EQ(shown.exit, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("jemalloc"));
  EXPECT_THAT(shown.out, Not(HasSubstr("glibc")));
  const Outcome nothing = tool({"show", "latency", "--in", records()});
  EXPECT_EQ(nothing.exit, 2);
  EXPECT_THAT(nothing.err, HasSubstr("`run --open-loop PERCENT,...` measures it"));
  EXPECT_THAT(tool({"show", "memroy", "--in", records()}).err, HasSubstr("did you mean 'memory'?"));
}

TEST_F(Tool, TheSameArgumentsGiveTheSamePlan) {
  const std::vector<std::string> arguments = {"run", "--dry-run", "--scenario", "fill"};
  const Outcome plan = tool(arguments);
  EXPECT_EQ(plan.exit, 0);
  EXPECT_EQ(plan.out, tool(arguments).out);
  EXPECT_THAT(plan.out, HasSubstr("dyno-null-glibc"));
}

TEST_F(Tool, UnknownNamesAreUsageErrorsWithSuggestions) {
  const auto suggests = [&](std::vector<std::string> arguments, const char* text) {
    const Outcome outcome = run(std::move(arguments));
    EXPECT_EQ(outcome.exit, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(text));
  };
  suggests({"--scenario", "fil"}, "did you mean 'fill'");
  suggests({"--variant", "only-aren"}, "did you mean 'arena'");
  suggests({"--alloc", "jemaloc"}, "did you mean 'jemalloc'");
  suggests({"--store", "referenc"}, "did you mean 'reference'");
  suggests({"--filter", "aloc:glibc"}, "did you mean 'alloc'");
  suggests({"--format", "jsn"}, "did you mean 'json'");
  suggests({"--alloc", "mine=/nowhere/lib.so"}, "there is no /nowhere/lib.so");
  EXPECT_THAT(tool({"rnu"}).err, HasSubstr("did you mean 'run'"));
  EXPECT_EQ(tool({"run", "--nonsense"}).exit, 2);
  EXPECT_EQ(tool({"run", "--rounds", "-1"}).exit, 2);
}

TEST_F(Tool, TwoAllocatorsCannotHaveOneName) {
  const std::string library = folder_.file("a.so");
  write_file(library, "");
  write_file(folder_.file("b.so"), "");
  for (const std::string& allocators : {"glibc,mine=" + library + ",mine=" + folder_.file("b.so"),
                                        "jemalloc,jemalloc=" + library}) {
    const Outcome outcome = run({"--rounds", "0", "--dry-run", "--alloc", allocators});
    EXPECT_EQ(outcome.exit, 2);
    EXPECT_THAT(outcome.err, HasSubstr("--alloc: two allocators are called "));
  }
  EXPECT_EQ(run({"--rounds", "0", "--dry-run", "--alloc", "jemalloc,jemalloc{A=1}"}).exit, 0);
}

TEST_F(Tool, WhatIsNamedTwiceIsMeasuredOnce) {
  const std::vector<std::string> once = {"run",   "--dry-run", "--scenario", "fill",   "--alloc",
                                         "glibc", "--store",   "reference",  "--seed", "1"};
  std::vector<std::string> twice = once;
  twice[5] = "glibc,glibc";
  twice[7] = "reference,reference";
  const Outcome outcome = tool(twice);
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(outcome.out, tool(once).out);
}

TEST_F(Tool, APeerThatIsNotInTheBuildIsNamedWithItsPackage) {
  const std::string advice =
      "install librocksdb-dev (scripts/setup all does), then: meson setup --reconfigure " +
      folder_.build();
  const Outcome outcome = run({"--store", "reference,rocksdb"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the store rocksdb is not in this build: " + advice));
  EXPECT_FALSE(std::filesystem::exists(records()));
  EXPECT_THAT(tool({"list"}).out, HasSubstr(advice));
  const Outcome doctor = tool({"doctor"});
  EXPECT_EQ(doctor.exit, 0);
  EXPECT_THAT(doctor.out, HasSubstr(advice));
}

TEST_F(Tool, AnEmptySelectionIsNeverFine) {
  EXPECT_EQ(run({"--filter", "alloc:tcmalloc"}).exit, 2);
  EXPECT_EQ(run({"--rounds", "0", "--counts", "0"}).exit, 2);
  EXPECT_FALSE(std::filesystem::exists(records()));
  EXPECT_EQ(tool({"compare", "variant:all", "variant:baseline", "--in", records()}).exit, 1);
}

TEST_F(Tool, AScenarioWithAWrongKeyIsRefusedWithItsPlace) {
  write_file(folder_.source() + "/scenarios/catalogue/bad.json",
             "{\"schema\": \"heapdyno.scenario/1\",\n \"name\": \"bad\",\n \"phasse\": []}\n");
  const Outcome outcome = run({"--scenario", "bad"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("bad.json:3"));
  EXPECT_THAT(outcome.err, HasSubstr("phasse"));
}

TEST_F(Tool, ACrashedTrialIsARecordAndTheRunGoesOn) {
  folder_.on_trial("dyno-all-jemalloc", "echo about to die >&2; kill -SEGV $$");
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(lines(), 5);  // three that succeed, two attempts of the one that does not
  EXPECT_THAT(outcome.err, HasSubstr("crashed: signal 11"));
  EXPECT_THAT(outcome.err, HasSubstr("about to die"));
  EXPECT_THAT(read_file(records()), HasSubstr("about to die"));
  EXPECT_THAT(outcome.out, HasSubstr("Allocations per operation"));
}

TEST_F(Tool, AKilledAndAHungTrialSayWhatTheyAre) {
  folder_.on_trial("dyno-all-jemalloc", "kill -9 $$");
  folder_.on_trial("dyno-all-glibc", "echo waiting >&2; exec /bin/sleep 100");
  const Outcome outcome =
      run({"--rounds", "0", "--scenario", "fill", "--variant", "all", "--time-limit", "1"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("killed: signal 9"));
  EXPECT_THAT(outcome.err, HasSubstr("hung: killed at its time limit of 1 s"));
  EXPECT_THAT(read_file(records()), HasSubstr("waiting"));
}

TEST_F(Tool, ATrialThatEndsWithoutAResultIsAFailure) {
  folder_.on_trial("dyno-all-glibc", "exit 0");
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("it ended without a result"));
}

// In place of the process that cachegrind looks at stands another one.
TEST_F(Tool, ATrialOfWhichCachegrindLeavesNothingIsAFailure) {
  if (!std::filesystem::exists("/usr/bin/valgrind")) GTEST_SKIP() << "valgrind is not installed";
  folder_.on_trial("dyno-all-glibc", "case \"$*\" in *--cut*) exec /bin/true;; esac");
  const Outcome outcome =
      run({"--rounds", "0", "--counts", "0", "--instructions", "1", "--scenario", "fill",
           "--variant", "all", "--alloc", "glibc", "--filter", "store:reference"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cachegrind left no sum of instructions"));
  EXPECT_EQ(lines(), 2);
  EXPECT_THAT(read_file(records()), HasSubstr("cachegrind left no sum of instructions"));
}

TEST_F(Tool, CountingWithoutTheObserverIsAFailure) {
  std::filesystem::remove(folder_.build() + "/allocators/observer/libheapdyno-observer.so");
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("libheapdyno-observer.so"));
}

TEST_F(Tool, AScenarioThatIsNotByDefaultIsRunWhenItIsNamed) {
  const std::string path = folder_.source() + "/scenarios/catalogue/scan.json";
  std::string text = read_file(path);
  write_file(path, text.insert(text.find('{') + 1, "\"by_default\": false, "));
  EXPECT_THAT(run({"--rounds", "0", "--dry-run"}).out, Not(HasSubstr("scan")));
  EXPECT_THAT(run({"--rounds", "0", "--dry-run", "--scenario", "scan"}).out, HasSubstr("scan"));
  const std::string list = tool({"list", "scenarios"}).out;
  EXPECT_THAT(list, ContainsRegex("fill +yes +for a test"));
  EXPECT_THAT(list, ContainsRegex("scan +for a test"));
}

TEST_F(Tool, APatternNamesAllThatMatch) {
  const Outcome both = run({"--rounds", "0", "--dry-run", "--scenario", "[fs]*{scale=0.5}"});
  EXPECT_THAT(both.out, HasSubstr("fill{scale=0.5}"));
  EXPECT_THAT(both.out, HasSubstr("scan{scale=0.5}"));
  EXPECT_THAT(run({"--rounds", "0", "--dry-run", "--scenario", "s*n"}).out, Not(HasSubstr("fill")));
  const Outcome none = run({"--scenario", "zzz*"});
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.err, HasSubstr("no scenario matches 'zzz*'"));
}

TEST_F(Tool, ListShowsOneTopicAlone) {
  const std::string stores = tool({"list", "stores"}).out;
  EXPECT_THAT(stores, HasSubstr("Stores"));
  EXPECT_THAT(stores, Not(HasSubstr("Allocators")));
  EXPECT_THAT(tool({"list", "phases"}).out, ContainsRegex("fill +fill scan"));
  const Outcome wrong = tool({"list", "store"});
  EXPECT_EQ(wrong.exit, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'stores'?"));
}

// The scripts' times are equal, so all lines have a verdict at the first look.
TEST_F(Tool, ARunUntilResolvedStopsWhenEachLineHasAVerdictAndSaysSo) {
  const std::vector<std::string> until = {"--until", "resolved", "--scenario",
                                          "fill",    "--alloc",  "glibc"};
  const Outcome outcome = run(until);
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 2 + 10 * 2 * 4);
  EXPECT_THAT(outcome.err, HasSubstr("up to 322 trials on "));
  EXPECT_THAT(outcome.err, HasSubstr("fill after 10 rounds: 1 of 1 lines have a verdict: stops\n"));
  EXPECT_THAT(outcome.err, HasSubstr("[82/82] "));
  EXPECT_THAT(outcome.out, HasSubstr("(82 trials, plan "));
  for (const Record& record : read_records(records()))
    EXPECT_EQ(record.until_resolved, record.keys.at("mode") == "time");
  std::vector<std::string> resumed = until;
  resumed.push_back("--resume");
  EXPECT_EQ(run(resumed).exit, 0);
  EXPECT_EQ(lines(), 82);
  EXPECT_EQ(run({"--rounds", "20", "--scenario", "fill", "--alloc", "glibc", "--resume"}).exit, 5);
}

TEST_F(Tool, UntilResolvedNeedsTwoConfigurationsAndNoRounds) {
  const Outcome one = run({"--until", "resolved", "--alloc", "glibc", "--variant", "all"});
  EXPECT_EQ(one.exit, 2);
  EXPECT_THAT(one.err, HasSubstr("name a second with --variant, --alloc or --store"));
  EXPECT_FALSE(std::filesystem::exists(records()));
  EXPECT_EQ(run({"--until", "resolved", "--rounds", "12"}).exit, 2);
  EXPECT_EQ(run({"--until", "resolved", "--quick"}).exit, 2);
  EXPECT_EQ(run({"--until", "tomorrow"}).exit, 2);
}

// Ctrl-C in the first trial: its parent is the test, in which the tool runs.
TEST_F(Tool, ABuildThatDoesOtherWorkIsAnError) {
  const std::string result = folder_.file("dyno-all-glibc.count");
  std::string text = read_file(result);
  text.replace(text.find("0123456789abcdef"), 16, "ffffffffffffffff");
  write_file(result, text);
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("did not do the same operations"));
  EXPECT_THAT(outcome.err, HasSubstr("all under glibc (count)"));
}

TEST_F(Tool, AnExecutableThatIsNotWhatItsNameSaysIsRefused) {
  std::filesystem::copy_file(folder_.build() + "/scenarios/dyno-baseline-glibc",
                             folder_.build() + "/scenarios/dyno-all-jemalloc",
                             std::filesystem::copy_options::overwrite_existing);
  const Outcome outcome = run({"--rounds", "0"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("dyno-all-jemalloc is not what its name says"));
}

TEST_F(Tool, ADroppedVariableIsNamed) {
  setenv("MALLOC_CONF", "narenas:1", 1);
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill"});
  unsetenv("MALLOC_CONF");
  EXPECT_EQ(outcome.exit, 0);
  EXPECT_THAT(outcome.err, ContainsRegex("clean environment without .*MALLOC_CONF"));
}

TEST_F(Tool, SettingsReachTheTrialAndItsRecord) {
  folder_.on_trial("dyno-all-jemalloc", "[ \"$MALLOC_CONF\" = narenas:1,tcache:false ] || exit 9");
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill", "--variant", "all", "--alloc",
                               "glibc,jemalloc{MALLOC_CONF=narenas:1,tcache:false}"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(read_file(records()),
              HasSubstr(R"("settings":{"MALLOC_CONF":"narenas:1,tcache:false"})"));
}

TEST_F(Tool, AFullDiskStopsTheRunWithWhatWasRecordedIntact) {
  const Outcome outcome =
      tool({"run", "--rounds", "0", "--scenario", "fill", "--out", "/dev/full"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("No space left on device"));
}

TEST_F(Tool, ATruncatedRecordFileIsNamedWithItsLine) {
  EXPECT_EQ(run({"--rounds", "0", "--scenario", "fill"}).exit, 0);
  const std::string text = read_file(records());
  write_file(records(), text.substr(0, text.size() - 100));
  const Outcome outcome = tool({"compare", "variant:baseline", "variant:all", "--in", records()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr(records() + ":4: this record is cut short"));
}

TEST_F(Tool, LabelsOfInputsAreSides) {
  EXPECT_EQ(run({"--rounds", "0", "--scenario", "fill"}).exit, 0);
  const std::string copy = folder_.file("copy.jsonl");
  std::filesystem::copy_file(records(), copy);
  const Outcome outcome = tool({"compare", "old", "new", "--in", "old=" + records(), "--in",
                                "new=" + copy, "--filter", "variant:all"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("100 -> 100 (0, exact)"));
}

TEST_F(Tool, SitesPrintsAWalkFromRecords) {
  write_file(folder_.source() + "/engine/sites.json", R"({"schema": "heapdyno.sites/1",
      "sites": [{"toggle": "arena", "site": "merge", "functions": ["engine::f"],
                 "scenario": "fill", "phase": "fill"}], "also_moves": {},
      "walks": {"put": {"scenario": "fill", "phase": "fill",
                        "steps": [{"step": "1. encode", "functions": ["engine::f"]}]}}})");
  std::string lines;
  for (const char* variant : {"baseline", "seed"}) {
    TestTrial trial;
    trial.variant = variant;
    trial.mode = Mode::kProfile;
    trial.stacks = {{{"engine::f"}, {trial.variant == "seed" ? 50u : 300u, 900}}};
    lines += record_line(trial) + "\n";
  }
  write_file(records(), lines);
  const Outcome walk = tool({"sites", "--walk", "put", "--in", records(), "--format", "csv"});
  EXPECT_EQ(walk.exit, 0) << walk.err;
  EXPECT_THAT(walk.out, HasSubstr("1. encode,f,3,0.5\n"));

  const Outcome table = tool({"sites", "--in", records()});
  EXPECT_EQ(table.exit, 1);
  EXPECT_THAT(table.err, HasSubstr("no record of fill under arena in mode profile"));
  const Outcome unknown = tool({"sites", "--walk", "putt", "--in", records()});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'put'"));
  EXPECT_EQ(tool({"sites", "--in", records(), "--out", records()}).exit, 2);
}

TEST_F(Tool, SitesWithoutTheirListSayWhichFileIsMissing) {
  const Outcome outcome = tool({"sites", "--in", records()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("/engine/sites.json: No such file"));
}

TEST_F(Tool, FormatsAreAvailableWhereverATableIsPrinted) {
  EXPECT_THAT(tool({"list", "--format", "md"}).out, HasSubstr("| alloc |"));
  EXPECT_THAT(tool({"list", "--format", "csv"}).out, HasSubstr("alloc,version,library"));
  const Outcome run_json = run({"--rounds", "0", "--scenario", "fill", "--format", "json"});
  EXPECT_THAT(run_json.out, HasSubstr("\"baseline\": 3.2"));
  EXPECT_THAT(run_json.out, Not(HasSubstr("Records:")));
}

TEST_F(Tool, DataAndCountersAreGoneAfterwards) {
  const std::string variable = "\"$" HEAPDYNO_OBSERVER_VARIABLE "\"";
  const std::string counters = folder_.file("counters");  // where they were
  folder_.on_trial("dyno-all-glibc", "echo " + variable + " > " + counters + "; : >> " + variable +
                                         "; : > \"$8/data\"; kill -9 $$");
  std::filesystem::create_directory(folder_.file("data"));
  EXPECT_EQ(run({"--rounds", "0", "--scenario", "fill", "--data", folder_.file("data")}).exit, 1);
  EXPECT_THAT(read_file(records()), HasSubstr("\"state\":\"killed\""));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.file("data")));
  const std::string path = read_file(counters);
  ASSERT_THAT(path, StartsWith("/dev/shm/"));
  EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(path).parent_path())) << path;
}

TEST_F(Tool, DoctorJudgesTheMachineAndTheObserver) {
  const Outcome doctor = tool({"doctor"});
  EXPECT_EQ(doctor.exit, 0) << doctor.out;
  for (const char* what :
       {"processors", "transparent huge pages", "first touch of a page", "reading the clock",
        "/dev/shm", "observer", "meson", "dyno-all-jemalloc"}) {
    EXPECT_THAT(doctor.out, HasSubstr(what));
  }
}

TEST_F(Tool, SaysWhichVersionItIs) {
  std::ostringstream out, err;
  EXPECT_EQ(run_tool({"--version"}, out, err), 0);
  EXPECT_THAT(out.str(), ContainsRegex("^heapdyno [0-9]+\\.[0-9]+\\.[0-9]+\n$"));
}

TEST_F(Tool, OutputThatCannotBeWrittenIsAFailure) {
  std::ofstream full("/dev/full");
  std::ostringstream err;
  EXPECT_EQ(run_tool({"list", "--build", folder_.build()}, full, err), 1);
  EXPECT_THAT(err.str(), HasSubstr("heapdyno: the output could not be written"));
}

TEST_F(Tool, AFolderThatIsNoBuildFolderIsNamed) {
  const Outcome outcome = run_tool_on(folder_.source(), {"list"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("is not a build folder"));
}

}  // namespace
}  // namespace heapdyno

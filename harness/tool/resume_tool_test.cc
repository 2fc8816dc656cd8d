// `run --resume`: what of a record file it continues, and what it leaves alone.

#include <gmock/gmock.h>

#include <filesystem>

#include "harness/run/campaign.h"
#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

class ResumeTool : public Tool {};

TEST_F(ResumeTool, DoesWhatIsLeftAndNothingElse) {
  folder_.on_trial("dyno-all-jemalloc", "exit 3");
  EXPECT_EQ(run({"--rounds", "0"}).exit, 1);
  const int before = lines();
  folder_.on_trial("dyno-all-jemalloc", "");
  EXPECT_EQ(run({"--rounds", "0"}).exit, 1) << "records are never overwritten";
  const Outcome resumed = run({"--rounds", "0", "--resume"});
  EXPECT_EQ(resumed.exit, 0) << resumed.err;
  EXPECT_EQ(lines(), before + 2);
  EXPECT_THAT(resumed.err, HasSubstr("2 trials on "));
}

TEST_F(ResumeTool, StoppedBeforeItsFirstRecordItSaysHowToGoOn) {
  expect_to_go_on_when_interrupted(
      {"dyno-all-glibc"}, {"run", "--out", records(), "--rounds", "0", "--scenario", "fill",
                           "--variant", "all", "--alloc", "glibc"});
}

TEST_F(ResumeTool, RunsOfOneSecondHaveFilesOfTheirOwn) {
  const BuildFolder folder = open_build_folder(folder_.build());
  for (int i = 0; i < 5; ++i) {
    const std::string path = record_path({}, folder);
    EXPECT_FALSE(std::filesystem::exists(path)) << path;
    write_file(path, "");
  }
}

TEST_F(ResumeTool, NeedsTheRunThatItContinues) {
  const Outcome outcome = run({"--rounds", "0", "--resume"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr(records()));
  EXPECT_FALSE(std::filesystem::exists(records()));
}

TEST_F(ResumeTool, LeavesAFileThatIsNoneOfItsOwn) {
  for (const std::string& text :
       {std::string("no line"), std::string("a line\n"),
        std::string("{\"schema\":\"x\"}\n{\"schema\""), record_line({}) + "\nhalf a line"}) {
    write_file(records(), text);
    EXPECT_NE(run({"--rounds", "0", "--resume"}).exit, 0);
    EXPECT_EQ(read_file(records()), text);
  }
}

TEST_F(ResumeTool, RefusesATrialThatIsThereTwice) {
  EXPECT_EQ(run({"--rounds", "0", "--scenario", "fill"}).exit, 0);
  const std::string twice = read_file(records()) + read_file(records());
  write_file(records(), twice);
  const Outcome outcome = run({"--rounds", "0", "--scenario", "fill", "--resume"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr(records() + ":5: the trial '"));
  EXPECT_THAT(outcome.err, HasSubstr("' is recorded already, at " + records() + ":1"));
  EXPECT_EQ(read_file(records()), twice);
}

TEST_F(ResumeTool, RefusesAnotherPlanAndSaysWhatDiffers) {
  EXPECT_EQ(run({"--rounds", "0", "--alloc", "glibc"}).exit, 0);
  const auto expect_refused = [&](std::vector<std::string> arguments, const std::string& why) {
    arguments.insert(arguments.end(), {"--rounds", "0", "--resume"});
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit, 5);
    EXPECT_THAT(outcome.err, HasSubstr("another plan or other builds"));
    EXPECT_THAT(outcome.err, HasSubstr("What differs: " + why + ". Go on with the options of "));
  };
  expect_refused({"--alloc", "glibc", "--seed", "2"}, "seed 1 there, 2 here");
  expect_refused({"--alloc", "jemalloc", "--variant", "all"},
                 "recorded, but not asked for: variant baseline; alloc glibc");
  expect_refused({"--alloc", "glibc", "--counts", "3"},
                 "rounds or repetitions: 1 of mode count are recorded, 3 of mode count asked for");
  folder_.add_scenario("fill", 200);
  expect_refused({"--alloc", "glibc"}, "changed since then: scenario fill");
}

TEST_F(ResumeTool, RefusesAnotherNumberOfRoundsAndSaysBoth) {
  EXPECT_EQ(run({"--rounds", "1", "--counts", "0", "--scenario", "fill"}).exit, 0);
  const Outcome more = run({"--rounds", "2", "--counts", "0", "--scenario", "fill", "--resume"});
  EXPECT_EQ(more.exit, 5);
  EXPECT_THAT(more.err, HasSubstr("1 of mode time are recorded, 2 of mode time asked for"));
}

TEST_F(ResumeTool, AnotherAllocatorLibraryIsAnotherPlan) {
  const auto plan = [&](const std::string& library) {
    write_file(folder_.file("mine.so"), library);
    const Outcome outcome = tool(
        {"run", "--dry-run", "--scenario", "fill", "--alloc", "mine=" + folder_.file("mine.so")});
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    return outcome.out;
  };
  const std::string one = plan("one");
  EXPECT_NE(one, plan("two"));
  EXPECT_EQ(one, plan("one"));
  const auto describe_with = [&](const char* build_id) {
    const std::string file = folder_.file("dyno-all-jemalloc.describe");
    std::string text = read_file(file);
    const size_t at = text.find("\"build_id\":\"") + sizeof("\"build_id\":\"") - 1;
    write_file(file, text.replace(at, 2, build_id));
    return tool({"run", "--dry-run", "--scenario", "fill"}).out;
  };
  const std::string linked = describe_with("ab");
  EXPECT_NE(linked, describe_with("ba"));
  EXPECT_EQ(linked, describe_with("ab"));
}

}  // namespace
}  // namespace heapdyno

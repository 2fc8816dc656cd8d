// What the tool does with --open-loop.

#include <gmock/gmock.h>

#include <filesystem>

#include "harness/record/record_file.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

class OpenLoops : public Tool {};

TEST_F(OpenLoops, GetTheRatesOfAClosedLoopOfTheFirstConfiguration) {
  const std::vector<std::string> arguments = {"--scenario", "fill",        "--rounds",
                                              "2",          "--open-loop", "50,85"};
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 2 * 2 * 2 * 6);  // rounds, loads, there and back, arms and the control
  const std::vector<Record> closed = read_records(folder_.file("run-closed-loop.jsonl"));
  EXPECT_EQ(closed.size(), 2 * 2 * 3u);  // baseline under glibc, its control, and the null store
  for (const Record& record : closed) EXPECT_EQ(record.keys.at("alloc"), "glibc");
  EXPECT_THAT(outcome.out, HasSubstr("Latency of calls that begin by a schedule"));
  EXPECT_EQ(tool({"show", "latency", "--in", records()}).exit, 0);
  std::vector<std::string> again = arguments;
  again.push_back("--resume");
  const Outcome resumed = run(again);
  EXPECT_EQ(resumed.exit, 0) << resumed.err;
  EXPECT_EQ(lines(), 2 * 2 * 2 * 6);
  EXPECT_EQ(run({"--open-loop", "50"}).exit, 2);  // of which scenario?
}

// Stopped in its closed loop, a run has only that one's records.
TEST_F(OpenLoops, AreResumedByTheNameOfTheRun) {
  const std::vector<std::string> arguments = {"--scenario",  "fill", "--rounds", "1",
                                              "--open-loop", "50",   "--resume"};
  EXPECT_EQ(run({"--scenario", "fill", "--rounds", "1", "--open-loop", "50"}).exit, 0);
  const int whole = lines();
  std::filesystem::remove(records());
  const Outcome resumed = run(arguments);
  EXPECT_EQ(resumed.exit, 0) << resumed.err;
  EXPECT_EQ(lines(), whole);
  EXPECT_THAT(resumed.err, HasSubstr("0 trials on "));  // of the closed loop
}

TEST_F(OpenLoops, AreInsteadOfAllElse) {
  for (const std::vector<std::string>& other : {std::vector<std::string>{"--counts", "1"},
                                                {"--live", "1"},
                                                {"--memory", "1"},
                                                {"--instructions", "1"},
                                                {"--quick"}}) {
    std::vector<std::string> arguments = {"--scenario", "fill", "--open-loop", "50"};
    arguments.insert(arguments.end(), other.begin(), other.end());
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit, 2) << other[0];
    EXPECT_THAT(outcome.err, HasSubstr("--open-loop excludes " + other[0]));
  }
  const Outcome none = run({"--scenario", "fill", "--open-loop", "50", "--rounds", "0"});
  EXPECT_EQ(none.exit, 2);
  EXPECT_THAT(none.err, HasSubstr("--rounds 0 leaves nothing to run"));
  EXPECT_FALSE(std::filesystem::exists(folder_.file("run-closed-loop.jsonl")));
}

// The first trial of all fails, once.
TEST_F(OpenLoops, AFailureOfTheClosedLoopIsTheExitCodeToo) {
  const std::string failed = folder_.file("failed");
  folder_.on_trial("dyno-baseline-glibc",
                   "[ -e " + failed + " ] || { : > " + failed + "; exit 7; }");
  const Outcome outcome = run({"--scenario", "fill", "--rounds", "1", "--open-loop", "50"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("error: 1 attempts of trials failed"));
  for (const Record& record : read_records(records())) EXPECT_TRUE(record.ok()) << record.reason;
}

TEST_F(OpenLoops, OfAConfigurationWithoutCallsAreRefused) {
  const Outcome outcome = run(
      {"--scenario", "fill", "--rounds", "1", "--open-loop", "50", "--store", "null,reference"});
  EXPECT_EQ(outcome.exit, 2) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("the first configuration, null under glibc, has no call"));
}

}  // namespace
}  // namespace heapdyno

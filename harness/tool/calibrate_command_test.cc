// `calibrate` on what `run` records.
#include <gmock/gmock.h>

#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using testing::HasSubstr;

class CalibrateCommand : public Tool {
 protected:
  std::string kept() const { return folder_.file("kept.jsonl"); }

  Outcome calibrate(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"calibrate", "--campaigns", "20"});
    return tool(std::move(arguments));
  }
};

// What is kept of a campaign whose arms take so long, round by round.
std::string campaign(const std::vector<std::pair<int, int>>& rounds) {
  std::string lines = R"({"schema": "heapdyno.control/1", "plan": "aa"})"
                      "\n";
  for (size_t block = 0; block < rounds.size(); ++block) {
    const auto add = [&](const std::string& control, int wall_ns) {
      lines += R"(["2026-11-26T06:48:45Z","fill","fill",)" + std::to_string(block) + ",0," +
               control + ",100," + std::to_string(wall_ns) + ",4096]\n";
    };
    add("false", rounds[block].first);
    add("true", rounds[block].second);
  }
  return lines;
}

TEST_F(CalibrateCommand, FailsWhereAPromiseIsNotKept) {
  write_file(kept(), campaign({{1000, 1002}, {1003, 1000}, {1000, 1001}, {1004, 1000}}));
  const Outcome fine = calibrate({"--in", kept()});
  EXPECT_EQ(fine.exit, 0) << fine.out << fine.err;
  write_file(kept(), campaign(std::vector<std::pair<int, int>>(6, {1000, 2000})));
  const Outcome outcome = calibrate({"--in", kept()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("does not keep a promise on this machine"));
}

TEST_F(CalibrateCommand, WhatIsKeptOfARunSaysTheSame) {
  ASSERT_EQ(run({"--counts", "0", "--rounds", "6"}).exit, 0);
  const Outcome outcome = calibrate({"--in", records(), "--out", kept()});
  EXPECT_THAT(outcome.out, HasSubstr("What is promised, and what was measured"));
  EXPECT_THAT(outcome.out, HasSubstr("until resolved"));
  EXPECT_EQ(calibrate({"--in", kept()}).out, outcome.out);
}

TEST_F(CalibrateCommand, WithoutAControlThereIsNothingToCalibrateWith) {
  const Outcome counted = run({"--rounds", "0", "--variant", "baseline"});
  ASSERT_EQ(counted.exit, 0) << counted.err;
  const Outcome outcome = calibrate({"--in", records()});
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_THAT(outcome.err, HasSubstr("no timed campaign with an A/A control"));
}

TEST_F(CalibrateCommand, AFileThatCannotBeKeptIsNamed) {
  ASSERT_EQ(run({"--counts", "0", "--rounds", "6"}).exit, 0);
  const Outcome outcome = calibrate({"--in", records(), "--out", "/nowhere/kept.jsonl"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("/nowhere/kept.jsonl: cannot be written"));
}

}  // namespace
}  // namespace heapdyno

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
  const auto shared = [](const std::string& control) {
    return R"({"schema": "heapdyno.times/1", "keys": {"mode": "time", "scenario": "fill", )" +
           control + R"("store": "reference", "alloc": "glibc", "plan": "aa"}, "policy": {}, )" +
           R"("scenario_digest": "a", "phases": [{"name": "fill", "operations": 100, )" +
           R"("digests": ["b"]}]})" + "\n";
  };
  std::string arm = shared("");
  std::string control = shared(R"("control": "a/a", )");
  for (size_t block = 0; block < rounds.size(); ++block) {
    const auto trial = [&](int wall_ns) {
      return R"(["2026-11-26T06:48:45Z",)" + std::to_string(block) + ",0,null," +
             std::to_string(wall_ns) + ",null,4096]\n";
    };
    arm += trial(rounds[block].first);
    control += trial(rounds[block].second);
  }
  return arm + control;
}

TEST_F(CalibrateCommand, FailsWhereAPromiseIsNotKept) {
  write_file(
      kept(),
      campaign(
          {{1000, 1002}, {1003, 1000}, {1000, 1001}, {1004, 1000}, {1000, 1003}, {1001, 1000}}));
  const Outcome fine = calibrate({"--in", kept()});
  EXPECT_EQ(fine.exit, 0) << fine.out << fine.err;
  write_file(kept(), campaign(std::vector<std::pair<int, int>>(6, {1000, 2000})));
  const Outcome outcome = calibrate({"--in", kept()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("does not keep a promise on this machine"));
}

TEST_F(CalibrateCommand, WhatIsKeptOfARunSaysTheSame) {
  ASSERT_EQ(run({"--counts", "0", "--rounds", "6"}).exit, 0);
  const Outcome outcome = calibrate({"--in", records()});
  EXPECT_THAT(outcome.out, HasSubstr("What is promised, and what was measured"));
  EXPECT_THAT(outcome.out, HasSubstr("until resolved"));
  ASSERT_EQ(tool({"export", "times", "--in", records(), "--out", kept()}).exit, 0);
  EXPECT_EQ(calibrate({"--in", kept()}).out, outcome.out);
}

TEST_F(CalibrateCommand, WithoutAControlThereIsNothingToCalibrateWith) {
  const Outcome counted = run({"--rounds", "0", "--variant", "baseline"});
  ASSERT_EQ(counted.exit, 0) << counted.err;
  const Outcome outcome = calibrate({"--in", records()});
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_THAT(outcome.err, HasSubstr("no timed campaign with an A/A control"));
}

}  // namespace
}  // namespace heapdyno

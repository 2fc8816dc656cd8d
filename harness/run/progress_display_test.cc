#include "harness/run/progress_display.h"

#include <gtest/gtest.h>

#include <sstream>

namespace heapdyno {
namespace {

using Kind = ProgressDisplay::Kind;

Plan plan() {
  PlanRequest request;
  request.scenarios = {{"fill", "{}", "1", 1}};
  request.arms = {{"reference", "all", parse_allocator("glibc")},
                  {"reference", "all", parse_allocator("jemalloc")}};
  request.timed = {"fill"};
  request.rounds = 1;
  return make_plan(request);
}

TrialEnd ended(double seconds) {
  TrialEnd end;
  end.seconds = seconds;
  return end;
}

TEST(ProgressDisplay, ALogHasOneLineForEachCellWhenItIsDone) {
  const Plan p = plan();
  std::ostringstream out;
  ProgressDisplay display(p, {}, 2, {}, out);
  for (const Trial& trial : p.trials) {
    display.started(trial);
    display.ended(trial, 1, ended(1));
  }
  const std::string text = out.str();
  EXPECT_NE(text.find("[1/6] fill all glibc count\n[2/6] fill all jemalloc count\n"),
            std::string::npos);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
}

// The last line that a terminal shows, as far as it is not empty.
std::string shown(const std::ostringstream& out) {
  const std::string line = out.str().substr(out.str().rfind('K') + 1);
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

TEST(ProgressDisplay, ATerminalSaysWhatRunsNowAndTheTimeLeft) {
  const Plan p = plan();
  std::ostringstream out;
  double now = 0;
  ProgressDisplay display(p, {}, 1, {Kind::kTerminal, 80}, out, [&] { return now; });
  display.started(p.trials[0]);
  EXPECT_EQ(shown(out), "[0/6]                  fill all glibc count 0.0")
      << "nothing is known yet";
  now = 10;
  display.ended(p.trials[0], 1, ended(10));
  display.started(p.trials[1]);
  EXPECT_EQ(shown(out), "[1/6]  over 0:10 left  fill all jemalloc count 0.1");
  for (size_t i = 1; i < 3; ++i) {
    if (i > 1) display.started(p.trials[i]);
    now += 5;
    display.ended(p.trials[i], 1, ended(5));
  }
  display.started(p.trials[3]);
  EXPECT_NE(shown(out).find("[3/6]       0:15 left  fill "), std::string::npos) << shown(out);
}

TEST(ProgressDisplay, ATerminalsLineFitsIt) {
  const Plan p = plan();
  std::ostringstream out;
  ProgressDisplay display(p, {}, 2, {Kind::kTerminal, 20}, out);
  display.started(p.trials[0]);
  EXPECT_EQ(shown(out), "[0/6]");
  EXPECT_EQ(out.str().size(), std::string("\r\033[K").size() + 19);
}

TEST(ProgressDisplay, WhatRunsStaysInItsPlaceWhenWhatRanBesideItEnds) {
  const Plan p = plan();
  std::ostringstream out;
  ProgressDisplay display(p, {}, 2, {Kind::kTerminal, 200}, out, [] { return 0.0; });
  display.started(p.trials[0]);
  display.started(p.trials[1]);
  const std::string second = p.id_of(p.trials[1]);
  const size_t place = shown(out).find(second);
  EXPECT_NE(place, std::string::npos) << shown(out);
  display.ended(p.trials[0], 1, ended(1));
  EXPECT_EQ(shown(out).find(second), place) << shown(out);
  display.started(p.trials[2]);
  EXPECT_EQ(shown(out).find(second), place) << shown(out);
  EXPECT_LT(shown(out).find(p.id_of(p.trials[2])), place) << shown(out);
}

TEST(ProgressDisplay, WhatIsLeftOutIsNotWaitedFor) {
  const Plan p = plan();
  std::ostringstream out;
  ProgressDisplay display(p, {}, 2, {}, out);
  display.started(p.trials[0]);
  display.ended(p.trials[0], 1, ended(10));
  display.left_out({p.trials.begin() + 2, p.trials.end()});
  display.say("fill stops");
  EXPECT_NE(out.str().find("[1/2] fill all glibc time\n"), std::string::npos);
  EXPECT_NE(out.str().find("[1/2] fill all jemalloc time\n"), std::string::npos);
  EXPECT_NE(out.str().find("\nfill stops\n"), std::string::npos);
}

TEST(ProgressDisplay, AFailureIsToldWithItsLastWords) {
  const Plan p = plan();
  std::ostringstream out;
  ProgressDisplay display(p, {}, 1, {}, out);
  TrialEnd end = ended(1);
  end.state = TrialEnd::State::kCrashed;
  end.reason = "signal 11";
  end.errors = {"last words"};
  display.ended(p.trials[0], 1, end);
  EXPECT_EQ(out.str(), "fill all glibc count 0.0: crashed: signal 11\n    last words\n");
}

TEST(ProgressDisplay, TrialsThatAreDoneAlreadyDoNotCount) {
  const Plan p = plan();
  std::ostringstream out;
  ProgressDisplay display(p, {p.id_of(p.trials[0])}, 1, {}, out);
  display.started(p.trials[1]);
  display.ended(p.trials[1], 1, ended(1));
  EXPECT_NE(out.str().find("[1/5]"), std::string::npos);
}

}  // namespace
}  // namespace heapdyno

// On a clock that the test sets.
#include "harness/run/time_left.h"

#include <gtest/gtest.h>

#include "harness/testing/test_plans.h"

namespace heapdyno {
namespace {

class TimeLeftTest : public ::testing::Test {
 protected:
  TimeLeftTest() : plan_(small_plan()), left_(plan_, {}, 2) {}

  const Trial& trial(const std::string& id) const {
    for (const Trial& trial : plan_.trials) {
      if (plan_.id_of(trial) == id) return trial;
    }
    throw std::out_of_range(id);
  }

  // One trial alone, the clock running.
  void takes(const Trial& trial, double seconds) {
    left_.started(trial, now_);
    now_ += seconds;
    left_.ended(trial, now_);
  }

  std::string text() const {
    const auto estimate = left_.at(now_);
    return estimate ? text_of(*estimate) : "";
  }

  const Plan plan_;
  TimeLeft left_;
  double now_ = 1000;
};

TEST_F(TimeLeftTest, NothingIsSaidBeforeAnythingIsKnown) {
  EXPECT_EQ(text(), "");
  left_.started(trial("fill baseline glibc count 0.0"), now_);
  now_ += 100;
  EXPECT_EQ(text(), "");
}

TEST_F(TimeLeftTest, WhatNothingIsKnownOfIsNotGuessedFromOtherWork) {
  takes(trial("fill baseline glibc count 0.0"), 10);
  // One more like it, two at a time; of the other scenario and of timed trials nothing is known.
  EXPECT_EQ(text(), "over 0:05 left");
  takes(trial("fill all glibc count 0.1"), 10);
  EXPECT_EQ(text(), "") << "all that is left is unknown";
}

TEST_F(TimeLeftTest, AConfigurationIsExpectedToTakeWhatItTookItself) {
  for (const Trial& trial : plan_.trials) {
    if (trial.mode == Mode::kTime && trial.block > 0) break;
    takes(trial, trial.arm == 1 ? 1 : 60);
  }
  // A round again.
  const auto left = left_.at(now_);
  ASSERT_TRUE(left.has_value());
  EXPECT_TRUE(left->is_whole);
  double expected = 0;
  for (const Trial& trial : plan_.trials) {
    if (trial.mode == Mode::kTime && trial.block == 1) expected += trial.arm == 1 ? 1 : 60;
  }
  EXPECT_DOUBLE_EQ(left->seconds, expected);
}

TEST_F(TimeLeftTest, ATrialThatRunsTakesWhatIsLeftOfItAndNeverLess) {
  takes(trial("scan baseline glibc count 0.0"), 30);
  takes(trial("fill baseline glibc count 0.0"), 10);
  takes(trial("fill all glibc count 0.1"), 10);
  left_.started(trial("scan all glibc count 0.1"), now_);
  EXPECT_EQ(text(), "over 0:30 left") << "it cannot be shared between two processes";
  now_ += 20;
  EXPECT_EQ(text(), "over 0:10 left");
  now_ += 20;
  EXPECT_EQ(text(), "") << "longer than expected: nothing is known of what it still takes";
}

TEST_F(TimeLeftTest, WhatIsDoneOrLeftOutIsNotWaitedFor) {
  std::set<std::string> done;
  for (const Trial& trial : plan_.trials) {
    if (trial.mode == Mode::kTime) done.insert(plan_.id_of(trial));
  }
  TimeLeft left(plan_, done, 1);
  const Trial& first = trial("fill baseline glibc count 0.0");
  left.started(first, 0);
  left.ended(first, 10);
  left.left_out(trial("scan baseline glibc count 0.0"));
  left.left_out(trial("scan all glibc count 0.1"));
  const auto estimate = left.at(10);
  ASSERT_TRUE(estimate.has_value());
  EXPECT_TRUE(estimate->is_whole);
  EXPECT_DOUBLE_EQ(estimate->seconds, 10);
}

TEST(ClockText, HasHoursWhereThereAreSome) {
  EXPECT_EQ(clock_text(0), "0:00");
  EXPECT_EQ(clock_text(59.6), "1:00");
  EXPECT_EQ(clock_text(3723), "1:02:03");
}

}  // namespace
}  // namespace heapdyno

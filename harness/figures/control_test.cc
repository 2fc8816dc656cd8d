#include "harness/figures/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Nanoseconds = std::vector<double>;

const Metric& time_per_operation() { return find_metric("ns/op"); }

void add(std::vector<Record>& records, TestTrial trial, const Nanoseconds& nanoseconds,
         bool control) {
  for (Record& record : timed(std::move(trial), nanoseconds)) {
    if (control) record.keys["control"] = kControl;
    records.push_back(std::move(record));
  }
}

const Nanoseconds kQuiet = {1000, 1003, 998, 1001, 997, 1002, 1000, 999};
const Nanoseconds kLikeIt = {1001, 1000, 1001, 999, 1000, 1000, 1001, 997};
const Nanoseconds kSlower = {1021, 1030, 1018, 1011, 1017, 1022, 1020, 1019};

// So many cells with a control, of which so many differ from it, and one other configuration.
std::vector<Record> campaign(int cells, int different) {
  std::vector<Record> records;
  for (int cell = 0; cell < cells; ++cell) {
    TestTrial trial;
    trial.scenario = "fill-" + std::to_string(cell);
    add(records, trial, kQuiet, false);
    add(records, trial, cell < different ? kSlower : kLikeIt, true);
    trial.variant = "all";
    add(records, trial, kSlower, false);
  }
  return records;
}

TEST(Control, EachCellIsHeldAgainstItsControlAlone) {
  const ControlResult control = control_of(campaign(9, 1), time_per_operation());
  EXPECT_EQ(control.cells, 9);
  EXPECT_EQ(control.detected, 1);
  EXPECT_EQ(control.rounds, 8);
  EXPECT_DOUBLE_EQ(control.expected, 0.05);
  EXPECT_NEAR(control.chance, 0.3698, 1e-4);  // 1 - 0.95^9
  EXPECT_FALSE(control.alarm());
  EXPECT_THAT(control_notes({control_of(campaign(9, 1), time_per_operation())}),
              ElementsAre("A/A control of ns/op: 1 of 9 cells detected (of true nulls, 5 % would "
                          "be); 8 rounds of its spread see 0.3 %"));
}

TEST(Control, MoreThanChanceDetectsIsAnAlarm) {
  // 1 - 0.95^10 - 10 0.95^9 0.05 = 0.086; three or more: 0.0115; four or more: 0.00103.
  EXPECT_NEAR(control_of(campaign(10, 2), time_per_operation()).chance, 0.0861, 1e-4);
  EXPECT_THAT(control_alarms({control_of(campaign(10, 3), time_per_operation())}), IsEmpty());
  EXPECT_THAT(
      control_alarms({control_of(campaign(10, 4), time_per_operation())}),
      ElementsAre(
          "the intervals of ns/op are not to be trusted: of the A/A control 4 of "
          "10 cells were detected, by chance once in 972 runs. What to do: measure again on a "
          "quieter machine; `heapdyno doctor` says what disturbs"));
  EXPECT_THAT(control_notes({control_of(campaign(10, 4), time_per_operation())}),
              ElementsAre(HasSubstr("4 of 10 cells detected"),
                          testing::StartsWith("warning: the intervals of ns/op")));
  EXPECT_THAT(control_alarms({control_of(campaign(16, 16), time_per_operation())}),
              ElementsAre(HasSubstr("by chance once in more than a million runs. ")));
}

TEST(Control, WithoutOneThereIsANote) {
  EXPECT_THAT(control_notes({control_of(timed({}, kQuiet), time_per_operation())}),
              ElementsAre(HasSubstr("none was recorded")));
  EXPECT_THAT(control_alarms({control_of(timed({}, kQuiet), time_per_operation())}), IsEmpty());
}

TEST(Control, TooFewRoundsSaySo) {
  std::vector<Record> records;
  add(records, {}, {1000, 1000}, false);
  add(records, {}, {1000, 1000}, true);
  EXPECT_THAT(control_notes({control_of(records, time_per_operation())}),
              ElementsAre("A/A control of ns/op: too few rounds: an interval needs 6"));
}

}  // namespace
}  // namespace heapdyno

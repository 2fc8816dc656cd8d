#include "harness/selftest/recorded_times.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

TEST(RecordedTimes, AreOfTwelveRoundsInWhichEachSideStandsTwice) {
  const std::vector<Record> records = recorded_times(1);
  ASSERT_EQ(records.size(), 48u);
  double sum = 0;
  for (const Record& record : records) {
    EXPECT_TRUE(record.ok());
    sum += static_cast<double>(record.phases.at(0).figures.at("wall_ns"));
  }
  EXPECT_NEAR(sum / 48 / 160'000, 480, 5) << "nanoseconds for each operation";
}

TEST(RecordedTimes, OneSideAloneIsSlower) {
  const std::vector<Record> as_recorded = recorded_times(1);
  const std::vector<Record> slower = recorded_times(1.05);
  ASSERT_EQ(slower.size(), as_recorded.size());
  for (size_t i = 0; i < slower.size(); ++i) {
    const auto before = static_cast<double>(as_recorded[i].phases.at(0).figures.at("wall_ns"));
    const auto after = static_cast<double>(slower[i].phases.at(0).figures.at("wall_ns"));
    const double factor = slower[i].keys.at("variant") == "all" ? 1.05 : 1;
    EXPECT_NEAR(after / before, factor, 1e-6);
  }
}

}  // namespace
}  // namespace heapdyno

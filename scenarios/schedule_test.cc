#include "scenarios/schedule.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

// Calls of all threads that are to begin within the first second.
uint64_t in_a_second(const std::vector<Schedule>& schedules) {
  uint64_t calls = 0;
  for (const Schedule& schedule : schedules) {
    if (schedule.interval_ns == 0) continue;
    for (uint64_t call = 0; schedule.start_of(call) < 1'000'000'000; ++call) ++calls;
  }
  return calls;
}

TEST(Schedule, KeepsARateThatDoesNotDivideASecond) {
  const Schedule schedule = schedules_of({1000}, 3'000'000).front();
  EXPECT_EQ(schedule.start_of(0), 0u);
  EXPECT_EQ(schedule.start_of(1), 333u);
  EXPECT_EQ(schedule.start_of(3), 1000u);
  EXPECT_EQ(schedule.start_of(3'000'000), 1'000'000'000u);
}

TEST(Schedule, OfSeveralThreadsIsOfTheWholeRate) {
  EXPECT_EQ(in_a_second(schedules_of({500, 500}, 10'000)), 10'000u);
  // One writer beside three readers who do nine tenths.
  EXPECT_EQ(in_a_second(schedules_of({100, 300, 300, 300}, 10'000)), 10'000u);
  // The writer of a hand-over draws nothing and makes no call by a schedule.
  EXPECT_EQ(in_a_second(schedules_of({0, 400, 400, 400}, 9'000)), 9'000u);
}

TEST(Schedule, ThreadsEndTogether) {
  const std::vector<Schedule> schedules = schedules_of({100, 900}, 1000);
  EXPECT_EQ(schedules[0].start_of(100), 1'000'000'000u);
  EXPECT_NEAR(static_cast<double>(schedules[1].start_of(900)), 1e9, schedules[1].interval_ns);
}

TEST(Schedule, ThreadsDoNotBeginAtOnce) {
  const std::vector<Schedule> schedules = schedules_of({10, 10, 10, 10}, 4000);
  for (uint64_t i = 0; i < 4; ++i) EXPECT_EQ(schedules[i].start_of(0), i * 250'000);
}

}  // namespace
}  // namespace heapdyno

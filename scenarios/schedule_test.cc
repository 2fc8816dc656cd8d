#include "scenarios/schedule.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/data.h"
#include "scenarios/scenario.h"

namespace heapdyno {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

std::vector<std::optional<Schedule>> schedules(const std::string& phase, uint64_t rate) {
  const Scenario scenario = parse_scenario(
                                R"({"schema": "heapdyno.scenario/1", "name": "sample", "phases": [
        {"name": "a", )" + phase + "}]}",
                                "test")
                                .value();
  const Data data = Data::prepare(scenario).value();
  return schedules_of(scenario.phases[0], works_of(scenario, 0, data), rate);
}

// How many calls are to begin before `ns`.
uint64_t calls_before(const std::optional<Schedule>& schedule, uint64_t ns) {
  uint64_t calls = 0;
  while (schedule && schedule->start_of(calls) < ns) ++calls;
  return calls;
}

uint64_t calls_before(const std::vector<std::optional<Schedule>>& schedules, uint64_t ns) {
  uint64_t calls = 0;
  for (const auto& schedule : schedules) calls += calls_before(schedule, ns);
  return calls;
}

constexpr const char* kPuts = R"("operations": {"put": 1}, "count": 1000)";

TEST(Schedule, StartsAreExactWhereTheRateDoesNotDivideASecond) {
  const Schedule three = *schedules(kPuts, 3)[0];
  EXPECT_EQ(three.start_of(0), 0u);
  EXPECT_EQ(three.start_of(1), 333'333'333u);
  EXPECT_EQ(three.start_of(2), 666'666'667u);
  EXPECT_EQ(three.start_of(3), kSecond);
  const Schedule fast = *schedules(kPuts, 700'000'000)[0];
  EXPECT_EQ(fast.start_of(7), 10u);
  EXPECT_EQ(fast.start_of(7'000'000'000'000), 10'000 * kSecond);
}

TEST(Schedule, ARateOfSeveralCallsInANanosecondIsOne) {
  EXPECT_EQ(schedules(kPuts, 4 * kSecond)[0]->start_of(10), 3u);
  EXPECT_EQ(schedules(kPuts, 4 * kSecond)[0]->start_of(4000), 1000u);
}

TEST(Schedule, ThreadsOfEqualSharesTakeTurns) {
  const auto four = schedules(std::string(kPuts) + R"(, "threads": 4)", 1000);
  ASSERT_EQ(four.size(), 4u);
  for (uint64_t i = 0; i < 100; ++i) EXPECT_EQ(four[i % 4]->start_of(i / 4), i * 1'000'000) << i;
}

TEST(Schedule, OfAHandOverTheMakersHaveTheWholeRate) {
  const auto four = schedules(R"("operations": {"hand-over": 1}, "batch_size": 10, "count": 3000,
                                 "threads": 4, "writers": 1)",
                              3000);
  ASSERT_EQ(four.size(), 4u);
  EXPECT_FALSE(four[0].has_value());
  for (size_t lane = 1; lane < 4; ++lane) EXPECT_EQ(calls_before(four[lane], kSecond), 1000u);
}

TEST(Schedule, ThreadsOfUnequalSharesHaveTheRateTogetherAndEndTogether) {
  const auto four = schedules(R"("operations": {"put": 1, "get": 4}, "count": 5000, "threads": 4,
                                 "writers": 2, "keys": {"distribution": "uniform", "count": 100})",
                              100'000);
  EXPECT_EQ(calls_before(four[0], kSecond), 10'000u);
  EXPECT_EQ(calls_before(four[1], kSecond), 10'000u);
  EXPECT_EQ(calls_before(four[2], kSecond), 40'000u);
  EXPECT_EQ(calls_before(four[3], kSecond), 40'000u);
}

// 2,500 draws in each thread: 250 calls of one, 2,500 of the other.
TEST(Schedule, SharesAreOfCallsAndNotOfKeys) {
  const auto two = schedules(R"("operations": {"batch": 1, "get": 1}, "batch_size": 10,
                                "count": 5000, "threads": 2, "writers": 1,
                                "keys": {"distribution": "uniform", "count": 100})",
                             11'000);
  EXPECT_EQ(calls_before(two[0], kSecond), 1000u);
  EXPECT_EQ(calls_before(two[1], kSecond), 10'000u);
  EXPECT_EQ(calls_before(two, kSecond), 11'000u);
}

}  // namespace
}  // namespace heapdyno

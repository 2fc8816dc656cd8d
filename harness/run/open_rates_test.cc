#include "harness/run/open_rates.h"

#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

TestTrial timed(uint64_t wall_ns, const std::string& store = "reference") {
  TestTrial trial;
  trial.mode = Mode::kTime;
  trial.store = store;
  trial.wall_ns = wall_ns;  // of 100 calls
  return trial;
}

TEST(OpenRates, ArePercentagesOfTheMedianClosedLoop) {
  const auto rates = open_rates(
      {record(timed(100'000)), record(timed(200'000)), record(timed(400'000))}, {50, 85});
  ASSERT_EQ(rates.size(), 1u);
  EXPECT_EQ(rates.at("fill"),
            (std::map<int, Rates>{{50, {{"fill", 250'000}}}, {85, {{"fill", 425'000}}}}));
}

TEST(OpenRates, TheNullStoreAndOtherModesSayNothing) {
  TestTrial counted;
  TestTrial failed = timed(100'000);
  failed.state = TrialEnd::State::kCrashed;
  EXPECT_TRUE(
      open_rates({record(counted), record(failed), record(timed(1000, "null"))}, {50}).empty());
}

}  // namespace
}  // namespace heapdyno

#include "harness/report/gathered.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;

TestTrial timed_trial(int block, uint64_t wall_ns) {
  return {.mode = Mode::kTime, .block = block, .wall_ns = wall_ns};
}

TEST(Gathered, of_trials_that_count_the_same_one_is_kept) {
  Gathered gathered;
  for (int block = 0; block < 5; ++block) gathered.add(record({.block = block}));
  gathered.add(record({.block = 5, .news = 301}));
  gathered.add(record({.alloc = "jemalloc"}));
  EXPECT_EQ(gathered.trials(), 7u);
  EXPECT_EQ(gathered.records().size(), 3u);
}

TEST(Gathered, timed_trials_come_to_what_a_comparison_of_their_samples_does) {
  Gathered gathered;
  std::vector<Record> records;
  for (int block = 0; block < 6; ++block) {
    for (const char* const alloc : {"glibc", "jemalloc"}) {
      TestTrial trial = timed_trial(block, 1000 + 10 * static_cast<uint64_t>(block));
      trial.alloc = alloc;
      if (trial.alloc == "jemalloc") trial.wall_ns += 100;
      records.push_back(record(trial));
      gathered.add(record(trial));
    }
  }
  const Metric& metric = find_metric("ns/op");
  const auto expected =
      noisy_result(select(samples_of(records), Selection::parse("alloc:glibc")),
                   select(samples_of(records), Selection::parse("alloc:jemalloc")), metric);
  ASSERT_EQ(gathered.noisy().size(), 2u);
  const NoisyCell& glibc = gathered.noisy().begin()->second;
  const NoisyCell& jemalloc = gathered.noisy().rbegin()->second;
  const auto actual = noisy_result(glibc.sides.at(&metric), jemalloc.sides.at(&metric));
  ASSERT_TRUE(expected && actual);
  EXPECT_EQ(actual->ratio.estimate, expected->ratio.estimate);
  EXPECT_EQ(actual->ratio.interval->low, expected->ratio.interval->low);
  EXPECT_EQ(actual->a, expected->a);
}

TEST(Gathered, latencies_of_a_cell_are_added_up_and_leave_the_record) {
  Gathered gathered;
  gathered.add(record(timed_trial(0, 1000)));
  gathered.add(record(timed_trial(1, 1000)));
  const NoisyCell& cell = gathered.noisy().begin()->second;
  uint64_t operations = 0;
  for (const auto& [nanoseconds, count] : cell.latencies.at("put")) operations += count;
  EXPECT_EQ(operations, 200u);
  for (const Record& kept : gathered.records())
    EXPECT_TRUE(kept.phases.front().scopes.front().latency.empty());
}

TEST(Gathered, a_trial_that_failed_is_named_and_in_no_figure) {
  Gathered gathered;
  gathered.add(record({.state = TrialEnd::State::kCrashed}));
  EXPECT_EQ(gathered.failures(), 1u);
  EXPECT_EQ(gathered.failed().front().state, "crashed");
  EXPECT_TRUE(gathered.records().empty());
}

TEST(Gathered, values_of_a_key_stand_in_order_of_appearance) {
  Gathered gathered;
  for (const char* const alloc : {"mimalloc", "glibc", "mimalloc"})
    gathered.add(record({.alloc = alloc}));
  EXPECT_THAT(gathered.values("alloc"), ElementsAre("mimalloc", "glibc"));
  EXPECT_TRUE(gathered.values("load").empty());
}

}  // namespace
}  // namespace heapdyno

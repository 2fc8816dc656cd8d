// What the observer says of a whole process, against a heap profiler written by others. Programs of
// one thread: heaptrack calls temporary what the whole process's next call frees. Four scenarios of
// the store are held against it in scenarios/dyno_test.cc.

#include <gtest/gtest.h>

#include <filesystem>

#include "allocators/testing/child.h"
#include "allocators/testing/heaptrack_counts.h"

namespace heapdyno {
namespace {

class Heaptrack : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  }
  HeaptrackTotals track() const {
    const SharedFolder folder;
    const std::string raw = folder.file("raw");
    Setting setting;
    for (const std::string& variable : heaptrack_environment(raw)) {
      setting.environment.push_back(variable);
    }
    EXPECT_TRUE(run_program(command(), setting).exited(0));
    return heaptrack_totals(raw);
  }
  std::vector<std::string> command() const {
    std::vector<std::string> result = GetParam();
    result.insert(result.begin(), exercise_program("glibc"));
    return result;
  }
};
// Containers; every function at random, realloc and aligned new among them; sequences that grow by
// realloc and by aligned new.
INSTANTIATE_TEST_SUITE_P(Programs, Heaptrack,
                         testing::Values(std::vector<std::string>{"containers"},
                                         std::vector<std::string>{"churn", "20000"},
                                         std::vector<std::string>{"growth", "5000"}),
                         [](const auto& info) { return info.param[0]; });

TEST_P(Heaptrack, counts_what_the_observer_counts_before_main_and_the_loader_included) {
  const HeaptrackTotals totals = track();
  for (const unsigned level : {0, 1, 2}) {
    const Observed observed = observe(command(), {}, {observer_library(level)});
    ASSERT_TRUE(observed.counters);
    EXPECT_GT(totals.allocations, 1000u);
    EXPECT_EQ(observed.counters->process_allocations(), totals.allocations);
  }
}

TEST_P(Heaptrack, sees_the_peak_and_the_temporary_blocks_of_level_2) {
  const HeaptrackTotals totals = track();
  const Observed observed = observe(command(), {}, {observer_library(2)});
  ASSERT_TRUE(observed.counters);
  EXPECT_EQ(observed.counters->peak, totals.peak);
  EXPECT_EQ(observed.counters->all_lifetimes().deaths(HEAPDYNO_DEATH_TEMPORARY), totals.temporary);
}

}  // namespace
}  // namespace heapdyno

// The whole process's total against a heap profiler written by others.

#include <gtest/gtest.h>

#include <filesystem>

#include "allocators/testing/child.h"
#include "allocators/testing/heaptrack_counts.h"

namespace heapdyno {
namespace {

TEST(Heaptrack, counts_what_the_observer_counts_before_main_and_the_loader_included) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  const std::vector<std::string> command = {exercise_program("glibc"), "containers"};
  const SharedFolder folder;
  const std::string raw = folder.file("raw");
  Setting setting;
  for (const std::string& variable : heaptrack_environment(raw)) {
    setting.environment.push_back(variable);
  }
  ASSERT_TRUE(run_program(command, setting).exited(0));
  const Observed observed = observe(command);
  ASSERT_TRUE(observed.counters);
  EXPECT_GT(observed.counters->process_allocations(), 1000u);
  EXPECT_EQ(observed.counters->process_allocations(), heaptracks_allocations(raw));
}

}  // namespace
}  // namespace heapdyno

// The whole process's total against a heap profiler written by others.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "allocators/testing/child.h"

namespace heapdyno {
namespace {

constexpr char kHeaptrack[] = "/usr/lib/heaptrack/libheaptrack_preload.so";

// heaptrack's raw file has one line for each event; those of allocations begin with a plus sign.
uint64_t allocations_in(const std::string& path) {
  std::ifstream file(path);
  uint64_t count = 0;
  for (std::string line; std::getline(file, line);) count += line.starts_with("+ ");
  return count;
}

TEST(Heaptrack, counts_what_the_observer_counts_before_main_and_the_loader_included) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  const std::vector<std::string> command = {exercise_program("glibc"), "containers"};
  const SharedFolder folder;
  const std::string raw = folder.file("raw");
  Setting setting;
  setting.environment.push_back(std::string("LD_PRELOAD=") + kHeaptrack);
  setting.environment.push_back("DUMP_HEAPTRACK_OUTPUT=" + raw);
  ASSERT_TRUE(run_program(command, setting).exited(0));
  const Observed observed = observe(command);
  ASSERT_TRUE(observed.counters);
  EXPECT_GT(observed.counters->process_allocations(), 1000u);
  EXPECT_EQ(observed.counters->process_allocations(), allocations_in(raw));
}

}  // namespace
}  // namespace heapdyno

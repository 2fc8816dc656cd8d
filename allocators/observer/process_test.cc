// The observer over the life of processes: fork on both sides, exec, children that know nothing of
// it.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "allocators/testing/child.h"
#include "allocators/testing/exercise.h"

namespace heapdyno {
namespace {

Observed observe_exercise(const std::string& allocator, const std::string& command,
                          const std::string& number = "0") {
  Observed observed = observe({exercise_program(allocator), command, number});
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
  EXPECT_TRUE(observed.counters.has_value());
  if (!observed.counters) observed.counters.emplace();
  return observed;
}

const heapdyno_counts& work(const Counters& counters) { return counters.scopes[kWork]; }

void expect_ten_and_five(const Counters& child, uint32_t parent) {
  EXPECT_EQ(child.flags, uint32_t{kAfterFork});
  EXPECT_EQ(child.parent_pid, parent);
  EXPECT_EQ(work(child).calls[HEAPDYNO_MALLOC], 10u);
  EXPECT_EQ(work(child).calls[HEAPDYNO_FREE], 5u);
  EXPECT_EQ(allocations(child.total()), 10u);
}

bool has(const std::string& allocator) {
  const std::vector<std::string> all = tested_allocators();
  return std::find(all.begin(), all.end(), allocator) != all.end();
}

// glibc and jemalloc alone promise that a child of a threaded process may allocate.
class Fork : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Allocators, Fork, testing::Values("glibc", "jemalloc"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(Fork, both_sides_are_exact_while_threads_count) {
  if (!has(GetParam())) GTEST_SKIP() << "not in this build";
  const Observed observed = observe_exercise(GetParam(), "fork-storm", "60");
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_MALLOC], 400'000u);
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_FREE], 400'000u);
  EXPECT_EQ(observed.counters->flags, 0u);
  ASSERT_EQ(observed.others.size(), 60u);
  for (const Counters& child : observed.others) expect_ten_and_five(child, observed.counters->pid);
}

TEST(ForkPastHandlers, children_of_raw_fork_and_clone_have_files_of_their_own) {
  const Observed observed = observe_exercise("glibc", "fork-past-handlers");
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_MALLOC], 4u);
  ASSERT_EQ(observed.others.size(), 2u);
  for (const Counters& child : observed.others) expect_ten_and_five(child, observed.counters->pid);
}

TEST(ForkTwice, each_generation_counts_its_own_and_keeps_its_scope) {
  const Observed observed = observe_exercise("glibc", "fork-twice");
  ASSERT_EQ(observed.others.size(), 2u);
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_MALLOC], 6u);
  for (const Counters& child : observed.others) {
    EXPECT_EQ(work(child).calls[HEAPDYNO_MALLOC], 6u);
    EXPECT_EQ(allocations(child.total()), 6u);
  }
}

TEST(Exec, the_program_that_follows_has_a_file_of_its_own) {
  const Observed observed = observe_exercise("glibc", "exec", "7");
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_MALLOC], 7u);
  ASSERT_EQ(observed.others.size(), 1u);
  EXPECT_EQ(work(observed.others[0]).calls[HEAPDYNO_MALLOC], 11u);
  EXPECT_EQ(observed.others[0].pid, observed.counters->pid);
  EXPECT_EQ(observed.others[0].flags, 0u);
}

TEST(Exec, names_files_by_number_where_a_process_becomes_many_programs) {
  const Observed observed = observe({"sh", "-c", "exec sh -c 'exec sh -c \"exec ls /\"'"});
  ASSERT_EQ(observed.others.size(), 3u);
  for (const Counters& program : observed.others) {
    EXPECT_EQ(program.pid, observed.counters->pid);
    EXPECT_GT(allocations(program.total()), 0u);
  }
}

TEST(Spawn, vfork_posix_spawn_and_system_leave_the_parents_counts_alone) {
  const Observed observed = observe_exercise("glibc", "spawn");
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_MALLOC], 4u);
  EXPECT_EQ(work(*observed.counters).calls[HEAPDYNO_FREE], 4u);
  for (const Counters& child : observed.others)
    EXPECT_NE(child.executable, observed.counters->executable);
}

TEST(CountersFile, names_the_process) {
  const Observed observed = observe_exercise("glibc", "count", "1");
  EXPECT_EQ(observed.counters->pid, static_cast<uint32_t>(observed.outcome.pid));
  EXPECT_EQ(observed.counters->parent_pid, static_cast<uint32_t>(getpid()));
  EXPECT_TRUE(observed.counters->executable.ends_with("/exercise-glibc"));
}

TEST(CountersFile, that_is_there_already_is_left_alone) {
  const SharedFolder folder;
  const std::string path = folder.file("counters");
  ASSERT_EQ(close(open(path.c_str(), O_CREAT | O_WRONLY, 0600)), 0);
  Setting setting;
  setting.environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=" + path);
  setting.environment.push_back("LD_PRELOAD=" + observer_library());
  const Outcome outcome = run_program({exercise_program("glibc"), "count", "5"}, setting);
  EXPECT_TRUE(outcome.exited(0));
  const std::vector<std::string> files = counters_files(path);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_FALSE(read_counters(files[0]).is_ok());
  EXPECT_EQ(files[1], path + "." + std::to_string(outcome.pid));
  EXPECT_EQ(work(*read_counters(files[1])).calls[HEAPDYNO_MALLOC], 5u);
}

TEST(CountersFile, can_be_read_while_the_program_runs) {
  const SharedFolder folder;
  Setting setting;
  setting.environment.push_back("PRELOAD=" + observer_library());
  setting.environment.push_back("PROGRAM=" + exercise_program("glibc"));
  setting.environment.push_back("FOLDER=" + folder.path());
  const Outcome outcome = run_program({"sh", "-ec", R"(cd $FOLDER; mkfifo gate
      LD_PRELOAD=$PRELOAD HEAPDYNO_OBSERVER=$FOLDER/counters $PROGRAM wait 17 < gate > said &
      exec 3> gate
      until grep -q counted said; do sleep 0.01; done
      cp --sparse=always counters copy
      exec 3>&-
      wait $!)"},
                                      setting);
  EXPECT_TRUE(outcome.exited(0)) << outcome.err;
  const auto counters = read_counters(folder.file("copy"));
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(work(*counters).calls[HEAPDYNO_MALLOC], 17u);
}

TEST(CountersFile, a_file_size_limit_costs_the_file_and_not_the_program) {
  Setting setting;
  setting.file_size_limit = 1 << 20;
  const Observed observed = observe({exercise_program("glibc"), "read-own", "2"}, setting);
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.status;
  EXPECT_EQ(observed.outcome.out, "600006\n");
  EXPECT_FALSE(observed.counters.has_value());
}

// Runs under the observer with the counters in a file system of the given size; the file is copied
// out of it.
class FullFileSystem : public testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    if (geteuid() != 0 || !run_program({"unshare", "-m", "true"}).exited(0)) {
      GTEST_SKIP() << "needs to mount a file system";
    }
  }
  engine::Result<Counters> run_in(const std::string& size, const std::string& command,
                                  const std::string& out) {
    Setting setting;
    setting.environment.push_back("PRELOAD=" + observer_library(GetParam()));
    setting.environment.push_back("PROGRAM=" + exercise_program("glibc"));
    setting.environment.push_back("SIZE=" + size);
    setting.environment.push_back("COMMAND=" + command);
    const Outcome outcome = run_program({"unshare", "-m", "sh", "-ec", R"(cd "$0"
        mkdir small
        mount -t tmpfs -o size=$SIZE none small
        LD_PRELOAD=$PRELOAD HEAPDYNO_OBSERVER=$0/small/counters $PROGRAM $COMMAND
        cp --sparse=always small/counters copy)",
                                         folder_.path()},
                                        setting);
    EXPECT_TRUE(outcome.exited(0)) << outcome.err;
    EXPECT_EQ(outcome.out, out);
    return read_counters(folder_.file("copy"));
  }
  SharedFolder folder_;
};
INSTANTIATE_TEST_SUITE_P(Levels, FullFileSystem, testing::Values(0, 1, 2),
                         [](const auto& info) { return std::to_string(info.param); });

TEST_P(FullFileSystem, costs_the_file_and_not_the_program) {
  const auto counters =
      run_in("256k", "read-own 2", "600006\n");  // the program itself reads all of it
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(counters->flags, uint32_t{kIncomplete});
  EXPECT_LT(work(*counters).calls[HEAPDYNO_MALLOC], 600'006u);
}

// Six pages: the parent's header (two), its counts and how often it entered scopes, and the header of
// one child, whose block finds no room. At level 2 the parent has 18 more, for the deaths of two
// scopes.
TEST_P(FullFileSystem, costs_a_child_its_file_and_not_its_life) {
  const auto counters = run_in(GetParam() == 2 ? "96k" : "24k", "fork-twice", "");
  ASSERT_TRUE(counters.is_ok()) << counters.status().to_string();
  EXPECT_EQ(counters->flags, 0u);
  EXPECT_EQ(work(*counters).calls[HEAPDYNO_MALLOC], 6u);
}

TEST(Unreached, a_program_with_its_own_malloc_is_flagged) {
  const Observed observed = observe({exercise_program("own-malloc")});
  EXPECT_EQ(observed.outcome.out, "ran\n");
  ASSERT_TRUE(observed.counters);
  EXPECT_EQ(observed.counters->flags, uint32_t{kUnreached});
}

TEST(Unreached, the_observer_behind_another_allocator_is_an_error) {
  if (!has("jemalloc")) GTEST_SKIP() << "not in this build";
  Setting setting;
  const SharedFolder folder;
  setting.environment.push_back("LD_PRELOAD=libjemalloc.so.2:" + observer_library());
  setting.environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=" + folder.file("counters"));
  const Outcome outcome = run_program({exercise_program("glibc"), "count", "1"}, setting);
  EXPECT_TRUE(outcome.exited(1));
  EXPECT_NE(outcome.err.find("malloc does not reach the observer"), std::string::npos)
      << outcome.err;
}

TEST(Client, an_observer_that_was_asked_for_but_not_loaded_is_an_error) {
  Setting setting;
  setting.environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=/dev/shm/none");
  const Outcome outcome = run_program({exercise_program("glibc"), "count", "1"}, setting);
  EXPECT_TRUE(outcome.exited(1));
  EXPECT_NE(outcome.err.find("no observer is loaded"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace heapdyno

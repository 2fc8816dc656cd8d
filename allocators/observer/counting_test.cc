// What the observer counts, to the call and the byte, under every allocator of this build.

#include <gtest/gtest.h>
#include <signal.h>

#include <numeric>

#include "allocators/counters_file.h"
#include "allocators/size_class.h"
#include "allocators/testing/child.h"
#include "allocators/testing/exercise.h"

namespace heapdyno {
namespace {

class UnderEveryAllocator : public testing::TestWithParam<std::string> {
 protected:
  Observed observe_exercise(const std::string& command, const std::string& number = "0") {
    Observed observed = observe({exercise_program(GetParam()), command, number});
    EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
    EXPECT_TRUE(observed.counters.has_value());
    if (!observed.counters) observed.counters.emplace();
    EXPECT_EQ(observed.counters->flags, 0u);
    return observed;
  }
  heapdyno_counts work(const std::string& command, const std::string& number = "0") {
    return observe_exercise(command, number).counters->scopes[kWork];
  }
};
INSTANTIATE_TEST_SUITE_P(Allocators, UnderEveryAllocator, testing::ValuesIn(tested_allocators()),
                         [](const auto& info) { return info.param; });

uint64_t sum_of_sizes(const heapdyno_counts& counts) {
  return std::accumulate(std::begin(counts.sizes), std::end(counts.sizes), uint64_t{0});
}

TEST_P(UnderEveryAllocator, every_entry_point_is_counted_under_its_function) {
  const heapdyno_counts counts = work("every-call");
  EXPECT_EQ(counts.calls[HEAPDYNO_MALLOC], 6u);
  EXPECT_EQ(counts.calls[HEAPDYNO_CALLOC], 2u);
  EXPECT_EQ(counts.calls[HEAPDYNO_REALLOC], 5u);
  EXPECT_EQ(counts.calls[HEAPDYNO_ALIGNED], 5u);
  EXPECT_EQ(counts.calls[HEAPDYNO_NEW], 12u);
  EXPECT_EQ(counts.calls[HEAPDYNO_FREE], 15u);
  EXPECT_EQ(counts.calls[HEAPDYNO_DELETE], 12u);
  EXPECT_EQ(counts.bytes, 1039u + 103 + 4185 + 1528 + 420);
  EXPECT_EQ(counts.resized, 3u);
  EXPECT_EQ(counts.loader_allocations, 0u);
  EXPECT_EQ(counts.loader_frees, 0u);
  EXPECT_EQ(allocations(counts), frees(counts) + counts.resized);
}

TEST_P(UnderEveryAllocator, sizes_fall_into_the_classes_of_what_was_asked) {
  const heapdyno_counts counts = work("every-call");
  EXPECT_EQ(sum_of_sizes(counts), allocations(counts));
  EXPECT_EQ(counts.sizes[size_class(0)], 7u);     // 0, 1, 16, calloc 3, strdup 5, new 10 twice
  EXPECT_EQ(counts.sizes[size_class(4000)], 1u);  // the realloc
  EXPECT_EQ(counts.sizes[size_class(1000)], 1u);
  EXPECT_EQ(counts.sizes[47], 0u);  // no refused request
}

TEST_P(UnderEveryAllocator, ordinary_programs_count_the_same_as_under_glibc) {
  const heapdyno_counts counts = work("library-mix");
  const Observed glibc = observe({exercise_program("glibc"), "library-mix"});
  EXPECT_GT(allocations(counts), 2000u);
  EXPECT_TRUE(equal(without_loader(counts), without_loader(glibc.counters->scopes[kWork])));
}

TEST_P(UnderEveryAllocator, counts_repeat_from_run_to_run_and_whatever_the_environment) {
  const heapdyno_counts once = work("library-mix");
  Setting setting;
  setting.environment.push_back("PADDING=" + std::string(3000, 'x'));
  const Observed again = observe({exercise_program(GetParam()), "library-mix"}, setting);
  EXPECT_TRUE(equal(once, again.counters->scopes[kWork]));
}

TEST_P(UnderEveryAllocator, a_refused_new_counts_nothing) {
  if (GetParam() == "mimalloc") GTEST_SKIP() << "mimalloc ends the process when operator new fails";
  const heapdyno_counts counts = work("failing-new");
  EXPECT_EQ(counts.calls[HEAPDYNO_NEW], 0u);
  EXPECT_EQ(counts.sizes[47], 0u);
  EXPECT_LT(counts.bytes, 10'000u);  // the exceptions themselves
}

TEST_P(UnderEveryAllocator, five_thousand_threads_are_exact) {
  const Observed observed = observe_exercise("threads", "4800");  // and 300 at once
  const heapdyno_counts& counts = observed.counters->scopes[kWork];
  constexpr uint64_t kPairs = 4800 * 3 + 300 * 2000;
  EXPECT_EQ(counts.calls[HEAPDYNO_MALLOC], kPairs);
  EXPECT_EQ(counts.calls[HEAPDYNO_FREE], kPairs);
  EXPECT_EQ(counts.bytes, kPairs * 100);
  EXPECT_EQ(observed.counters->threads, 5101u);
  const heapdyno_counts& unscoped = observed.counters->scopes[HEAPDYNO_SCOPE_STORE];
  EXPECT_EQ(unscoped.calls[HEAPDYNO_MALLOC], 5100u);
}

TEST_P(UnderEveryAllocator, the_loaders_calls_are_a_class_of_their_own) {
  const Observed observed = observe_exercise("threads", "10");
  const heapdyno_counts total = observed.counters->total();
  EXPECT_GT(total.loader_allocations, 0u);  // the thread's TLS
  EXPECT_EQ(observed.counters->scopes[kWork].loader_allocations, 0u);
  EXPECT_EQ(total.calls[HEAPDYNO_CALLOC], 0u);
  EXPECT_EQ(observed.counters->process_allocations(),
            allocations(total) + total.loader_allocations);
}

TEST_P(UnderEveryAllocator, what_runs_before_main_has_its_own_scope) {
  const Observed observed = observe_exercise("count", "3");
  const heapdyno_counts& before_main = observed.counters->scopes[HEAPDYNO_SCOPE_PRE_MAIN];
  EXPECT_EQ(before_main.calls[HEAPDYNO_MALLOC], 1u);  // libstdc++'s pool for exceptions
  EXPECT_GE(before_main.bytes, 72'704u);
  EXPECT_EQ(allocations(observed.counters->scopes[HEAPDYNO_SCOPE_STORE]), 0u);
}

// Of all scopes, without what libraries did as they were loaded.
heapdyno_counts own_counts(const Counters& counters) {
  heapdyno_counts own = {};
  for (const heapdyno_counts& scope : difference(counters, counters.loaded).scopes)
    own = sum(own, without_loader(without_usable(scope)));
  return own;
}

TEST_P(UnderEveryAllocator, what_libraries_do_as_they_are_loaded_is_told_apart) {
  const Observed observed = observe_exercise("count", "3");
  EXPECT_GE(allocations(observed.counters->loaded.scopes[HEAPDYNO_SCOPE_PRE_MAIN]), 1u);
  EXPECT_EQ(allocations(observed.counters->loaded.scopes[kWork]), 0u);
  const Observed glibc = observe({exercise_program("glibc"), "count", "3"});
  EXPECT_TRUE(equal(own_counts(*observed.counters), own_counts(*glibc.counters)));
}

TEST_P(UnderEveryAllocator, a_killed_process_leaves_all_it_counted) {
  const Observed observed = observe({exercise_program(GetParam()), "kill", "1234"});
  EXPECT_TRUE(observed.outcome.killed_by(SIGKILL));
  ASSERT_TRUE(observed.counters);
  EXPECT_EQ(observed.counters->scopes[kWork].calls[HEAPDYNO_MALLOC], 1234u);
  EXPECT_EQ(observed.counters->scopes[kWork].calls[HEAPDYNO_FREE], 1234u);
}

TEST_P(UnderEveryAllocator, a_program_without_the_observer_runs_as_ever) {
  const Outcome outcome = run_program({exercise_program(GetParam()), "library-mix"});
  EXPECT_TRUE(outcome.exited(0)) << outcome.err;
}

TEST_P(UnderEveryAllocator, operator_new_gives_blocks_of_no_bytes) {
  const heapdyno_counts counts = work("zero-bytes");
  EXPECT_EQ(counts.calls[HEAPDYNO_NEW], 3u);
  EXPECT_EQ(counts.calls[HEAPDYNO_DELETE], 3u);
  EXPECT_EQ(counts.bytes, 0u);
}

// An allocator that has no operators of its own: new goes to its malloc and is counted once.
class UnderForeignMalloc : public testing::Test {
 protected:
  const std::vector<std::string> libraries_ = {observer_library(),
                                               test_program("libforeign-malloc.so")};
};

TEST_F(UnderForeignMalloc, counts_the_same_as_under_glibc) {
  const std::vector<std::string> command = {exercise_program("glibc"), "containers"};
  const Observed glibc = observe(command);
  const Observed foreign = observe(command, {}, libraries_);
  EXPECT_TRUE(foreign.outcome.exited(0)) << foreign.outcome.err;
  EXPECT_TRUE(equal(foreign.counters->scopes[kWork], glibc.counters->scopes[kWork]));
}

TEST_F(UnderForeignMalloc, operator_new_gives_blocks_of_no_bytes_though_malloc_does_not) {
  const Observed observed = observe({exercise_program("glibc"), "zero-bytes"}, {}, libraries_);
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
  EXPECT_EQ(observed.counters->scopes[kWork].calls[HEAPDYNO_NEW], 3u);
}

TEST_F(UnderForeignMalloc, looking_for_operators_that_are_not_there_counts_nothing) {
  const heapdyno_counts glibc = observe({"ls", "/"}).counters->total();
  const heapdyno_counts foreign = observe({"ls", "/"}, {}, libraries_).counters->total();
  EXPECT_TRUE(equal(without_loader(foreign), without_loader(glibc)));
  EXPECT_EQ(foreign.loader_allocations, glibc.loader_allocations);
}

TEST(Scopes, threads_start_in_the_store_and_a_wrong_scope_is_ignored) {
  const Observed observed = observe({exercise_program("glibc"), "scopes"});
  EXPECT_EQ(observed.outcome.out, "0 1 4 4\n");
  EXPECT_EQ(observed.counters->scopes[HEAPDYNO_SCOPE_STORE].calls[HEAPDYNO_MALLOC], 8u);
}

}  // namespace
}  // namespace heapdyno

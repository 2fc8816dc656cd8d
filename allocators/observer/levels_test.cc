// What levels 1 and 2 know beside the counts, under every allocator of this build. The exercise
// program keeps account of its blocks itself and ends where the observer says otherwise
// (testing/exercise_blocks.cc); here the counters file must say the same.

#include <gtest/gtest.h>
#include <signal.h>

#include "allocators/size_class.h"
#include "allocators/testing/child.h"
#include "allocators/testing/exercise.h"

namespace heapdyno {
namespace {

Observed observe_exercise(unsigned level, const std::string& allocator, const std::string& command,
                          const std::string& number = "0") {
  Observed observed =
      observe({exercise_program(allocator), command, number}, {}, {observer_library(level)});
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
  EXPECT_TRUE(observed.counters.has_value());
  if (!observed.counters) observed.counters.emplace();
  EXPECT_EQ(observed.counters->flags, 0u);
  EXPECT_EQ(observed.counters->level, level);
  return observed;
}

// What level 0 counts, too.
heapdyno_counts plain(heapdyno_counts counts) {
  counts.freed_bytes = counts.loader_freed_bytes = 0;
  return without_usable(counts);
}

class EveryLevel : public testing::TestWithParam<std::tuple<std::string, unsigned>> {
 protected:
  const std::string allocator_ = std::get<0>(GetParam());
  const unsigned level_ = std::get<1>(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Allocators, EveryLevel,
                         testing::Combine(testing::ValuesIn(tested_allocators()),
                                          testing::Values(1, 2)),
                         [](const auto& info) {
                           return std::get<0>(info.param) + "_" +
                                  std::to_string(std::get<1>(info.param));
                         });

TEST_P(EveryLevel, counts_what_level_0_counts) {
  for (const char* command :
       {"every-call", "zero-bytes", "library-mix", "threads", "failing-new"}) {
    if (allocator_ == "mimalloc" && std::string(command) == "failing-new") continue;
    const Counters expected = *observe_exercise(0, allocator_, command, "20").counters;
    const Counters counters = *observe_exercise(level_, allocator_, command, "20").counters;
    for (unsigned scope = 0; scope < HEAPDYNO_SCOPES; ++scope) {
      EXPECT_TRUE(equal(plain(counters.scopes[scope]), expected.scopes[scope]))
          << command << ", scope " << scope;
    }
  }
}

TEST_P(EveryLevel, knows_what_is_alive_after_each_call_and_it_is_the_same_for_all) {
  const std::string expected = run_program({exercise_program("glibc"), "churn", "20000"}).out;
  const Observed observed = observe_exercise(level_, allocator_, "churn", "20000");
  EXPECT_EQ(observed.outcome.out, expected);
  EXPECT_TRUE(expected.ends_with(" 0\n"));
  const heapdyno_counts& work = observed.counters->scopes[kWork];
  EXPECT_GT(work.resized, 1000u);
  EXPECT_EQ(live_usable(work), 0u);
  EXPECT_EQ(work.freed_bytes, level_ == 2 ? work.bytes : 0);
}

TEST_P(EveryLevel, usable_bytes_are_no_fewer_than_those_asked_for) {
  const Observed observed = observe_exercise(level_, allocator_, "containers");
  const heapdyno_counts total = observed.counters->total();
  EXPECT_GE(total.usable, total.bytes + total.loader_bytes);
  EXPECT_LT(total.usable, 2 * total.bytes);
  EXPECT_GE(live_usable(total), 72'704u);  // libstdc++'s pool for exceptions
}

// The program that the observer's cost is measured on compares all counts itself.
TEST_P(EveryLevel, agrees_with_the_micro_program) {
  const Observed observed =
      observe({test_program("../benchmark/observer-cost-" + allocator_), "30000"}, {},
              {observer_library(level_)});
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
  EXPECT_NE(observed.outcome.out.find("level " + std::to_string(level_)), std::string::npos);
}

class Following : public testing::TestWithParam<std::string> {
 protected:
  Counters follow(const std::string& command, const std::string& number = "0") {
    return *observe_exercise(2, GetParam(), command, number).counters;
  }
};
INSTANTIATE_TEST_SUITE_P(Allocators, Following, testing::ValuesIn(tested_allocators()),
                         [](const auto& info) { return info.param; });

TEST_P(Following, tells_who_freed_a_block_while_threads_exchange_them) {
  const Counters counters = follow("exchange", "60");
  EXPECT_GT(counters.lifetimes[kWork].deaths(HEAPDYNO_DEATH_ELSEWHERE), 10'000u);
  EXPECT_GE(counters.peak, counters.live());
}

TEST_P(Following, tells_apart_more_threads_than_have_blocks_of_their_own) {
  EXPECT_GT(follow("exchange", "4300").threads, kOwnBlocks);
}

TEST_P(Following, counts_deaths_by_how_they_came) {
  const Lifetimes lifetimes = follow("deaths").lifetimes[kWork];
  const uint8_t size = size_class(100);
  const auto of_100_bytes = [&](uint8_t death) {
    uint64_t blocks = 0;
    for (const Lifetimes::Entry& entry : lifetimes.entries()) {
      if (entry.size_class == size && entry.death == death) blocks += entry.blocks;
    }
    return blocks;
  };
  EXPECT_EQ(of_100_bytes(HEAPDYNO_DEATH_TEMPORARY), 3u);
  EXPECT_EQ(of_100_bytes(HEAPDYNO_DEATH_OWN), 2u);
  EXPECT_EQ(of_100_bytes(HEAPDYNO_DEATH_ELSEWHERE), 4u);
}

TEST_P(Following, counts_lifetimes_in_operations) {
  const Counters counters = follow("lifetimes");
  const auto own = [](uint8_t size, uint8_t lifetime, uint64_t blocks) {
    return Lifetimes::Entry{size, HEAPDYNO_DEATH_OWN, lifetime, blocks};
  };
  const uint8_t size = size_class(200);
  EXPECT_EQ(counters.lifetimes[kWork].entries(),
            (std::vector<Lifetimes::Entry>{own(size, 0, 2), own(size, 1, 1), own(size, 2, 2),
                                           own(size, 3, 1), own(size, 10, 1)}));
  const uint8_t large = size_class(3000);
  EXPECT_EQ(
      counters.lifetimes[HEAPDYNO_SCOPE_BACKGROUND].entries(),
      (std::vector<Lifetimes::Entry>{own(large, 0, 7), {large, HEAPDYNO_DEATH_TEMPORARY, 0, 7}}));
}

TEST_P(Following, knows_the_peak_of_many_threads_and_from_a_reset_on) {
  const Counters counters = follow("peaks", "8");
  EXPECT_GE(counters.peak, counters.live());
}

TEST_P(Following, a_child_knows_what_it_was_born_with) {
  const Observed observed = observe_exercise(2, GetParam(), "fork-alive");
  ASSERT_EQ(observed.others.size(), 1u);
  const Counters& child = observed.others[0];
  EXPECT_EQ(std::to_string(child.inherited) + "\n", observed.outcome.out);
  EXPECT_EQ(child.live(), child.inherited - 1000 + 70);
  EXPECT_EQ(child.peak, child.inherited);
  EXPECT_EQ(child.lifetimes[kWork].deaths(), 2u);
  EXPECT_EQ(observed.counters->lifetimes[kWork].deaths(), 1u);
  EXPECT_EQ(observed.counters->inherited, 0u);
}

TEST_P(Following, a_killed_process_leaves_all_it_knew) {
  const Observed observed =
      observe({exercise_program(GetParam()), "kill", "1234"}, {}, {observer_library(2)});
  EXPECT_TRUE(observed.outcome.killed_by(SIGKILL));
  ASSERT_TRUE(observed.counters);
  EXPECT_EQ(observed.counters->lifetimes[kWork].deaths(HEAPDYNO_DEATH_TEMPORARY), 1234u);
  EXPECT_EQ(live_bytes(observed.counters->scopes[kWork]), 0u);
}

TEST_P(Following, leaves_the_loaders_blocks_out_of_lifetimes) {
  const Counters counters = follow("threads", "10");
  const heapdyno_counts total = counters.total();
  EXPECT_GT(total.loader_freed_bytes, 0u);
  EXPECT_EQ(counters.all_lifetimes().deaths(), frees(total) + total.resized);
}

TEST(FollowingUnseen, a_block_that_went_back_unseen_is_dead_when_its_address_is_given_again) {
  const Counters counters = *observe_exercise(2, "glibc", "unseen").counters;
  EXPECT_EQ(counters.scopes[kWork].freed_bytes, 190u);
  EXPECT_EQ(counters.lifetimes[kWork].deaths(), 1u);
}

TEST(FollowingForks, both_sides_are_exact_while_threads_count) {
  const Observed observed = observe_exercise(2, "glibc", "fork-storm", "40");
  const Counters& parent = *observed.counters;
  EXPECT_EQ(parent.scopes[kWork].freed_bytes, 400'000u * 48);
  EXPECT_EQ(parent.lifetimes[kWork].deaths(HEAPDYNO_DEATH_TEMPORARY), 400'000u);
  ASSERT_EQ(observed.others.size(), 40u);
  for (const Counters& child : observed.others) {
    EXPECT_EQ(child.flags, uint32_t{kAfterFork});
    EXPECT_EQ(live_bytes(child.total()), 160u);
    EXPECT_EQ(child.lifetimes[kWork].deaths(HEAPDYNO_DEATH_TEMPORARY), 5u);
  }
}

// No room for the shadow memory's top table.
TEST(WithoutMemory, the_counts_stay_and_the_rest_is_flagged) {
  Setting setting;
  setting.address_space_limit = 240u << 20;
  const Observed observed =
      observe({exercise_program("glibc"), "containers"}, setting, {observer_library(2)});
  EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
  ASSERT_TRUE(observed.counters);
  EXPECT_EQ(observed.counters->flags, uint32_t{kIncomplete});
  const Observed expected = observe({exercise_program("glibc"), "containers"});
  EXPECT_TRUE(
      equal(without_usable(observed.counters->scopes[kWork]), expected.counters->scopes[kWork]));
  EXPECT_EQ(observed.counters->peak, 0u);
}

TEST(WithoutUsableSize, an_allocator_that_does_not_say_is_flagged) {
  for (const unsigned level : {1u, 2u}) {
    const Observed observed =
        observe({exercise_program("glibc"), "containers"}, {},
                {observer_library(level), test_program("libforeign-malloc.so")});
    EXPECT_TRUE(observed.outcome.exited(0)) << observed.outcome.err;
    ASSERT_TRUE(observed.counters);
    EXPECT_EQ(observed.counters->flags, uint32_t{kNoUsable});
    const heapdyno_counts& work = observed.counters->scopes[kWork];
    EXPECT_EQ(work.freed_bytes, level == 2 ? work.bytes : 0);
  }
}

}  // namespace
}  // namespace heapdyno

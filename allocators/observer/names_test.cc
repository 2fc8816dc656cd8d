// Scopes and phases by name: in one process, over a fork, after a crash, and when there are too many.

#include <gtest/gtest.h>
#include <signal.h>

#include "allocators/testing/child.h"
#include "heapdyno/observer.h"
#include "heapdyno/scope.h"

namespace heapdyno {
namespace {

constexpr unsigned kPut = kFirstNamedScope;
constexpr unsigned kGet = kFirstNamedScope + 1;

Observed observe_exercise(const std::string& command, const std::string& number,
                          unsigned level = 0) {
  Observed observed =
      observe({exercise_program("glibc"), command, number}, {}, {observer_library(level)});
  EXPECT_TRUE(observed.counters.has_value());
  if (!observed.counters) observed.counters.emplace();
  return observed;
}

std::vector<std::string> names_of(const std::vector<MarkedPhase>& phases) {
  std::vector<std::string> names;
  for (const MarkedPhase& phase : phases) names.push_back(phase.name);
  return names;
}

// Of a phase: every operation made one block and freed it.
void expect_pairs(const MarkedPhase& phase, unsigned scope, uint64_t pairs) {
  EXPECT_EQ(phase.sums.entered[scope], pairs) << phase.name;
  EXPECT_EQ(phase.sums.scopes[scope].calls[HEAPDYNO_MALLOC], pairs) << phase.name;
  EXPECT_EQ(phase.sums.scopes[scope].calls[HEAPDYNO_FREE], pairs) << phase.name;
  EXPECT_EQ(phase.sums.scopes[scope].bytes, 24 * pairs) << phase.name;
}

uint64_t all_allocations(const MarkedPhase& phase) {
  uint64_t sum = 0;
  for (const heapdyno_counts& counts : phase.sums.scopes) sum += allocations(counts);
  return sum;
}

class Phases : public testing::TestWithParam<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Levels, Phases, testing::Values(0, 1, 2),
                         [](const auto& info) { return std::to_string(info.param); });

TEST_P(Phases, have_what_was_counted_within_them_and_nothing_else) {
  const Observed observed = observe_exercise("phases", "100", GetParam());
  const Counters& counters = *observed.counters;
  EXPECT_TRUE(observed.outcome.exited(0));
  EXPECT_EQ(counters.flags, 0u);
  EXPECT_EQ(counters.scope_names, (std::vector<std::string>{"put", "get"}));
  ASSERT_EQ(names_of(counters.phases), (std::vector<std::string>{"load", "run"}));
  expect_pairs(counters.phases[0], kPut, 200);
  expect_pairs(counters.phases[0], kGet, 0);
  EXPECT_EQ(all_allocations(counters.phases[0]), 201u);
  expect_pairs(counters.phases[1], kPut, 0);
  expect_pairs(counters.phases[1], kGet, 200);
  EXPECT_EQ(all_allocations(counters.phases[1]), 200u);
  EXPECT_TRUE(counters.phases[0].ended && counters.phases[1].ended);
  EXPECT_EQ(counters.entered[kPut], 300u);
  EXPECT_EQ(allocations(counters.scopes[kPut]), 300u);
}

TEST(Operations, within_each_other_count_the_inner_one) {
  const Observed observed = observe_exercise("within", "0");
  ASSERT_EQ(observed.counters->phases.size(), 1u);
  const MarkedPhase& run = observed.counters->phases[0];
  EXPECT_EQ(run.sums.entered[kPut], 1u);
  EXPECT_EQ(run.sums.entered[kGet], 1u);
  EXPECT_EQ(allocations(run.sums.scopes[kPut]), 2u);
  EXPECT_EQ(allocations(run.sums.scopes[kGet]), 1u);
}

TEST_P(Phases, that_ended_are_there_after_a_crash_and_the_last_as_far_as_it_went) {
  const Observed observed = observe_exercise("crash-in-phase", "100", GetParam());
  EXPECT_TRUE(observed.outcome.killed_by(SIGKILL));
  const std::vector<MarkedPhase>& phases = observed.counters->phases;
  ASSERT_EQ(names_of(phases), (std::vector<std::string>{"load", "run"}));
  expect_pairs(phases[0], kPut, 200);
  EXPECT_TRUE(phases[0].ended);
  expect_pairs(phases[1], kGet, 203);
  EXPECT_EQ(all_allocations(phases[1]), 203u);
  EXPECT_FALSE(phases[1].ended);
}

TEST_P(Phases, go_on_in_a_child_with_its_own_counts) {
  const Observed observed = observe_exercise("fork-in-phase", "40", GetParam());
  ASSERT_EQ(names_of(observed.counters->phases), (std::vector<std::string>{"load", "run"}));
  expect_pairs(observed.counters->phases[0], kPut, 40);
  expect_pairs(observed.counters->phases[1], kPut, 40);
  ASSERT_EQ(observed.others.size(), 1u);
  const Counters& child = observed.others[0];
  EXPECT_EQ(child.scope_names, (std::vector<std::string>{"put", "get"}));
  ASSERT_EQ(names_of(child.phases), (std::vector<std::string>{"load", "run", "after"}));
  expect_pairs(child.phases[0], kPut, 0);
  expect_pairs(child.phases[1], kPut, 5);
  expect_pairs(child.phases[2], kPut, 2);
}

// The later ones share a block.
TEST(Threads, that_name_the_same_at_once_count_into_the_same_scopes) {
  const Observed observed = observe_exercise("name-in-threads", "2500");
  EXPECT_GT(observed.counters->threads, kOwnBlocks);
  EXPECT_EQ(observed.counters->flags, 0u);
  EXPECT_EQ(observed.counters->scope_names.size(), 10u);
  ASSERT_EQ(names_of(observed.counters->phases), (std::vector<std::string>{"first", "second"}));
  for (const MarkedPhase& phase : observed.counters->phases) {
    for (unsigned i = 2; i < 10; ++i) expect_pairs(phase, kFirstNamedScope + i, 250'000);
  }
}

TEST(Names, of_all_scopes_may_be_as_long_as_is_said) {
  const Observed observed = observe_exercise("name-scopes", "26");
  EXPECT_EQ(observed.outcome.out,
            "6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 31\n");
  EXPECT_EQ(observed.counters->flags, 0u);
  ASSERT_EQ(observed.counters->scope_names.size(), size_t{HEAPDYNO_NAMED_SCOPES});
  EXPECT_EQ(observed.counters->scope_names.back(), "25" + std::string(40, 'x') + "yyyyy");
}

TEST(Names, beyond_the_last_scope_are_flagged_and_count_for_the_store) {
  const Observed observed = observe_exercise("name-scopes", "28");
  EXPECT_TRUE(observed.outcome.out.ends_with(" 31 0 0 0\n")) << observed.outcome.out;
  EXPECT_EQ(observed.counters->flags, uint32_t{kManyScopes});
}

TEST(Names, beyond_the_last_phase_are_flagged_and_begin_none) {
  const Observed full = observe_exercise("name-phases", "64");
  EXPECT_EQ(full.counters->flags, 0u);
  const Observed observed = observe_exercise("name-phases", "66");
  EXPECT_EQ(observed.counters->flags, uint32_t{kManyPhases});
  ASSERT_EQ(observed.counters->phases.size(), size_t{HEAPDYNO_PHASES});
  for (unsigned i = 0; i < HEAPDYNO_PHASES; ++i) {
    EXPECT_EQ(observed.counters->phases[i].name, "phase " + std::to_string(i));
    expect_pairs(observed.counters->phases[i], kPut, i);
  }
}

TEST(Names, that_are_too_long_or_empty_are_flagged) {
  for (const char* length : {"0", "48", "5000"}) {
    const Observed observed = observe_exercise("name-badly", length);
    EXPECT_EQ(observed.outcome.out, "0\n");
    EXPECT_EQ(observed.counters->flags, uint32_t{kBadName});
    EXPECT_EQ(observed.counters->scope_names.size(), 2u);
    EXPECT_TRUE(observed.counters->phases.empty());
  }
  EXPECT_EQ(observe_exercise("name-badly", "47").counters->flags, 0u);
}

TEST(Names, cost_a_program_without_an_observer_nothing) {
  const Outcome outcome = run_program({exercise_program("glibc"), "name-scopes", "40"});
  EXPECT_TRUE(outcome.exited(0));
  EXPECT_EQ(outcome.out.find_first_not_of("0 \n"), std::string::npos) << outcome.out;
  EXPECT_TRUE(run_program({exercise_program("glibc"), "phases", "10"}).exited(0));
}

TEST(ScopeHeader, is_of_this_observer) { EXPECT_EQ(HEAPDYNO_SCOPE_ABI, HEAPDYNO_OBSERVER_ABI); }

}  // namespace
}  // namespace heapdyno

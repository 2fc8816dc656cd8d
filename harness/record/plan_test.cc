#include "harness/record/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

Arm arm(const char* store, const char* variant, const char* alloc) {
  return {store, variant, parse_allocator(alloc)};
}

PlanRequest request() {
  PlanRequest request;
  request.scenarios = {{"fill", "{}", "1", 1}, {"scan", "{}", "2", 1}};
  request.arms = {arm("reference", "baseline", "glibc"), arm("reference", "all", "glibc"),
                  arm("reference", "all", "jemalloc"), arm("null", "", "glibc")};
  request.timed = {"fill"};
  request.rounds = 2;
  return request;
}

std::vector<std::string> ids(const Plan& plan) {
  std::vector<std::string> ids;
  for (const Trial& trial : plan.trials) ids.push_back(plan.id_of(trial));
  return ids;
}

TEST(Plan, IsTheOneThatWasAgreedOn) {
  EXPECT_EQ(
      ids(make_plan(request())),
      (std::vector<std::string>{"fill baseline glibc count 0.0", "fill all glibc count 0.1",
                                "fill all jemalloc count 0.2",   "scan baseline glibc count 0.0",
                                "scan all glibc count 0.1",      "scan all jemalloc count 0.2",
                                "fill null glibc time 0.0",      "fill baseline glibc time 0.1",
                                "fill all glibc time 0.2",       "fill all jemalloc time 0.3",
                                "fill all jemalloc time 0.4",    "fill all glibc time 0.5",
                                "fill baseline glibc time 0.6",  "fill null glibc time 0.7",
                                "fill baseline glibc time 1.0",  "fill all glibc time 1.1",
                                "fill all jemalloc time 1.2",    "fill null glibc time 1.3",
                                "fill null glibc time 1.4",      "fill all jemalloc time 1.5",
                                "fill all glibc time 1.6",       "fill baseline glibc time 1.7"}));
}

TEST(Plan, MemoryIsLookedAtOncePerArmAndRoundBeforeAllThatIsTimed) {
  PlanRequest asked = request();
  asked.counts = 0;
  asked.rounds = 1;
  asked.memory = 2;
  const std::vector<std::string> order = ids(make_plan(asked));
  ASSERT_EQ(order.size(), 2 * 2 * 3 + 8u);
  for (size_t i = 0; i < 12; ++i) {
    EXPECT_NE(order[i].find(" memory " + std::to_string(i / 6) + "."), std::string::npos)
        << order[i];
    EXPECT_EQ(order[i].find("null"), std::string::npos) << order[i];
  }
  EXPECT_EQ(std::set<std::string>(order.begin(), order.end()).size(), order.size());
}

TEST(Plan, InstructionsAreCountedForTheDriverToo) {
  PlanRequest asked = request();
  asked.counts = asked.rounds = 0;
  asked.instructions = 1;
  const std::vector<std::string> order = ids(make_plan(asked));
  ASSERT_EQ(order.size(), 2 * 4u);
  EXPECT_EQ(order[3], "fill null glibc instructions 0.3");
}

TEST(Plan, CellsAreAllThatIsDoneWithTheControlOfTheirFirstArm) {
  PlanRequest asked = request();
  asked.rounds = 1;
  Arm control = asked.arms[0];
  control.control = true;
  asked.arms.push_back(control);
  asked.cells = {{Mode::kCount, "scan", "reference", "all", "jemalloc"},
                 {Mode::kTime, "fill", "reference", "baseline", "glibc"}};
  std::vector<std::string> order = ids(make_plan(asked));
  std::sort(order.begin() + 1, order.end());
  ASSERT_EQ(order.size(), 1 + 2 * 2u);
  EXPECT_EQ(order[0], "scan all jemalloc count 0.0");
  EXPECT_TRUE(order[1].starts_with("fill baseline glibc a/a time 0.")) << order[1];
  EXPECT_TRUE(order[4].starts_with("fill baseline glibc time 0.")) << order[4];
}

TEST(Plan, OpenLoopsHaveEachLoadInBalancedBlocks) {
  PlanRequest asked = request();
  asked.counts = asked.rounds = 0;
  asked.open_rounds = 2;
  asked.scenarios[1].loads = {{50, {{"scan", 1000}}}, {70, {{"scan", 1400}}}};
  const Plan plan = make_plan(asked);
  ASSERT_EQ(plan.trials.size(), 2 * 2 * 8u);  // rounds, loads, arms there and back
  for (const Trial& trial : plan.trials) {
    EXPECT_EQ(trial.mode, Mode::kOpenLoop);
    EXPECT_EQ(trial.scenario, 1);
    EXPECT_EQ(plan.keys_of(trial).at("load"), std::to_string(trial.load));
  }
  const auto order = ids(plan);
  EXPECT_EQ(std::set<std::string>(order.begin(), order.end()).size(), order.size());
  asked.scenarios[1].loads[70]["scan"] = 1401;
  EXPECT_NE(make_plan(asked).digest, plan.digest);
}

TEST(Plan, ARoundHasEachArmOnceAndOnceInReverse) {
  const Plan plan = make_plan(request());
  std::map<int, std::vector<int>> blocks;
  for (const Trial& trial : plan.trials) {
    if (trial.mode == Mode::kTime) blocks[trial.block].push_back(trial.arm);
  }
  ASSERT_EQ(blocks.size(), 2u);
  for (const auto& [block, arms] : blocks) {
    ASSERT_EQ(arms.size(), 8u);
    const std::set<int> first(arms.begin(), arms.begin() + 4);
    EXPECT_EQ(first.size(), 4u);
    EXPECT_TRUE(std::equal(arms.begin(), arms.begin() + 4, arms.rbegin()));
  }
}

TEST(Plan, OrderOfArmsIsBalancedOverRounds) {
  PlanRequest many = request();
  many.rounds = 400;
  int first[4] = {};
  for (const Trial& trial : make_plan(many).trials) {
    if (trial.mode == Mode::kTime && trial.place == 0) ++first[trial.arm];
  }
  for (const int times : first) EXPECT_NEAR(times, 100, 40);
}

TEST(Plan, NothingButTheRequestDecides) {
  EXPECT_EQ(make_plan(request()).digest, make_plan(request()).digest);
  PlanRequest other = request();
  other.seed = 2;
  EXPECT_NE(make_plan(request()).digest, make_plan(other).digest);
  other = request();
  other.build_ids["dyno-all-glibc"] = "abcd";
  EXPECT_NE(make_plan(request()).digest, make_plan(other).digest);
  other = request();
  other.scenarios[0].digest = "3";
  EXPECT_NE(make_plan(request()).digest, make_plan(other).digest);
  other = request();
  other.until_resolved = true;
  EXPECT_NE(make_plan(request()).digest, make_plan(other).digest);
}

TEST(Plan, MoreRoundsBeginWithTheSameOnes) {
  PlanRequest more = request();
  more.rounds = 3;
  const auto few = ids(make_plan(request()));
  const auto many = ids(make_plan(more));
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

TEST(Plan, PaddingVariesAndStaysBelowAPage) {
  std::set<int> paddings;
  for (const Trial& trial : make_plan(request()).trials) {
    EXPECT_GE(trial.padding, 0);
    EXPECT_LT(trial.padding, 4096);
    paddings.insert(trial.padding);
  }
  EXPECT_GT(paddings.size(), 10u);
}

TEST(Plan, InstancesOfOneScenarioAreScenariosOfTheirOwn) {
  PlanRequest points = request();
  points.scenarios = {{"fill{keys=10}", "{}", "1", 1}, {"fill{keys=1000,scale=0.1}", "{}", "2", 1}};
  points.arms = {arm("reference", "all", "glibc")};
  points.timed = {"fill{keys=10}"};
  points.rounds = 1;
  EXPECT_EQ(
      ids(make_plan(points)),
      (std::vector<std::string>{
          "fill{keys=10} all glibc count 0.0", "fill{keys=1000,scale=0.1} all glibc count 0.0",
          "fill{keys=10} all glibc time 0.0", "fill{keys=10} all glibc time 0.1"}));
  points.filter = Selection::parse("scenario:fill mode:count");
  EXPECT_EQ(make_plan(points).trials.size(), 2u);
}

TEST(Plan, NullIsTimedAndNotCounted) {
  for (const Trial& trial : make_plan(request()).trials) {
    if (trial.arm == 3) {
      EXPECT_EQ(trial.mode, Mode::kTime);
    }
  }
}

// How many trials of the control there are, by scenario and mode.
std::map<std::string, int> controls_of(const Plan& plan) {
  std::map<std::string, int> controls;
  for (const Trial& trial : plan.trials) {
    const CellKeys keys = plan.keys_of(trial);
    if (keys.contains("control")) ++controls[keys.at("scenario") + " " + keys.at("mode")];
  }
  return controls;
}

TEST(Plan, TheControlIsThereWhereFiguresAreNoisy) {
  PlanRequest asked = request();
  asked.arms.push_back(arm("reference", "baseline", "glibc"));
  asked.arms.back().control = true;
  asked.memory = 1;
  asked.live = 1;
  asked.instructions = 1;
  std::map<std::string, int> expected = {{"fill memory", 1}, {"fill time", 4}, {"scan memory", 1}};
  EXPECT_EQ(controls_of(make_plan(asked)), expected);
  asked.control_instructions = true;
  expected.insert({{"fill instructions", 1}, {"scan instructions", 1}});
  const Plan plan = make_plan(asked);
  EXPECT_EQ(controls_of(plan), expected);
  std::vector<std::string> unique = ids(plan);
  EXPECT_EQ(std::set<std::string>(unique.begin(), unique.end()).size(), plan.trials.size());
}

PlanRequest request_with_layouts() {
  PlanRequest asked = request();
  asked.rounds = 6;
  for (const Arm& as_linked : request().arms) {
    for (const int layout : {1, 2, 3}) {
      asked.arms.push_back(as_linked);
      asked.arms.back().layout = layout;
    }
  }
  return asked;
}

TEST(Plan, LayoutsShareTheRoundsAndEachBlockHasOne) {
  const Plan plan = make_plan(request_with_layouts());
  std::map<int, std::set<std::string>> layouts;  // by block
  for (const Trial& trial : plan.trials) {
    const CellKeys keys = plan.keys_of(trial);
    if (trial.mode == Mode::kTime) {
      layouts[trial.block].insert(keys.at("layout"));
    } else {
      EXPECT_FALSE(keys.contains("layout"));
    }
  }
  EXPECT_EQ(layouts, (std::map<int, std::set<std::string>>{
                         {0, {"1"}}, {1, {"2"}}, {2, {"3"}}, {3, {"1"}}, {4, {"2"}}, {5, {"3"}}}));
}

TEST(Plan, LayoutsChangeNeitherOrderNorNumberOfTrials) {
  PlanRequest plain = request();
  plain.rounds = 6;
  EXPECT_EQ(ids(make_plan(request_with_layouts())), ids(make_plan(plain)));
  EXPECT_NE(make_plan(request_with_layouts()).digest, make_plan(plain).digest);
}

TEST(Plan, RoundsAreDealtEvenlyAndEnoughToEachLayout) {
  EXPECT_EQ(rounds_for_layouts(12, 3), 12);
  EXPECT_EQ(rounds_for_layouts(12, 5), 15);
  EXPECT_EQ(rounds_for_layouts(1, 2), 6);
  EXPECT_EQ(rounds_for_layouts(1, 4), 8);
  EXPECT_EQ(rounds_for_layouts(0, 7), 14);
}

TEST(Plan, FilterAndCountsShapeThePlan) {
  PlanRequest filtered = request();
  filtered.filter = Selection::parse("alloc:jemalloc mode:count");
  filtered.counts = 2;
  EXPECT_EQ(
      ids(make_plan(filtered)),
      (std::vector<std::string>{"fill all jemalloc count 0.0", "fill all jemalloc count 1.0",
                                "scan all jemalloc count 0.0", "scan all jemalloc count 1.0"}));
}

TEST(Plan, AnEmptySelectionIsAUsageError) {
  PlanRequest nothing = request();
  nothing.filter = Selection::parse("alloc:tcmalloc");
  try {
    make_plan(nothing);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    EXPECT_NE(std::string(error.what()).find("alloc:tcmalloc"), std::string::npos);
  }
}

TEST(Plan, ExecutablesAreNamedAfterTheConfiguration) {
  EXPECT_EQ(arm("reference", "all", "jemalloc{A=1}").executable(), "dyno-all-jemalloc");
  EXPECT_EQ(arm("reference", "arena=fresh", "mine=/x.so").executable(), "dyno-arena=fresh-glibc");
  EXPECT_EQ(arm("leveldb", "", "glibc").executable(), "dyno-leveldb-glibc");
  EXPECT_EQ(arm("btree", "all", "glibc").executable(), "dyno-all-glibc");
  Arm shuffled = arm("reference", "all", "jemalloc");
  shuffled.layout = 2;
  EXPECT_EQ(shuffled.executable(), "dyno-all-jemalloc.layout2");
}

TEST(Plan, TheSameExecutableAsTwoStoresIsTwoArms) {
  PlanRequest both = request();
  both.arms = {arm("reference", "all", "glibc"), arm("btree", "all", "glibc")};
  both.rounds = 0;
  both.filter = Selection::parse("scenario:fill");
  EXPECT_EQ(ids(make_plan(both)), (std::vector<std::string>{"fill all glibc count 0.0",
                                                            "fill btree/all glibc count 0.1"}));
  both.filter = Selection::parse("scenario:fill store:btree");
  EXPECT_EQ(ids(make_plan(both)), (std::vector<std::string>{"fill btree/all glibc count 0.0"}));
}

}  // namespace
}  // namespace heapdyno

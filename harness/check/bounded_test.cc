#include "harness/check/bounded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string bounded_error(const std::string& name) {
  try {
    parse_bounded({name});
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    return error.what();
  }
  return "";
}

const BoundedMetrics& both() {
  static const BoundedMetrics metrics = parse_bounded({"instructions/op", "minor_faults"});
  return metrics;
}

Record record_of_mode(const std::string& mode) {
  PhaseRecord load;
  load.name = "load";
  load.measured = false;
  PhaseRecord fill;
  fill.name = "fill";
  fill.figures = {{"instructions", 8'000'003}, {"minor_faults", 300}};
  ScopeRecord put;
  put.name = "put";
  put.operations = 1000;
  fill.scopes = {put};
  Record record;
  record.keys["mode"] = mode;
  record.phases = {load, fill};
  return record;
}

TEST(Bounded, AreAskedForByTheirNamesEachOnce) {
  const BoundedMetrics metrics = parse_bounded({"minor_faults", "minor_faults"});
  ASSERT_EQ(metrics.size(), 1u);
  EXPECT_EQ(metrics[0]->name, "minor_faults");
  EXPECT_THAT(bounded_error("allocs/op"), HasSubstr("it is exact"));
  EXPECT_THAT(bounded_error("ns/op"), HasSubstr("compare --gate ns/op"));
  EXPECT_THAT(bounded_error("instructions"), HasSubstr("instructions/op"));
}

TEST(Bounded, AreSumsOfMeasuredPhasesInTheirOwnMode) {
  BoundedRuns runs;
  take_bounded(record_of_mode("instructions"), both(), runs);
  ASSERT_EQ(runs.size(), 1u) << "page faults under cachegrind are no figure";
  EXPECT_THAT(runs.at({"fill", "", "instructions"}), ElementsAre(8'000'003u));
  take_bounded(record_of_mode("time"), both(), runs);
  take_bounded(record_of_mode("time"), both(), runs);
  EXPECT_THAT(runs.at({"fill", "", "minor_faults"}), ElementsAre(300u, 300u));
}

TEST(Bounded, AreTheMeanOfTheirRuns) {
  const BoundedRuns runs = {{{"fill", "", "instructions"}, {1'000'000, 1'000'500, 1'000'900}}};
  EXPECT_EQ(settled(runs, both()).at("fill").at("instructions"), 1'000'467u);
  EXPECT_THAT(moved_figures(runs, both()), IsEmpty());
}

TEST(Bounded, ThatDifferByMoreThanTheirToleranceHaveMoved) {
  const BoundedRuns runs = {{{"fill", "", "instructions"}, {1'000'000, 1'001'100}},
                            {{"fill", "", "minor_faults"}, {1000, 1009}}};
  const std::vector<FigureKey> moved = moved_figures(runs, both());
  ASSERT_EQ(moved.size(), 1u);
  EXPECT_EQ(moved[0].text(), "fill instructions");
}

}  // namespace
}  // namespace heapdyno

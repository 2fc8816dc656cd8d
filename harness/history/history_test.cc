#include "harness/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::vector<std::string> kFirst = {"a", "b", "c", "d"};

HistoryOptions followed(const std::string& metric, const std::string& against = "") {
  return {{&find_metric(metric)}, Selection::parse(against)};
}

std::string name_of(const History& history, const HistoryStep& step) {
  return history.commits[step.commit].name;
}

// So many allocations for each operation at each of kFirst.
History counted(const std::vector<uint64_t>& news) {
  HistoryGatherer gatherer(followed("allocs/op"));
  for (size_t i = 0; i < news.size(); ++i)
    gatherer.add(record({.news = 100 * news[i], .background = 0, .commit = kFirst[i]}));
  return gatherer.history(kFirst);
}

// Commits 00, 01, ...: of each three rounds of this time, and of the baseline `baseline`.
History timed_history(const std::vector<double>& times, const std::vector<double>& baseline,
                      const std::string& against) {
  HistoryGatherer gatherer(followed("ns/op", against));
  std::vector<std::string> order;
  for (size_t i = 0; i < times.size(); ++i) {
    order.push_back("c" + std::to_string(100 + i));
    const std::string plan = "00000000000000" + std::to_string(10 + i);
    const std::vector<double> all = {times[i], 1.01 * times[i], 0.99 * times[i]};
    const std::vector<double> other = {baseline[i], 1.01 * baseline[i], 0.99 * baseline[i]};
    const TestTrial trial = {.variant = "all", .commit = order.back(), .plan_digest = plan};
    TestTrial reference = trial;
    reference.variant = "baseline";
    for (Record& record : timed(trial, all)) gatherer.add(std::move(record));
    for (Record& record : timed(reference, other)) gatherer.add(std::move(record));
  }
  return gatherer.history(order);
}

const HistoryLine& line_of(const History& history, const std::string& configuration) {
  for (const HistoryLine& line : history.lines) {
    if (line.configuration == configuration) return line;
  }
  throw std::logic_error("no line of " + configuration);
}

TEST(History, EveryChangeOfACountIsAStep) {
  const History history = counted({3, 3, 4, 3});
  ASSERT_EQ(history.lines.size(), 1u);
  const HistoryLine& line = history.lines[0];
  EXPECT_EQ(line.points.size(), 4u);
  ASSERT_EQ(line.steps.size(), 2u);
  EXPECT_EQ(name_of(history, line.steps[0]), "c");
  EXPECT_EQ(line.steps[0].before, 3);
  EXPECT_EQ(line.steps[0].after, 4);
  EXPECT_EQ(name_of(history, line.steps[1]), "d");
}

TEST(History, ACountThatStaysHasNoStep) {
  EXPECT_THAT(counted({3, 3, 3, 3}).lines.at(0).steps, IsEmpty());
}

TEST(History, ACountThatMovedWithinACommitIsShownAsItIs) {
  HistoryGatherer gatherer(followed("allocs/op"));
  for (const uint64_t news : {300, 310, 305})
    gatherer.add(record({.news = news, .background = 0, .commit = "a"}));
  EXPECT_EQ(gatherer.history({}).lines.at(0).points.at(0).text, "3..3.100");
}

TEST(History, CommitsComeInTheOrderGivenAndOthersAsTheyWereMeasured) {
  HistoryGatherer gatherer(followed("allocs/op"));
  for (const char* commit : {"late", "new", "old"}) gatherer.add(record({.commit = commit}));
  std::vector<std::string> names;
  for (const HistoryCommit& commit : gatherer.history({"old", "new"}).commits)
    names.push_back(commit.name);
  EXPECT_THAT(names, ElementsAre("old", "new", "late"));
}

TEST(History, TimesChangeWhereTheirLevelDoes) {
  const History history = timed_history({100, 101, 99, 100, 101, 120, 121, 119, 120, 121},
                                        {50, 50, 50, 50, 50, 50, 50, 50, 50, 50}, "");
  const HistoryLine& all = line_of(history, "all");
  ASSERT_EQ(all.steps.size(), 1u);
  EXPECT_EQ(name_of(history, all.steps[0]), "c105");
  EXPECT_NEAR(all.steps[0].after / all.steps[0].before, 1.2, 0.01);
  EXPECT_THAT(line_of(history, "baseline").steps, IsEmpty());
}

TEST(History, AStepWithinTheMarginIsLeftOut) {
  const std::vector<double> steady(10, 50);
  const History history =
      timed_history({100, 100.1, 100, 100.1, 100, 101, 101.1, 101, 101.1, 101}, steady, "");
  EXPECT_THAT(line_of(history, "all").steps, IsEmpty());
}

TEST(History, OverAReferenceAMachineThatBecameSlowerIsNoStep) {
  const std::vector<double> machine = {50, 50, 50, 50, 50, 75, 75, 75, 75, 75};
  std::vector<double> times;
  for (const double time : machine) times.push_back(2 * time);
  EXPECT_EQ(line_of(timed_history(times, machine, ""), "all").steps.size(), 1u);
  const History history = timed_history(times, machine, "variant:baseline");
  const HistoryLine& all = line_of(history, "all");
  EXPECT_THAT(all.steps, IsEmpty());
  EXPECT_NEAR(all.points.at(0).value, 2, 1e-9);
  EXPECT_TRUE(all.is_ratio);
}

TEST(History, RecordsWithoutACommitAreToldOf) {
  HistoryGatherer gatherer(followed("allocs/op"));
  gatherer.add(record({.commit = "a"}));
  gatherer.add(record({.commit = ""}));
  EXPECT_THAT(gatherer.history({}).notes,
              ElementsAre("1 record does not say of which commit it is, and is left out"));
}

TEST(History, FailedTrialsSayNothing) {
  HistoryGatherer gatherer(followed("allocs/op"));
  gatherer.add(record({.commit = "a", .state = TrialEnd::State::kCrashed}));
  EXPECT_THAT(gatherer.history({}).commits, IsEmpty());
}

}  // namespace
}  // namespace heapdyno

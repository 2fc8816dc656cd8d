#include "harness/bisect/commit_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

std::vector<GitCommit> line_of(size_t commits) {
  std::vector<GitCommit> line;
  for (size_t i = 0; i < commits; ++i)
    line.push_back({std::to_string(i), "2026-11-22", "Commit " + std::to_string(i)});
  return line;
}

// Counts by a commit's place; below 0 it does not build.
class CommitSearchTest : public ::testing::Test {
 protected:
  CommitSearch search(size_t commits, const std::function<int(int)>& count) {
    return search_commits(
        line_of(commits),
        [&](const GitCommit& commit) {
          const int allocations = count(std::stoi(commit.hash));
          if (allocations < 0) return CommitCount{std::nullopt, "does not build: oh", 0};
          return CommitCount{Counts{{"fill", static_cast<double>(allocations)}}, "", 0.1};
        },
        log_);
  }

  std::ostringstream log_;
};

TEST_F(CommitSearchTest, BothEndsAreCountedThenHalvesOfTheLine) {
  for (int culprit = 1; culprit <= 32; ++culprit) {
    const CommitSearch found = search(33, [&](int i) { return i < culprit ? 100 : 101; });
    ASSERT_TRUE(found.range);
    EXPECT_EQ(found.range->changed, static_cast<size_t>(culprit));
    EXPECT_TRUE(found.range->is_one_commit());
    EXPECT_LE(found.steps.size(), 5u + 2u);
    EXPECT_EQ(found.steps[0].commit, 0u);
    EXPECT_EQ(found.steps[1].commit, 32u);
    EXPECT_EQ(found.step_of(found.range->as_good).answer, StepAnswer::kAsGood);
    EXPECT_EQ(found.step_of(found.range->changed).answer, StepAnswer::kChanged);
  }
}

TEST_F(CommitSearchTest, AThirdCountIsAChangedOne) {
  const CommitSearch found = search(33, [](int i) { return i < 9 ? 100 : i < 20 ? 150 : 101; });
  ASSERT_TRUE(found.range);
  EXPECT_EQ(found.range->changed, 9u);
  EXPECT_EQ(found.step_of(9).count.counts, (Counts{{"fill", 150}}));
}

TEST_F(CommitSearchTest, WithEqualEndsNothingElseIsCounted) {
  const CommitSearch found = search(33, [](int) { return 100; });
  EXPECT_FALSE(found.range);
  EXPECT_EQ(found.steps.size(), 2u);
}

TEST_F(CommitSearchTest, TwoCommitsAreTheAnswerByThemselves) {
  const CommitSearch found = search(2, [](int i) { return i; });
  ASSERT_TRUE(found.range);
  EXPECT_TRUE(found.range->is_one_commit());
  EXPECT_EQ(found.steps.size(), 2u);
}

TEST_F(CommitSearchTest, EachStepIsToldWithItsTime) {
  search(4, [](int i) { return i == 2 ? -1 : i < 2 ? 100 : 101; });
  EXPECT_THAT(log_.str(), HasSubstr("step 1: 0 Commit 0\n  as good: fill 100 (0.0 s)\n"));
  EXPECT_THAT(log_.str(), HasSubstr("step 2: 3 Commit 3\n  changed: fill 101 (0.0 s)\n"));
  EXPECT_THAT(log_.str(), HasSubstr("2 Commit 2\n  skipped, it does not build: oh (0.0 s)\n"));
}

TEST_F(CommitSearchTest, AnEndThatCannotBeCountedIsAnError) {
  for (const int broken : {0, 7}) {
    try {
      search(8, [&](int i) { return i == broken ? -1 : i; });
      ADD_FAILURE() << "it threw nothing";
    } catch (const Error& error) {
      EXPECT_THAT(error.what(),
                  HasSubstr((broken == 0 ? "the good" : "the bad") + std::string(" commit ") +
                            std::to_string(broken) + " does not build: oh"));
    }
  }
}

}  // namespace
}  // namespace heapdyno

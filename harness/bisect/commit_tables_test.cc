#include "harness/bisect/commit_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// Commit 1 is as good and the last one changed.
CommitSearch found(size_t commits) {
  CommitSearch search;
  for (size_t i = 0; i < commits; ++i)
    search.line.push_back(
        {"hash" + std::to_string(i), "2026-11-22", "Subject " + std::to_string(i)});
  const size_t last = commits - 1;
  search.steps = {{1, StepAnswer::kAsGood, {Counts{{"fill", 1000}, {"get", 7}}, "", 0.25}, 10},
                  {last, StepAnswer::kChanged, {Counts{{"fill", 3000}, {"get", 7}}, "", 0.25}, 12}};
  search.range = ChangedRange{1, last};
  return search;
}

std::string text_of(const CommitSearch& search) {
  std::ostringstream out;
  print(out, tables_of(search, "allocations of fill"), Format::kText);
  return out.str();
}

TEST(CommitTables, TheCulpritStandsWithItsCountsBeforeAndAfter) {
  const std::string text = text_of(found(3));
  EXPECT_THAT(text,
              HasSubstr("The commit that first changed allocations of fill: before it hash1"));
  EXPECT_THAT(text, ContainsRegex("hash2 +2026-11-22 +Subject 2 +fill +1,000 -> 3,000"));
  EXPECT_THAT(text, Not(HasSubstr("get  ")));  // which did not change
}

TEST(CommitTables, EachStepStandsWithItsTime) {
  const std::string text = text_of(found(3));
  EXPECT_THAT(text, ContainsRegex("1 +hash1 .* as good +fill 1,000, get 7 +10.0 +0.2"));
  EXPECT_THAT(text, HasSubstr("2 commits after the good one, 2 steps of one build and one trial: "
                              "the first 10.0 s, the others 12.0 s each"));
}

TEST(CommitTables, ThoseThatCannotBeToldFromTheCulpritStandWithIt) {
  CommitSearch search = found(4);
  search.steps.push_back({2, StepAnswer::kSkipped, {std::nullopt, "does not build: no ;", 0}, 2});
  const std::string text = text_of(search);
  EXPECT_THAT(text, HasSubstr("One of these commits first changed allocations of fill"));
  EXPECT_THAT(text, ContainsRegex("hash2 +2026-11-22 +Subject 2 +skipped"));
  EXPECT_THAT(text, ContainsRegex("hash3 +2026-11-22 +Subject 3 +fill +1,000 -> 3,000"));
  EXPECT_THAT(text, HasSubstr("those that were skipped cannot be told from the last one"));
  EXPECT_THAT(text, HasSubstr("\n  hash2 does not build: no ;\n"));
}

}  // namespace
}  // namespace heapdyno

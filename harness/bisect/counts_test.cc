#include "harness/bisect/counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_errors.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

WhatIsCounted counted(const std::string& metric, const std::string& phase = "") {
  return {"fill", {}, phase, &exact_metric(metric)};
}

TEST(Counts, AreThoseOfTheMeasuredPhases) {
  const Record trial = record({});
  EXPECT_EQ(counts_of(trial, counted("allocations")), (Counts{{"fill", 320}}));
  EXPECT_EQ(counts_of(trial, counted("allocs/op")), (Counts{{"fill", 3.2}}));
  EXPECT_EQ(counts_of(trial, counted("flushes", "fill")), (Counts{{"fill", 2}}));
}

TEST(Counts, APhaseOfSeveralThreadsHasNoneThatIsTheSameOnEveryRun) {
  Record trial = record({});
  trial.phases[0].by_chance = true;
  EXPECT_THAT(usage_error_of([&] { counts_of(trial, counted("allocations")); }),
              HasSubstr("allocations of fill: there is none that is the same on every run"));
}

TEST(Counts, APhaseWithoutTheFigureIsNamed) {
  EXPECT_THAT(usage_error_of([&] { counts_of(record({}), counted("page_reads", "fill")); }),
              HasSubstr("page_reads of fill, phase fill: there is none"));
}

TEST(Counts, AFailedTrialSaysWhy) {
  TestTrial crashed;
  crashed.state = TrialEnd::State::kCrashed;
  try {
    counts_of(record(crashed), counted("allocations"));
    ADD_FAILURE() << "it threw nothing";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("crashed"));
  }
}

TEST(Counts, OnlyExactMetricsAreCountedOnce) {
  EXPECT_THAT(usage_error_of([] { exact_metric("ns/op"); }), HasSubstr("ns/op is noisy"));
  EXPECT_THAT(usage_error_of([] { exact_metric("instructions/op"); }), HasSubstr("is bounded"));
  EXPECT_THAT(usage_error_of([] { exact_metric("alocations"); }),
              HasSubstr("did you mean 'allocations'?"));
}

TEST(Counts, WhatChangedIsToldByPhase) {
  const Counts before = {{"fill", 100}, {"get", 7}, {"gone", 3}};
  const Counts after = {{"fill", 100}, {"get", 9}, {"new", 1}};
  const std::vector<ChangedCount> changed = changed_counts(before, after);
  ASSERT_EQ(changed.size(), 3u);
  EXPECT_EQ(changed[0].phase, "get");
  EXPECT_EQ(changed[0].before, 7);
  EXPECT_EQ(changed[0].after, 9);
  EXPECT_EQ(changed[1].phase, "gone");
  EXPECT_EQ(changed[1].after, 0);
  EXPECT_EQ(changed[2].phase, "new");
  EXPECT_EQ(changed[2].before, 0);
  EXPECT_THAT(changed_counts(before, before), IsEmpty());
  EXPECT_EQ(text_of(before), "fill 100, get 7, gone 3");
}

}  // namespace
}  // namespace heapdyno

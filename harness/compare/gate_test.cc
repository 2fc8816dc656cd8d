#include "harness/compare/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/record/google_benchmark.h"
#include "harness/testing/test_comparisons.h"
#include "harness/testing/test_errors.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Records = std::vector<Record>;

constexpr TrialEnd::State kCrashed = TrialEnd::State::kCrashed;

GateResult gated(const Records& records, const char* metric) {
  return gate(records, all_against_baseline(), {metric});
}

// Scenario "0", "1", ...: baseline takes 1,000 ns, all so many times that, give or take 0.4 %.
Records timed_at(const std::vector<double>& ratios, size_t rounds = 12) {
  const double noise[] = {0.998, 1.001, 1.003, 0.997, 1.002, 0.999};
  Records records;
  for (size_t scenario = 0; scenario < ratios.size(); ++scenario) {
    std::vector<double> a;
    std::vector<double> b;
    for (size_t block = 0; block < rounds; ++block) {
      a.push_back(1000);
      b.push_back(1000 * ratios[scenario] * noise[block % std::size(noise)]);
    }
    const std::string name = std::to_string(scenario);
    for (Record& record : timed({.scenario = name}, a)) records.push_back(std::move(record));
    for (Record& record : timed({.scenario = name, .variant = "all"}, b))
      records.push_back(std::move(record));
  }
  return records;
}

Records counted(uint64_t a, uint64_t b, const char* store = "reference") {
  TestTrial trial;
  trial.store = store;
  trial.background = 0;
  trial.news = a;
  Records records = {record(trial)};
  trial.variant = "all";
  trial.news = b;
  records.push_back(record(trial));
  return records;
}

TEST(Gate, OneAllocationMoreIsARegression) {
  const GateResult result = gated(counted(300, 301), "allocations");
  EXPECT_EQ(result.exit(), Exit::kRegression);
  EXPECT_EQ(result.lines, 1);
  EXPECT_THAT(
      result.regressions,
      ElementsAre("allocations at in:run scenario:fill phase:fill store:reference alloc:glibc: "
                  "300 -> 301 (+1, exact)"));
}

TEST(Gate, AsManyOrFewerPass) {
  EXPECT_EQ(gated(counted(300, 300), "allocations").exit(), Exit::kFine);
  EXPECT_EQ(gated(counted(300, 299), "allocations").exit(), Exit::kFine);
}

TEST(Gate, WhatMovesThoughItIsExactIsInconclusive) {
  Records records = counted(300, 300);
  records.push_back(record({.variant = "all", .block = 1, .news = 400}));
  EXPECT_EQ(gated(records, "allocations").exit(), Exit::kNotComparable);
}

TEST(Gate, TimeIsHeldToTheMargin) {
  EXPECT_EQ(gated(timed_at({1.05}), "ns/op").exit(), Exit::kRegression);
  EXPECT_EQ(gated(timed_at({1.01}), "ns/op").exit(), Exit::kFine);
  EXPECT_EQ(gated(timed_at({0.9}), "ns/op").exit(), Exit::kFine);
  const GateResult open = gated(timed_at({1.02}), "ns/op");
  EXPECT_EQ(open.exit(), Exit::kNotComparable);
  EXPECT_THAT(
      open.inconclusive,
      ElementsAre(HasSubstr("ns/op at in:run scenario:0 phase:fill store:reference alloc:glibc: "
                            "1.020 [")));
}

TEST(Gate, AMarginOfOnesOwnIsHeldTo) {
  CompareOptions wide = all_against_baseline();
  wide.margin = 0.1;
  EXPECT_EQ(gate(timed_at({1.05}), wide, {"ns/op"}).exit(), Exit::kFine);
}

TEST(Gate, OneOfManyLinesMustSurviveHolm) {
  // Of six rounds the least p is 1/32: enough for one line, not for two.
  EXPECT_EQ(gated(timed_at({1.1}, 6), "ns/op").exit(), Exit::kRegression);
  const GateResult two = gated(timed_at({1.1, 1.0}, 6), "ns/op");
  EXPECT_EQ(two.exit(), Exit::kNotComparable);
  EXPECT_THAT(two.inconclusive, ElementsAre(HasSubstr("p 0.0625 by Holm")));
}

TEST(Gate, WhatIsNotKnownComesBeforeWhatIsWorse) {
  const GateResult both = gated(timed_at({1.05, 1.02}), "ns/op");
  EXPECT_EQ(both.regressions.size(), 1u);
  EXPECT_EQ(both.inconclusive.size(), 1u);
  EXPECT_EQ(both.exit(), Exit::kNotComparable);
}

TEST(Gate, AMetricThatOneSideLacksIsMissing) {
  Records records = counted(300, 300);
  for (Record& record : timed({}, std::vector<double>(6, 1000)))
    records.push_back(std::move(record));
  EXPECT_THAT(
      gated(records, "ns/op").inconclusive,
      ElementsAre("ns/op at in:run scenario:fill phase:fill store:reference alloc:glibc: missing "
                  "on side b"));
  EXPECT_THAT(gated(records, "held").inconclusive, ElementsAre("held: was not measured"));
  EXPECT_THAT(gated(records, "allocations").inconclusive, IsEmpty());
}

TEST(Gate, ACellThatOneSideLacksIsMissing) {
  Records records = counted(300, 300);
  records.push_back(record({.scenario = "scan"}));
  records.push_back(record({.scenario = "scan", .variant = "all", .state = kCrashed}));
  records.push_back(record({.scenario = "seek", .variant = "all"}));
  const GateResult result = gated(records, "allocs/op");
  EXPECT_EQ(result.exit(), Exit::kNotComparable);
  EXPECT_EQ(result.lines, 1);
  EXPECT_THAT(
      result.inconclusive,
      ElementsAre("allocs/op at in:run scenario:scan phase:fill store:reference alloc:glibc: "
                  "missing on side b",
                  "allocs/op at in:run scenario:seek phase:fill store:reference alloc:glibc: "
                  "missing on side a"));
  CompareOptions fill = all_against_baseline();
  fill.filter = Selection::parse("scenario:fill");
  EXPECT_EQ(gate(records, fill, {"allocs/op"}).exit(), Exit::kFine);
}

TEST(Gate, ACellThatTheMetricDoesNotConcernIsNotMissing) {
  Records records = counted(300, 300);
  for (Record& record : timed({.scenario = "scan"}, {1000, 1000}))
    records.push_back(std::move(record));
  records.push_back(
      record({.scenario = "scan", .variant = "all", .mode = Mode::kTime, .state = kCrashed}));
  EXPECT_EQ(gated(records, "allocs/op").exit(), Exit::kFine);
}

TEST(Gate, ACellOfWhichEveryTrialFailedIsMissing) {
  Records records = counted(300, 300);
  for (const char* variant : {"baseline", "all"}) {
    records.push_back(record({.scenario = "scan", .variant = variant, .state = kCrashed}));
  }
  EXPECT_THAT(gated(records, "allocs/op").inconclusive,
              ElementsAre("allocs/op at in:run scenario:scan store:reference alloc:glibc: missing "
                          "on both sides, no trial succeeded"));
  CompareOptions one_phase = all_against_baseline();
  one_phase.filter = Selection::parse("scenario:scan,fill phase:fill");
  EXPECT_EQ(gate(records, one_phase, {"allocs/op"}).exit(), Exit::kNotComparable);
  one_phase.filter = Selection::parse("scenario:fill");
  EXPECT_EQ(gate(records, one_phase, {"allocs/op"}).exit(), Exit::kFine);
}

TEST(Gate, ATrialThatFailedBesideOneThatSucceededIsNotMissing) {
  Records records = counted(300, 300);
  records.push_back(record({.variant = "all", .state = kCrashed}));
  EXPECT_EQ(gated(records, "allocs/op").exit(), Exit::kFine);
}

TEST(Gate, APhaseThatDidNotApplyOnOneSideIsMissingWithWhy) {
  Records records = counted(300, 300);
  records.push_back(record({.phase = "compact"}));
  records.push_back(
      record({.phase = "compact", .not_applicable = "it has no tables", .variant = "all"}));
  EXPECT_THAT(
      gated(records, "allocs/op").inconclusive,
      ElementsAre("allocs/op at in:run scenario:fill phase:compact store:reference alloc:glibc: "
                  "missing on side b (n/a: it has no tables)"));
  records[2].phases[0] = records[3].phases[0];
  EXPECT_EQ(gated(records, "allocs/op").exit(), Exit::kFine);
}

TEST(Gate, OfGoogleBenchmarkAnErrorOrASkippedBenchmarkIsMissing) {
  const auto read = [](const std::string& runs, const std::string& label) {
    Records records =
        parse_google_benchmark(R"({"context": {}, "benchmarks": [)" + runs + "]}", label + ".json")
            .records;
    for (Record& record : records) record.keys["in"] = label;
    return records;
  };
  const std::string fine =
      R"({"name": "x", "iterations": 9, "real_time": 5, "cpu_time": 5, "allocs_per_iter": 2},)";
  const std::string y =
      R"({"name": "y", "iterations": 9, "real_time": 5, "cpu_time": 5, "allocs_per_iter": 2})";
  CompareOptions files;
  files.a = Selection::parse("in:old");
  files.b = Selection::parse("in:new");
  for (const char* broken :
       {R"({"name": "y", "error_occurred": true})", R"({"name": "y", "skipped": true})"}) {
    Records records = read(fine + y, "old");
    for (Record& record : read(fine + broken, "new")) records.push_back(std::move(record));
    EXPECT_THAT(gate(records, files, {"allocs/op"}).inconclusive,
                ElementsAre(HasSubstr("scenario:y phase:benchmark store:google-benchmark: missing "
                                      "on side b")))
        << broken;
  }
}

TEST(Gate, TheNullStoreIsNoLineUnlessItIsNamed) {
  Records records;
  for (const char* label : {"old", "new"}) {
    for (const char* store : {"null", "reference"}) {
      const bool is_slow_null = std::string(label + std::string(store)) == "newnull";
      for (Record& record :
           timed({.store = store}, std::vector<double>(12, is_slow_null ? 1200 : 1000))) {
        record.keys["in"] = label;
        records.push_back(std::move(record));
      }
    }
  }
  CompareOptions files;
  files.a = Selection::parse("in:old");
  files.b = Selection::parse("in:new");
  EXPECT_EQ(gate(records, files, {"ns/op"}).exit(), Exit::kFine);
  EXPECT_EQ(gate(records, files, {"ns/op"}).lines, 1);
  EXPECT_EQ(lines_of(samples_of(records), files).size(), 1u);
  files.filter = Selection::parse("store:null");
  EXPECT_EQ(gate(records, files, {"ns/op"}).exit(), Exit::kRegression);
}

TEST(Gate, AnAlarmOfTheControlLeavesNothingNoisyCertain) {
  const std::vector<double> levels = {1, 1, 1, 1};
  Records records = timed_at(levels);
  for (Record& record : timed_at({1.1, 1.1, 1.1, 1.1})) {
    if (record.keys.at("variant") != "all") continue;
    record.keys["variant"] = "baseline";
    record.keys["control"] = kControl;
    records.push_back(std::move(record));
  }
  const GateResult result = gated(records, "ns/op");
  EXPECT_EQ(result.exit(), Exit::kNotComparable);
  EXPECT_THAT(result.inconclusive, ElementsAre(HasSubstr("are not to be trusted")));
}

TEST(Gate, WhatIsZeroThroughoutPassesAndWhatIsSometimesHasNoRatio) {
  const auto with_resident = [](const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
    Records records;
    for (size_t block = 0; block < a.size(); ++block) {
      for (const auto& [variant, bytes] :
           {std::pair("baseline", a[block]), std::pair("all", b[block])}) {
        records.push_back(record({.variant = variant,
                                  .mode = Mode::kTime,
                                  .block = static_cast<int>(block),
                                  .rss_anon = bytes}));
      }
    }
    return records;
  };
  const std::vector<uint64_t> none(12, 0);
  const std::vector<uint64_t> some(12, 4096);
  std::vector<uint64_t> one = none;
  one[3] = 4096;
  EXPECT_EQ(gated(with_resident(none, none), "rss_anon").exit(), Exit::kFine);
  EXPECT_EQ(gated(with_resident(some, none), "rss_anon").exit(), Exit::kFine);
  const GateResult more = gated(with_resident(none, some), "rss_anon");
  EXPECT_EQ(more.exit(), Exit::kNotComparable);
  EXPECT_THAT(more.inconclusive, ElementsAre(HasSubstr(": 0 in 12 of 12 rounds: no ratio")));
  EXPECT_THAT(gated(with_resident(some, one), "rss_anon").inconclusive,
              ElementsAre(HasSubstr(": 0 in 11 of 12 rounds: no ratio")));
}

TEST(Gate, ThereIsNoneOnWhatIsNotACost) {
  EXPECT_THAT(usage_error_of([&] { gated(counted(1, 1), "operations"); }),
              HasSubstr("no gate on operations: more of it is not worse"));
}

}  // namespace
}  // namespace heapdyno

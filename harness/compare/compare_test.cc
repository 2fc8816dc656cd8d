#include "harness/compare/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "harness/base/error.h"
#include "harness/show/summary.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string printed(const std::vector<Table>& tables) {
  std::ostringstream out;
  print(out, tables, Format::kText);
  return out.str();
}

std::string printed(const CompareResult& result) { return printed(result.tables); }

// Counted and timed under two allocators: all allocates a third and takes 0.9 of the time, or the
// time of baseline plus noise.
std::vector<Record> matrix(double time_ratio) {
  const double noise[] = {1.00, 1.01, 0.99, 1.02, 1.00, 0.98};
  std::vector<Record> records;
  for (const char* alloc : {"glibc", "jemalloc"}) {
    for (const char* variant : {"baseline", "all"}) {
      TestTrial trial;
      trial.alloc = alloc;
      trial.variant = variant;
      const bool all = std::string(variant) == "all";
      if (all) trial.news = 80;
      records.push_back(record(trial));
      trial.mode = Mode::kTime;
      for (int block = 0; block < 6; ++block) {
        for (int run = 0; run < 2; ++run) {
          trial.block = block;
          trial.place = run;
          trial.wall_ns = static_cast<uint64_t>(
              100000 * (all ? time_ratio : 1) * noise[(block + (all ? 2 : 0)) % 6] + 3000 * run);
          records.push_back(record(trial));
        }
      }
    }
  }
  TestTrial null;
  null.store = "null";
  null.mode = Mode::kTime;
  null.wall_ns = 2500;
  records.push_back(record(null));
  return records;
}

CompareOptions sides(const char* a, const char* b) {
  CompareOptions options;
  options.a = Selection::parse(a);
  options.b = Selection::parse(b);
  return options;
}

Exit refusal(const std::vector<Record>& records, const CompareOptions& options,
             std::string* message = nullptr) {
  try {
    compare(records, options);
    return Exit::kFine;
  } catch (const Error& error) {
    if (message != nullptr) *message = error.what();
    return error.exit();
  }
}

TEST(Compare, ExactMetricsAreIntegersAndNoisyOnesAreRatiosWithAnInterval) {
  EXPECT_EQ(printed(compare(matrix(0.9), sides("variant:baseline", "variant:all"))),
            R"(variant:baseline -> variant:all (counted, exact)
  scenario               allocations                   allocs/op                        bytes/op
  fill      320 -> 100 (-220, exact)  3.200 -> 1 (-2.200, exact)  97.60 -> 27.20 (-70.40, exact)
  identical under glibc, jemalloc

variant:baseline -> variant:all (timed: a -> b, ratio [95 % interval] verdict, ~ not detected)
  scenario  alloc                                                ns/op                                                   rss_anon
  fill      glibc     1,000 -> 900.0, 0.900 [0.865, 0.928] improvement  1,048,576 -> 1,048,576, ~ 1.000 [1.000, 1.000] equivalent
  fill      jemalloc  1,000 -> 900.0, 0.900 [0.865, 0.928] improvement  1,048,576 -> 1,048,576, ~ 1.000 [1.000, 1.000] equivalent
  geomean             1,000 -> 900.0, 0.900 [0.865, 0.928] improvement  1,048,576 -> 1,048,576, ~ 1.000 [1.000, 1.000] equivalent
  margin: ns/op 2 %, rss_anon 1 %
  ns/op: 2 of 2 lines detected, 2 kept where 5 % of those kept may be by chance (Benjamini-Hochberg)
  rss_anon: 0 of 2 lines detected
  A/A control of ns/op, rss_anon: none was recorded, so nothing shows how far to trust the intervals

What the saved allocations explain, variant:baseline -> variant:all
  scenario  alloc     allocs/op saved  ns of a pair  ns/op predicted            ns/op saved  remark
  fill      glibc               2.200         12.50            27.50  100.00 [72.45, 135.3]  more than 2 x apart
  fill      jemalloc            2.200         12.50            27.50  100.00 [72.45, 135.3]  more than 2 x apart
)");
}

TEST(Compare, WhatIsNotDetectedIsATildeWithTheRoundsThatWouldGiveAVerdict) {
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.metrics = {"ns/op"};
  options.filter = Selection::parse("alloc:glibc");
  EXPECT_EQ(
      printed(compare(matrix(1.004), options)),
      R"(variant:baseline -> variant:all (timed: a -> b, ratio [95 % interval] verdict, ~ not detected)
  scenario                                                                             ns/op
  fill      1,000 -> 1,004, ~ 1.004 [0.965, 1.035] inconclusive (sees 5.1 %, 55 more rounds)
  margin: ns/op 2 %
  A/A control of ns/op: none was recorded, so nothing shows how far to trust the intervals
)");
}

TEST(Compare, ColumnsAreTheValuesOfAKey) {
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.col = Selection::parse_projection("alloc");
  options.metrics = {"allocs/op"};
  EXPECT_EQ(printed(compare(matrix(0.9), options)),
            R"(allocs/op, variant:baseline -> variant:all (counted, exact)
  scenario                       glibc                    jemalloc
  fill      3.200 -> 1 (-2.200, exact)  3.200 -> 1 (-2.200, exact)
)");
}

TEST(Compare, AllColumnsOfAMetricAreCorrectedTogether) {
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.col = Selection::parse_projection("alloc");
  options.metrics = {"ns/op"};
  EXPECT_THAT(printed(compare(matrix(0.9), options)),
              HasSubstr("ns/op: 2 of 2 lines detected, 2 kept"));
}

TEST(Compare, LinkOrdersAreOneLine) {
  std::vector<Record> records = matrix(0.9);
  std::erase_if(records, [](const Record& record) { return record.keys.at("mode") != "time"; });
  for (Record& record : records) record.keys["layout"] = std::to_string(1 + record.block % 3);
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.filter = Selection::parse("alloc:glibc");
  options.metrics = {"ns/op"};
  const std::string text = printed(compare(records, options));
  EXPECT_THAT(text, HasSubstr("fill      1,000 -> 900.0, 0.900 [0.865, 0.928] improvement"));
  EXPECT_THAT(text, HasSubstr("ns/op: over 3 link orders"));
}

TEST(Compare, AMarginOfOnesOwnDecides) {
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.margin = 0.2;
  options.metrics = {"ns/op"};
  const std::string text = printed(compare(matrix(0.9), options));
  EXPECT_THAT(text, HasSubstr("0.900 [0.865, 0.928] equivalent"));
  EXPECT_THAT(text, HasSubstr("margin: ns/op 20 %"));
}

TEST(Compare, ACampaignUntilResolvedSaysTheLevelOfItsLook) {
  std::vector<Record> records;
  for (const char* variant : {"baseline", "all"}) {
    for (Record& record : timed({.variant = variant}, std::vector<double>(10, 1000))) {
      record.until_resolved = true;
      records.push_back(std::move(record));
    }
  }
  EXPECT_THAT(printed(compare(records, sides("variant:baseline", "variant:all"))),
              HasSubstr("ratio [99.4 % interval] verdict"));
}

TEST(Compare, AControlThatDiffersIsAnAlarm) {
  std::vector<Record> records = matrix(1);
  TestTrial control;
  for (Record& record : timed(control, {1200, 1210, 1190, 1200, 1205, 1195})) {
    for (const char* alloc : {"glibc", "jemalloc"}) {
      record.keys["control"] = kControl;
      record.keys["alloc"] = alloc;
      records.push_back(record);
    }
  }
  const CompareResult result = compare(records, sides("variant:baseline", "variant:all"));
  ASSERT_EQ(result.alarms.size(), 1u);
  EXPECT_THAT(result.alarms[0], HasSubstr("the intervals of ns/op are not to be trusted"));
  EXPECT_THAT(printed(result), HasSubstr("warning: " + result.alarms[0]));
  EXPECT_THAT(printed(result), HasSubstr("A/A control of ns/op: 2 of 2 cells detected"));
}

TEST(Compare, WhatIsZeroThroughoutIsEquivalentAndWhatIsSometimesHasNoRatio) {
  std::vector<Record> records;
  for (const char* scenario : {"idle", "rare"}) {
    for (const char* variant : {"baseline", "all"}) {
      for (int block = 0; block < 6; ++block) {
        const bool is_rare = std::string(scenario) == "rare" && block == 2;
        records.push_back(record({.scenario = scenario,
                                  .variant = variant,
                                  .mode = Mode::kTime,
                                  .block = block,
                                  .rss_anon = is_rare ? 4096u : 0u}));
      }
    }
  }
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.metrics = {"rss_anon"};
  const std::string text = printed(compare(records, options));
  EXPECT_THAT(text, testing::ContainsRegex("idle +0 -> 0, equivalent"));
  EXPECT_THAT(text, HasSubstr("rare      0 in 5 of 6 rounds: no ratio"));
}

TEST(Compare, WhatTheAllocationsExplainStandsWhereBothAreShown) {
  std::vector<Record> records = matrix(0.9);
  for (Record& record : records) record.allocation_pair_ns = 20;
  CompareOptions options = sides("variant:baseline", "variant:all");
  EXPECT_THAT(printed(compare(records, options)), HasSubstr("What the saved allocations explain"));
  options.metrics = {"ns/op"};
  EXPECT_THAT(printed(compare(records, options)), Not(HasSubstr("explain")));
}

TEST(Compare, AllocatorsAgainstEachOtherAreExactlyEqualInCounts) {
  CompareOptions options = sides("alloc:glibc", "alloc:jemalloc");
  options.metrics = {"allocations"};
  EXPECT_THAT(printed(compare(matrix(1), options)), HasSubstr("320 -> 320 (0, exact)"));
}

TEST(Compare, WhatDiffersByLessThanIsShownIsNotIdentical) {
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.metrics = {"allocs/op"};
  const auto compared = [&](uint64_t under_jemalloc) {
    std::vector<Record> records;
    for (const char* variant : {"baseline", "all"}) {
      for (const char* alloc : {"glibc", "jemalloc"}) {
        const uint64_t news = std::string(alloc) == "glibc" ? 300'040 : under_jemalloc;
        records.push_back(record({.variant = variant,
                                  .alloc = alloc,
                                  .operations = 100'000,
                                  .news = news,
                                  .background = 0}));
      }
    }
    return printed(compare(records, options));
  };
  EXPECT_THAT(compared(300'040), HasSubstr("identical under glibc, jemalloc"));
  const std::string differing = compared(300'020);
  EXPECT_THAT(differing, Not(HasSubstr("identical")));
  EXPECT_THAT(differing, HasSubstr("fill      jemalloc"));
}

TEST(Compare, OfEachLineTheAllocatorsThatItWasMeasuredUnderAreNamed) {
  std::vector<Record> records;
  for (const char* variant : {"baseline", "all"}) {
    for (const char* alloc : {"glibc", "jemalloc"})
      records.push_back(record({.variant = variant, .alloc = alloc}));
    records.push_back(record({.scenario = "scan", .variant = variant}));
  }
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.metrics = {"allocs/op"};
  const std::string text = printed(compare(records, options));
  EXPECT_THAT(text, HasSubstr("  identical under glibc, jemalloc: fill\n"));
  EXPECT_THAT(text, HasSubstr("  under glibc alone: scan\n"));
}

TEST(Compare, StoresAreComparedThoughOneOfThemHasVariants) {
  std::vector<Record> records = {record({}), record({.variant = "all"}),
                                 record({.store = "leveldb", .variant = ""})};
  std::string message;
  EXPECT_EQ(refusal(records, sides("store:leveldb", "store:reference"), &message), Exit::kUsage);
  EXPECT_THAT(message, HasSubstr("(variant:baseline,all): name one of them"));
  records.erase(records.begin() + 1);
  CompareOptions options = sides("store:leveldb", "store:reference");
  options.metrics = {"allocations"};
  EXPECT_THAT(printed(compare(records, options)), HasSubstr("320 -> 320 (0, exact)"));
}

TEST(Compare, TheTwoStoresOfTheReferenceEngineArePairedByVariant) {
  const std::vector<Record> records = {record({}), record({.variant = "all", .news = 90}),
                                       record({.store = "btree", .news = 700}),
                                       record({.store = "btree", .variant = "all", .news = 70})};
  CompareOptions options = sides("store:reference", "store:btree");
  options.metrics = {"allocations"};
  const std::string text = printed(compare(records, options));
  EXPECT_THAT(text, HasSubstr("320 -> 720 (+400, exact)"));
  EXPECT_THAT(text, HasSubstr("110 -> 90 (-20, exact)"));
}

TEST(Compare, NothingMatchedIsAUsageError) {
  EXPECT_EQ(refusal(matrix(1), sides("variant:baseline", "variant:only-arena")), Exit::kUsage);
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.filter = Selection::parse("scenario:scan");
  EXPECT_EQ(refusal(matrix(1), options), Exit::kUsage);
}

TEST(Compare, SeveralConfigurationsInOneCellAreAUsageError) {
  std::string message;
  EXPECT_EQ(refusal(matrix(1), sides("variant:baseline,all", "variant:all"), &message),
            Exit::kUsage);
  EXPECT_THAT(message, HasSubstr("several configurations"));
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.row = Selection::parse_projection("scenario");
  options.metrics = {"ns/op"};
  EXPECT_EQ(refusal(matrix(1), options, &message), Exit::kUsage);
  EXPECT_THAT(message, HasSubstr("--row"));
}

// What each toggle is worth where the other is off, and where it is on.
TEST(Compare, SidesThatNameAToggleArePairedByAllOthers) {
  const std::vector<Record> records = {
      record({.news = 400}), record({.variant = "only-arena", .news = 300}),
      record({.variant = "without-arena", .news = 200}), record({.variant = "all", .news = 50})};
  CompareOptions options = sides("toggle.arena:off", "toggle.arena:retained");
  options.metrics = {"allocations"};
  EXPECT_EQ(printed(compare(records, options)),
            R"(toggle.arena:off -> toggle.arena:retained (counted, exact)
  scenario  toggle.zero_copy               allocations
  fill      off               420 -> 320 (-100, exact)
  fill      on                 220 -> 70 (-150, exact)
  geomean                                  ratio 0.492
)");
}

TEST(Compare, AnyRecordedKeyIsASideARowOrAColumn) {
  std::vector<Record> records;
  for (const char* commit : {"aaaaaa", "bbbbbb"}) {
    for (const char* variant : {"baseline", "all"}) {
      TestTrial trial{.variant = variant, .build_id = commit, .commit = commit};
      trial.news = (std::string(variant) == "all" ? 80 : 300) + (commit[0] == 'b' ? 20 : 0);
      records.push_back(record(trial));
    }
  }
  CompareOptions options = sides("commit:aaaaaa", "commit:bbbbbb");
  options.metrics = {"allocations"};
  const std::string by_commit = printed(compare(records, options));
  EXPECT_THAT(by_commit, HasSubstr("baseline  320 -> 340 (+20, exact)"));
  EXPECT_THAT(by_commit, HasSubstr("all       100 -> 120 (+20, exact)"));
  options = sides("variant:baseline", "variant:all");
  options.metrics = {"allocations"};
  options.row = Selection::parse_projection("commit");
  EXPECT_THAT(printed(compare(records, options)), HasSubstr("bbbbbb   340 -> 120 (-220, exact)"));
  options.row = {};
  options.col = Selection::parse_projection("commit");
  EXPECT_THAT(printed(compare(records, options)), HasSubstr("aaaaaa"));
  options.filter = Selection::parse("commit:aaaaaa");
  options.col = {};
  EXPECT_THAT(printed(compare(records, options)), HasSubstr("320 -> 100 (-220, exact)"));
}

// Two runs, the second changed by the test.
template <typename Change>
std::pair<Exit, std::string> of_two_runs(Change change, Mode mode = Mode::kCount) {
  TestTrial trial;
  trial.mode = mode;
  std::vector<Record> records = {record(trial)};
  records[0].keys["in"] = "old";
  trial.plan_digest = "other";
  change(trial);
  records.push_back(record(trial));
  records[1].keys["in"] = "new";
  std::string message;
  const Exit exit = refusal(records, sides("in:old", "in:new"), &message);
  return {exit, message};
}

TEST(Compare, WhatDidOtherWorkIsNotComparable) {
  EXPECT_EQ(of_two_runs([](TestTrial&) {}).first, Exit::kFine);
  const auto digest = of_two_runs([](TestTrial& t) { t.scenario_digest = "x"; });
  EXPECT_EQ(digest.first, Exit::kNotComparable);
  EXPECT_THAT(digest.second, HasSubstr("the scenario's content differs"));
  EXPECT_EQ(of_two_runs([](TestTrial& t) { t.operation_digest = "x"; }).first,
            Exit::kNotComparable);
  EXPECT_EQ(of_two_runs([](TestTrial& t) { t.answer_digest = "x"; }).first, Exit::kNotComparable);
  EXPECT_EQ(of_two_runs([](TestTrial& t) { t.compiler = "clang 14.0.6"; }).first,
            Exit::kNotComparable);
  EXPECT_EQ(of_two_runs([](TestTrial& t) { t.seed = 2; }).first, Exit::kNotComparable);
}

TEST(Compare, CountsOfTwoMachinesCompareAndTimesDoNot) {
  const auto move = [](TestTrial& t) { t.cpu = "Intel"; };
  EXPECT_EQ(of_two_runs(move).first, Exit::kFine);
  EXPECT_EQ(of_two_runs(move, Mode::kTime).first, Exit::kNotComparable);
}

TEST(Compare, ModesAreNeverMixed) {
  const auto mixed = of_two_runs([](TestTrial& t) { t.mode = Mode::kTime; });
  EXPECT_EQ(mixed.first, Exit::kNotComparable);
  EXPECT_THAT(mixed.second, HasSubstr("in the same mode"));
}

TEST(Compare, RunsThatWereNotInterleavedCarryANote) {
  TestTrial trial;
  trial.mode = Mode::kTime;
  std::vector<Record> records = {record(trial)};
  records[0].keys["in"] = "old";
  trial.plan_digest = "other";
  records.push_back(record(trial));
  records[1].keys["in"] = "new";
  EXPECT_THAT(printed(compare(records, sides("in:old", "in:new"))), HasSubstr("not interleaved"));
}

TEST(Compare, ACountThatMovesIsNotCalledExact) {
  std::vector<Record> records = matrix(1);
  TestTrial again;
  again.block = 1;
  again.news = 301;
  records.push_back(record(again));
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.metrics = {"allocations"};
  options.filter = Selection::parse("alloc:glibc");
  EXPECT_THAT(printed(compare(records, options)), HasSubstr("320..321 -> 100 (-220, not exact)"));
}

TestTrial of_peer(const char* store, uint64_t news) {
  TestTrial trial;
  trial.store = store;
  trial.news = news;
  return trial;
}

TEST(Compare, AMetricThatWasAskedForAndNotMeasuredIsNamed) {
  const std::vector<Record> records = {record({}), record({.variant = "all"})};
  CompareOptions options = sides("variant:baseline", "variant:all");
  options.metrics = {"allocs/op", "ns/op"};
  EXPECT_THAT(printed(compare(records, options)),
              HasSubstr("  ns/op: not measured on both sides\n"));
  options.metrics = {};
  EXPECT_THAT(printed(compare(records, options)), Not(HasSubstr("not measured")));
}

TEST(Compare, CountsOfABoundedStoreAreNotCalledExact) {
  CompareOptions options = sides("store:reference", "store:rocksdb");
  options.metrics = {"allocs/op"};
  std::vector<Record> records = {record({}), record(of_peer("rocksdb", 1'000'000))};
  TestTrial again = of_peer("rocksdb", 1'000'500);
  again.block = 1;
  records.push_back(record(again));
  EXPECT_EQ(printed(compare(records, options)),
            R"(store:reference -> store:rocksdb (counted, exact but for rocksdb: bounded, 0.1 %)
  scenario                          allocs/op
  fill      3.200 -> 10,000 (+9,997, bounded)
)");
  again.news = 1'002'000;
  records.push_back(record(again));
  EXPECT_THAT(printed(compare(records, options)),
              HasSubstr("10,000..10,020 (+9,997, beyond its bound)"));
}

TEST(Compare, AStoreWithoutTheOperationSaysSoAndWhy) {
  CompareOptions options = sides("store:reference", "store:lmdb");
  options.metrics = {"allocs/op"};
  TestTrial compact = of_peer("lmdb", 1);
  compact.phase = "compact";
  compact.not_applicable = "it has no tables";
  TestTrial scan = of_peer("lmdb", 100);
  scan.before_not_applicable = "it has no tables";
  TestTrial other;
  other.phase = "compact";
  const std::vector<Record> records = {record({}), record(other), record(compact), record(scan)};
  const std::string expected = R"(store:reference -> store:lmdb (counted, exact)
  scenario  phase                     allocs/op
  fill      fill     3.200 -> 1.200 (-2, exact)
  fill      compact                         n/a
  lmdb: fill fill runs without the compact before it: it has no tables
  lmdb: n/a in fill compact: it has no tables
)";
  EXPECT_EQ(printed(compare(records, options)), expected);
  const std::string summary = printed(summarize(records));
  EXPECT_THAT(summary, HasSubstr("fill compact         100     3.200              n/a"));
  EXPECT_THAT(summary, HasSubstr("lmdb: n/a in fill compact: it has no tables"));
}

TEST(Summary, IsTheOneThatARunPrints) {
  EXPECT_EQ(printed(summarize(matrix(0.9))), R"(Allocations per operation, counted (exact)
  scenario  operations  baseline          all
  fill             100     3.200  1 (-68.8 %)
  identical under glibc 1.0, jemalloc 1.0

Time per operation by allocator, 6 rounds (ratio to glibc; ~ not detected)
  scenario  variant   glibc ns/op                           jemalloc
  fill      baseline        1,000  ~ 1.000 [1.000, 1.000] equivalent
  fill      all             900.0  ~ 1.000 [1.000, 1.000] equivalent
  ns/op: 0 of 2 lines detected
  of which the driver's own cost, by a store that does nothing, in ns/op: fill 25.00

Time per operation of all against baseline, 6 rounds (ratio; ~ not detected)
  scenario                             glibc                          jemalloc
  fill      0.900 [0.865, 0.928] improvement  0.900 [0.865, 0.928] improvement
  ns/op: 2 of 2 lines detected, 2 kept where 5 % of those kept may be by chance (Benjamini-Hochberg)
  of which the driver's own cost, by a store that does nothing, in ns/op: fill 25.00
  A/A control of ns/op: none was recorded, so nothing shows how far to trust the intervals
)");
}

}  // namespace
}  // namespace heapdyno

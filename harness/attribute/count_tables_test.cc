#include "harness/attribute/count_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <sstream>

#include "harness/base/error.h"
#include "harness/testing/test_records.h"
#include "harness/testing/test_sets.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// An engine in which a saves 100 calls of 500 in 100 operations, b 80 and c none, a and b 60 less
// together, and c 20 more where b is on.
uint64_t calls(Set set) {
  uint64_t calls = 500;
  if (contains(set, 0)) calls -= 100;
  if (contains(set, 1)) calls -= 80;
  if (contains(set, 0) && contains(set, 1)) calls += 60;
  if (contains(set, 1) && contains(set, 2)) calls -= 20;
  return calls;
}

Record counted(Set set, int toggles, const char* alloc = "glibc") {
  static const Record any = record(TestTrial{.background = 0});
  Record counted = record_of_set(set, toggles, any);
  counted.keys["alloc"] = alloc;
  for (ScopeRecord& scope : counted.phases[0].scopes) {
    if (scope.name == "put") scope.counts = {{"new", calls(set)}};
  }
  counted.phases[0].physical["bytes_copied"] = 100 * calls(set);
  return counted;
}

std::vector<Record> full(int toggles) {
  std::vector<Record> records;
  for (Set set = 0; set <= all_of(toggles); ++set) records.push_back(counted(set, toggles));
  return records;
}

std::string printed(const std::vector<Record>& records, const CountTableOptions& options,
                    Format format = Format::kText) {
  std::ostringstream out;
  print(out, count_tables(records, options), format);
  return out.str();
}

std::string refusal(const std::vector<Record>& records, const CountTableOptions& options) {
  try {
    count_tables(records, options);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
    return error.what();
  }
}

TEST(CountTables, SayWhatTogglesSaveTogetherAndEachAndWhatGroupsOfThemDo) {
  EXPECT_EQ(printed(full(3), {"", {"allocs/op"}, "", 0}),
            R"(What all of them save together: allocs/op (counted, exact)
  scenario  phase  baseline  all of them     total saved  sum of first-in   interaction gap
  fill      fill          5        3.600  1.400 (28.0 %)  1.800 (128.6 %)  -0.400 (-28.6 %)
  per cent: the total saved of the baseline, the others of the total saved; gap: the total less the sum

What each of them saves: allocs/op (counted, exact)
  scenario  phase  toggle        first-in         Shapley         last-in     main effect
  fill      fill   a           1 (71.4 %)  0.700 (50.0 %)  0.400 (28.6 %)  0.700 (50.0 %)
  fill      fill   b       0.800 (57.1 %)  0.600 (42.9 %)  0.400 (28.6 %)  0.600 (42.9 %)
  fill      fill   c            0 (0.0 %)   0.100 (7.1 %)  0.200 (14.3 %)   0.100 (7.1 %)
  first-in: the toggle alone; last-in: where all others are on; per cent: of the total
  Shapley: on average over all orders of switching them on; adds up to the total
  main effect: on average over all sets of the others

The largest interactions: allocs/op (counted, exact)
  scenario  phase  toggles  dividend  effect  in words
  fill      fill   a+b        -0.600  -0.300  overlap: together they save 0.600 allocs/op less than apart
  fill      fill   b+c         0.200   0.100  help each other: together they save 0.200 allocs/op more than apart
  dividend: what the group saves beyond the smaller groups within it
  effect: half of what the one changes in what the other saves, on average over all sets
)");
}

TEST(CountTables, SoManyInteractionsAsAreAskedForButThatThereAre) {
  EXPECT_EQ(count_tables(full(3), {"", {"allocs/op"}, "", 10})[2].rows.size(), 2);
  EXPECT_EQ(count_tables(full(3), {"", {"allocs/op"}, "", 1})[2].rows.size(), 1);
}

TEST(CountTables, FiguresAreApartFromTheirText) {
  const std::string csv = printed(full(2), {"", {"allocs/op"}, "", 0}, Format::kCsv);
  EXPECT_THAT(csv, HasSubstr("\nfill,fill,a,1,83.3"));
}

TEST(CountTables, WhereNothingIsSavedThereIsNoShare) {
  std::vector<Record> records = {counted(0, 1), counted(0, 1)};
  records.back().policy["a"] = "on";
  const std::vector<Table> tables = count_tables(records, {"", {"allocs/op"}, "", 0});
  EXPECT_EQ(tables[1].rows[0][3].text, "0");
  EXPECT_TRUE(tables[2].rows.empty());
}

TEST(CountTables, AnySumCanBeTakenForEachOperation) {
  EXPECT_THAT(printed(full(2), {"", {"bytes_copied/op"}, "", 0}),
              HasSubstr("overlap: together they save 60 bytes_copied/op less than apart"));
  EXPECT_THAT(printed(full(2), {"", {"bytes_copied"}, "", 0}),
              HasSubstr("together they save 6,000 bytes_copied less"));
  EXPECT_THROW(printed(full(2), {"", {"temporary"}, "", 0}), Error);
  EXPECT_THROW(printed(full(2), {"", {"ns/op"}, "", 0}), Error);
}

TEST(CountTables, SetsThatAreMissingAreNamedWithTheCommandThatMeasuresThem) {
  std::vector<Record> records = full(3);
  std::erase_if(records, [](const Record& r) {
    return r.policy.at("a") == "on" && r.policy.at("b") == "on";
  });
  const std::string words = refusal(records, {"", {"allocs/op"}, "", 0});
  EXPECT_THAT(words, HasSubstr("fill under glibc: 2 of 8 sets of toggles are not in these records: "
                               "a+b, a+b+c"));
  EXPECT_THAT(words, HasSubstr("heapdyno attribute --toggles a,b,c --scenario 'fill' --alloc "
                               "'glibc'"));
  // The sets without b are whole.
  EXPECT_EQ(count_tables(records, {"a,c", {"allocs/op"}, "", 0}).size(), 3);
}

TEST(CountTables, OtherAllocatorsAreACrossCheck) {
  std::vector<Record> records = full(2);
  records.push_back(counted(3, 2, "jemalloc"));
  records.push_back(counted(3, 2, "mimalloc"));
  records.push_back(counted(1, 2, "tcmalloc"));
  records.back().policy["b"] = "on";
  const std::string text = printed(records, {"", {"allocs/op"}, "", 0});
  EXPECT_THAT(text, HasSubstr("where jemalloc, mimalloc counted too, the same"));
  EXPECT_THAT(text, HasSubstr("not the same under tcmalloc"));
  EXPECT_THAT(refusal(records, {"", {"allocs/op"}, "jemalloc", 0}),
              HasSubstr("fill under jemalloc: 3 of 4 sets"));
}

TEST(CountTables, SetsOfOtherWorkAreRefused) {
  for (const auto& change : std::vector<std::function<void(TestTrial&)>>{
           [](TestTrial& t) { t.compiler = "clang 14"; }, [](TestTrial& t) { t.seed = 2; },
           [](TestTrial& t) { t.operation_digest = "00000000deadbeef"; },
           [](TestTrial& t) { t.scenario_digest = "00000000deadbeef"; }}) {
    std::vector<Record> records = full(2);
    TestTrial trial;
    change(trial);
    records.back() = record_of_set(3, 2, record(trial));
    EXPECT_THAT(refusal(records, {"", {"allocs/op"}, "", 0}), HasSubstr("differ"));
  }
}

TEST(CountTables, ASetWithoutTheCountIsRefused) {
  std::vector<Record> records = full(2);
  records.back().phases[0].physical.erase("bytes_copied");
  EXPECT_THAT(refusal(records, {"", {"bytes_copied"}, "", 0}),
              HasSubstr("run.jsonl:1: bytes_copied is not recorded"));
}

TEST(CountTables, ASetThatIsTwoBuildsIsRefused) {
  std::vector<Record> records = full(2);
  records.push_back(record_of_set(3, 2, record({.build_id = "another"})));
  EXPECT_THAT(refusal(records, {"", {"allocs/op"}, "", 0}),
              HasSubstr("not comparable at fill, fill under glibc: one side is several builds"));
}

TEST(CountTables, MoreThanEightTogglesHaveMainEffectsAndPairsAlone) {
  std::vector<Record> records;
  for (Set set = 0; set < 1024; ++set) records.push_back(counted(set, 10));
  const std::string text = printed(records, {"", {"allocs/op"}, "", 0});
  EXPECT_THAT(text, HasSubstr("Shapley shares need every set"));
  EXPECT_THAT(text, HasSubstr("from 128 of 1024 sets"));
  // Half of the sets have b on.
  EXPECT_THAT(text,
              HasSubstr("a+b      -0.600  -0.300  overlap: the one saves 0.600 allocs/op less "
                        "where the other is on"));
  EXPECT_THAT(text, HasSubstr("fill   a             0.700\n"));
}

}  // namespace
}  // namespace heapdyno

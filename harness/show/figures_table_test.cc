#include "harness/show/figures_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/words.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string csv(const std::vector<Table>& tables) {
  std::ostringstream out;
  print(out, tables, Format::kCsv);
  return out.str();
}

TestTrial memory(const std::string& alloc, uint64_t rss_anon) {
  TestTrial trial;
  trial.mode = Mode::kMemory;
  trial.alloc = alloc;
  trial.rss_anon = rss_anon;
  trial.samples = {{0, 0, rss_anon}, {100, 1000, rss_anon}};
  return trial;
}

TEST(FiguresTable, ShowsTheMedianOfWhatIsHeldAndWhatAnAllocatorDoesNotSay) {
  const auto tables =
      memory_tables({record(memory("glibc", 2'524'288)), record(memory("glibc", 9'524'288)),
                     record(memory("glibc", 3'524'288))});
  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].rows.size(), 1u);
  const std::string text = csv(tables);
  EXPECT_NE(text.find("held peak,held mean,held,huge pages,usable,mapped\n"
                      "fill,fill,baseline,glibc,3.004096,3,3,0,0.001,5\n"),
            std::string::npos)
      << text;
}

TEST(FiguresTable, HasARowForEachAllocatorAndLoad) {
  std::vector<Record> records;
  for (const char* alloc : {"tcmalloc", "glibc"}) {
    for (const int load : {70, 50}) {
      TestTrial trial;
      trial.mode = Mode::kOpenLoop;
      trial.alloc = alloc;
      trial.load = load;
      records.push_back(record(trial));
    }
  }
  const auto tables = latency_tables(records);
  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].rows.size(), 4u);
  const auto row = [&](size_t i) {
    return tables[0].rows[i][3].text + " " + tables[0].rows[i][4].text;
  };
  EXPECT_EQ(row(0), "glibc 50 %");
  EXPECT_EQ(row(1), "tcmalloc 50 %");
  EXPECT_EQ(row(3), "tcmalloc 70 %");
  EXPECT_NE(tables[0].notes[0].find("0.0400 ms"), std::string::npos) << tables[0].notes[0];
}

// The notes beneath the latencies of so many rounds, the last of them of the control.
std::string latency_notes(int rounds, bool control) {
  std::vector<Record> records;
  for (int block = 0; block < rounds; ++block) {
    for (const bool is_control : {false, true}) {
      TestTrial trial;
      trial.mode = Mode::kOpenLoop;
      trial.block = block;
      Record made = record(trial);
      if (is_control) made.keys["control"] = kControl;
      if (control || !is_control) records.push_back(std::move(made));
    }
  }
  const Table table = latency_tables(records).front();
  EXPECT_EQ(table.rows.size(), control ? 2u : 1u);
  EXPECT_EQ(table.rows.back()[3].text, control ? "glibc a/a" : "glibc");
  return join(table.notes, "\n");
}

TEST(FiguresTable, LatenciesOfFewRoundsAreWarnedOfAndTheControlHasARow) {
  EXPECT_THAT(latency_notes(2, true), HasSubstr("warning: 2 rounds; an interval needs 6"));
  EXPECT_THAT(latency_notes(2, true), HasSubstr("A/A control of open-p50: too few rounds"));
  EXPECT_THAT(latency_notes(6, true), Not(HasSubstr("warning")));
  EXPECT_THAT(latency_notes(6, true), HasSubstr("A/A control of open-p50: 0 of 1 cell detected"));
  EXPECT_THAT(latency_notes(1, false), HasSubstr("warning: 1 round; an interval needs 6"));
  EXPECT_THAT(latency_notes(1, false), HasSubstr("none was recorded"));
}

TEST(FiguresTable, EachKindOfOperationHasPercentilesOfItsOwn) {
  TestTrial trial;
  trial.mode = Mode::kOpenLoop;
  Record mixed = record(trial);
  ScopeRecord gets = mixed.phases[0].scopes[0];
  gets.name = "get";
  gets.latency = {{9'000, 100}};
  mixed.phases[0].scopes.push_back(gets);
  const std::string text = csv(latency_tables({mixed}));
  EXPECT_NE(text.find("\nfill,fill,baseline,glibc,get,1000,9,9,n/a,"), std::string::npos) << text;
  EXPECT_NE(text.find("\nfill,fill,baseline,glibc,put,1000,7.4555,7.4555,n/a,"), std::string::npos)
      << text;
}

TEST(FiguresTable, InstructionsThatMoveBeyondTheirBoundSayFromWhereToWhere) {
  TestTrial trial;
  trial.mode = Mode::kInstructions;
  const Record first = record(trial);
  Record second = first;
  second.phases[0].figures["instructions"] = 5004 * trial.operations;
  EXPECT_EQ(instruction_tables({first, second})[0].rows[0].back().text, "5,002");
  second.phases[0].figures["instructions"] = 5010 * trial.operations;
  EXPECT_EQ(instruction_tables({first, second})[0].rows[0].back().text,
            "5,000..5,010, beyond its bound");
}

TEST(FiguresTable, TwoInputsAreNotMixed) {
  Record before = record(memory("glibc", 2'524'288));
  Record after = record(memory("glibc", 9'524'288));
  after.keys["in"] = "after";
  const auto tables = memory_tables({before, after});
  ASSERT_EQ(tables[0].rows.size(), 2u);
  EXPECT_EQ(tables[0].columns[0].name, "in");
  EXPECT_EQ(tables[0].rows[0][0].text, "after");
  EXPECT_EQ(tables[0].rows[1][0].text, "run");
}

TEST(FiguresTable, IsNotThereWithoutRecordsOfItsMode) {
  EXPECT_TRUE(memory_tables({record({})}).empty());
  EXPECT_TRUE(latency_tables({record({})}).empty());
}

}  // namespace
}  // namespace heapdyno

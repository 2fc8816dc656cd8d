#include "harness/attribute/time_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <sstream>

#include "engine/base/random.h"
#include "harness/attribute/design.h"
#include "harness/base/error.h"
#include "harness/testing/test_records.h"
#include "harness/testing/test_sets.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

using Time = std::function<double(Set set, const std::string& alloc)>;

constexpr int kSwitchCount = 6;

// Each of the 16 runs twice a round under each allocator; `time` with noise of up to 1 %, and
// rounds that are up to twice as slow as others.
std::vector<Record> timed(int rounds, const Time& time) {
  engine::Random random(5);
  const auto noise = [&] { return 1 + static_cast<double>(random.below(1000)) / 100'000; };
  const Design design = Design::of_16_runs(kSwitchCount);
  TestTrial trial;
  trial.mode = Mode::kTime;
  const Record any = record(trial);
  std::vector<Record> records;
  for (int round = 0; round < rounds; ++round) {
    const double slow = 1 + static_cast<double>(random.below(1000)) / 1000;
    for (int place = 0; place < 2; ++place) {
      for (const char* alloc : {"glibc", "jemalloc"}) {
        for (const Set set : design.runs()) {
          Record& run = records.emplace_back(record_of_set(set, kSwitchCount, any));
          run.keys["alloc"] = alloc;
          run.block = round;
          run.place = place;
          run.phases[0].figures["wall_ns"] =
              static_cast<uint64_t>(1e6 * time(set, alloc) * slow * noise());
        }
      }
    }
  }
  return records;
}

// a saves a tenth, b under jemalloc alone a twentieth, and a and c take 4 % more where both or
// neither are on.
double planted(Set set, const std::string& alloc) {
  double time = 1;
  if (contains(set, 0)) time *= 0.9;
  if (contains(set, 1) && alloc == "jemalloc") time *= 0.95;
  if (contains(set, 0) == contains(set, 2)) time *= 1.04;
  return time;
}

const TableCell& cell(const Table& table, const std::string& row, size_t column) {
  const size_t place = table.columns[0].name == "scenario" ? 2 : 0;
  for (const auto& cells : table.rows) {
    if (cells[place].text == row) return cells[column];
  }
  throw std::runtime_error("no row " + row);
}

double figure_of(const TableCell& cell, const std::string& name) {
  for (const auto& [key, value] : cell.figures) {
    if (key == name) return value;
  }
  throw std::runtime_error("no figure " + name);
}

TEST(TimeTables, PlantedEffectsAreFoundAndNoOthers) {
  const std::vector<Table> tables = time_tables(timed(12, planted), {"", {"ns/op"}, {}});
  ASSERT_EQ(tables.size(), 3);
  const Table& effects = tables[0];
  EXPECT_EQ(effects.title,
            "What each of them does to ns/op (timed: [95 % interval], ~ not detected)");
  EXPECT_NEAR(figure_of(cell(effects, "a", 4), "percent"), -10, 0.3);
  EXPECT_NEAR(figure_of(cell(effects, "b", 4), "percent"), -2.5, 0.3);
  EXPECT_NEAR(figure_of(cell(effects, "b", 6), "percent"), -5, 0.3);
  EXPECT_NEAR(figure_of(cell(effects, "a x c", 5), "percent"), 4, 0.3);
  EXPECT_THAT(cell(effects, "a", 4).text, ContainsRegex("^-(9.9|10.0|10.1) % .-"));
  EXPECT_THAT(cell(effects, "b", 5).text, HasSubstr("~ "));
  for (const auto& row : effects.rows) {
    const std::string& name = row[2].text;
    const bool real = name == "a" || name == "a x c" || name == "b";
    EXPECT_EQ(figure_of(row[4], "detected"), real ? 1 : 0) << name << " " << row[4].text;
  }
}

TEST(TimeTables, AllocatorsAreSetAgainstTheFirst) {
  std::vector<Record> records = timed(12, planted);
  std::reverse(records.begin(), records.end());  // glibc is the first wherever it stands
  const Table differences = time_tables(records, {"", {"ns/op"}, {}})[1];
  EXPECT_EQ(differences.columns[4].name, "jemalloc against glibc");
  EXPECT_NEAR(figure_of(cell(differences, "b", 4), "percent"), -5, 0.3);
  EXPECT_EQ(figure_of(cell(differences, "b", 4), "detected"), 1);
  EXPECT_EQ(figure_of(cell(differences, "a", 4), "detected"), 0);
  const Table reversed = time_tables(records, {"", {"ns/op"}, {"jemalloc", "glibc"}})[1];
  EXPECT_EQ(reversed.columns[4].name, "glibc against jemalloc");
  EXPECT_NEAR(figure_of(cell(reversed, "b", 4), "percent"), 5.26, 0.3);
  EXPECT_EQ(time_tables(records, {"", {"ns/op"}, {"jemalloc"}}).size(), 2);
}

TEST(TimeTables, WhatCannotBeToldApartIsSaid) {
  const std::vector<Table> tables = time_tables(timed(6, planted), {"", {"ns/op"}, {}});
  const Table& aliases = tables.back();
  EXPECT_EQ(cell(aliases, "a x b", 1).text, "e x f");
  EXPECT_THAT(cell(aliases, "a", 1).text, HasSubstr("b x e x f"));
  // Six toggles, and seven chains of fifteen pairs.
  EXPECT_EQ(tables[0].rows.size(), 6 + 7);
}

TEST(TimeTables, FewRoundsHaveNoIntervalAndDetectNothing) {
  const Table effects = time_tables(timed(3, planted), {"", {"ns/op"}, {}})[0];
  EXPECT_THAT(cell(effects, "a", 4).text,
              ContainsRegex("^~ -[0-9.]+ %, 3 rounds; an interval needs 6$"));
}

TEST(TimeTables, AnEffectThatIsAloneNeedsRoundsByTheNumberOfItsTable) {
  // 13 effects in three columns: 2 * 39 / 2^11 is below 5 %, 2 * 39 / 2^10 is not.
  const auto note = [](int rounds) {
    const std::vector<std::string> notes =
        time_tables(timed(rounds, planted), {"", {"ns/op"}, {}})[0].notes;
    return testing::PrintToString(notes);
  };
  EXPECT_THAT(note(11), Not(HasSubstr("cannot be detected")));
  EXPECT_THAT(note(10),
              HasSubstr("in 10 rounds an effect that is alone among 39 cannot be detected, "
                        "in 11 it can"));
}

TEST(TimeTables, DetectionIsHeldToAllOfTheTable) {
  const auto alone = [](Set set, const std::string& alloc) {
    return contains(set, 1) && alloc == "jemalloc" ? 0.95 : 1;
  };
  // By itself its interval excludes 0 in 6 rounds; among 39 effects that is not enough.
  const Table few = time_tables(timed(6, alone), {"", {"ns/op"}, {}})[0];
  EXPECT_LT(figure_of(cell(few, "b", 6), "high"), 0);
  EXPECT_EQ(figure_of(cell(few, "b", 6), "detected"), 0);
  const Table more = time_tables(timed(12, alone), {"", {"ns/op"}, {}})[0];
  EXPECT_EQ(figure_of(cell(more, "b", 6), "detected"), 1);
}

TEST(TimeTables, ARoundThatIsNotWholeIsLeftOut) {
  std::vector<Record> records = timed(7, planted);
  std::erase_if(records, [](const Record& r) { return r.block == 6 && r.policy.at("d") == "on"; });
  EXPECT_EQ(time_tables(records, {"", {"ns/op"}, {}})[0].rows[0][3].text, "6");
}

TEST(TimeTables, RunsThatAreMissingAreNamed) {
  std::vector<Record> records = timed(6, planted);
  std::erase_if(records, [](const Record& r) {
    return r.keys.at("alloc") == "jemalloc" && r.policy.at("a") == "off" &&
           r.policy.at("b") == "on" && r.policy.at("c") == "on" && r.policy.at("d") == "off";
  });
  try {
    time_tables(records, {"", {"ns/op"}, {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
    EXPECT_THAT(error.what(), HasSubstr("fill under jemalloc: 1 of 16 sets"));
    EXPECT_THAT(error.what(), HasSubstr("--rounds 12 --metric ns/op"));
  }
  // The other allocator is whole.
  EXPECT_EQ(time_tables(records, {"", {"ns/op"}, {"glibc"}}).size(), 2);
}

TEST(TimeTables, TwoMachinesAreNotCompared) {
  std::vector<Record> records = timed(6, planted);
  records.back().keys["host"] = "another";
  EXPECT_THROW(time_tables(records, {"", {"ns/op"}, {}}), Error);
}

}  // namespace
}  // namespace heapdyno

#include "harness/report/make_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/base/error.h"
#include "harness/testing/test_records.h"
#include "harness/testing/test_sets.h"

namespace heapdyno {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ReportData report_of(const std::vector<TestTrial>& trials) {
  Gathered gathered;
  for (const TestTrial& trial : trials) gathered.add(record(trial));
  return make_report(gathered, {"run.jsonl"}, std::nullopt);
}

std::vector<std::string> ids_of(const ReportData& report) {
  std::vector<std::string> ids;
  for (const ReportSection& section : report.sections) ids.push_back(section.id);
  return ids;
}

// Rounds of two allocators, of which the second takes so many per cent more.
std::vector<TestTrial> rounds(int count, uint64_t percent) {
  std::vector<TestTrial> trials;
  for (int block = 0; block < count; ++block) {
    const uint64_t wall_ns = 100'000 + 100 * static_cast<uint64_t>(block);
    trials.push_back({.mode = Mode::kTime, .block = block, .wall_ns = wall_ns});
    trials.push_back({.alloc = "jemalloc",
                      .mode = Mode::kTime,
                      .block = block,
                      .place = 1,
                      .wall_ns = wall_ns * (100 + percent) / 100});
  }
  return trials;
}

TEST(Report, counts_of_two_variants_ask_what_the_optimizations_save) {
  const ReportData report = report_of({{}, {.variant = "all", .news = 80, .background = 0}});
  EXPECT_EQ(report.question, "What do the optimizations save?");
  EXPECT_EQ(report.answer.front().text,
            "Allocations for each operation against the baseline: all optimizations 75 % fewer.");
  EXPECT_EQ(report.sections.front().chart, "left");
  EXPECT_THAT(ids_of(report), Contains("allocations"));
}

TEST(Report, rounds_of_two_allocators_ask_which_one) {
  const ReportData report = report_of(rounds(8, 20));
  EXPECT_EQ(report.question, "Which allocator: glibc, jemalloc?");
  EXPECT_THAT(report.answer.front().text, HasSubstr("jemalloc 20 % more (+"));
  EXPECT_THAT(report.answer.front().text, HasSubstr("1 regression"));
  const Table& table = report.sections.front().table;
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(report.sections.front().chart, "intervals");
}

TEST(Report, one_configuration_has_its_figures_as_the_answer) {
  const ReportData report = report_of({{}});
  EXPECT_EQ(report.question, "What does fill cost on baseline?");
  EXPECT_EQ(report.sections.front().chart, "dots");
  EXPECT_THAT(ids_of(report), ElementsAre("allocations", "sizes"));
}

TEST(Report, what_was_not_measured_is_said_with_its_command) {
  const ReportData report = report_of({{}});
  std::vector<std::string> headings;
  for (const NotMeasured& missing : report.missing) headings.push_back(missing.heading);
  EXPECT_THAT(headings, Contains("Memory over operations"));
  EXPECT_THAT(headings, Not(Contains("Allocations for each operation")));
}

TEST(Report, warns_of_failed_trials_few_rounds_and_a_missing_control) {
  std::vector<TestTrial> trials = rounds(3, 0);
  trials.push_back({.mode = Mode::kTime, .block = 3, .state = TrialEnd::State::kCrashed});
  const ReportData report = report_of(trials);
  EXPECT_THAT(report.warnings, Contains(HasSubstr("1 of 7 trials did not succeed")));
  EXPECT_THAT(report.warnings, Contains(HasSubstr("an interval needs 6")));
  EXPECT_THAT(report.warnings, Contains(HasSubstr("There is no A/A control of ns/op")));
}

// What stands behind the ratios of the heat map of times.
std::set<std::string> words_of_ratios(const ReportData& report) {
  std::set<std::string> words;
  for (const ReportSection& section : report.sections) {
    if (section.id != "time") continue;
    for (const std::vector<TableCell>& row : section.table.rows) {
      for (const auto& [name, word] : row.back().words) words.insert(name + " " + word);
    }
  }
  return words;
}

TEST(Report, ratios_of_too_few_rounds_are_marked_for_the_map) {
  const ReportData few = report_of(rounds(4, 20));
  EXPECT_THAT(words_of_ratios(few), ElementsAre("rounds too few"));
  EXPECT_THAT(words_of_ratios(report_of(rounds(6, 20))), IsEmpty());
}

// Baseline and the others on this many toggles, of which each saves what the one before does not.
ReportData report_of_sets(int toggles) {
  Gathered gathered;
  for (Set set = 0; set <= all_of(toggles); ++set) {
    TestTrial trial;
    trial.variant = set == 0 ? "baseline" : "set-" + std::to_string(set);
    trial.news -= 100 * static_cast<uint64_t>(size_of(set));
    gathered.add(record_of_set(set, toggles, record(trial)));
  }
  return make_report(gathered, {"run.jsonl"}, std::nullopt);
}

TEST(Report, one_toggle_is_compared_with_the_baseline) {
  const ReportData report = report_of_sets(1);
  EXPECT_EQ(report.question, "What does set-1 change against the baseline?");
  EXPECT_THAT(ids_of(report), Not(AnyOf(Contains("shares"), Contains("interactions"))));
  EXPECT_THAT(report.command, HasSubstr("heapdyno run --scenario fill --alloc glibc --variant "
                                        "baseline,set-1 "));
}

TEST(Report, two_toggles_are_attributed_by_a_command_that_names_them) {
  const ReportData report = report_of_sets(2);
  EXPECT_EQ(report.question,
            "What is each optimization worth, and what do they take from each other?");
  EXPECT_THAT(ids_of(report), AllOf(Contains("effects"), Not(Contains("interactions"))))
      << "these save apart what they save together";
  EXPECT_THAT(report.command, HasSubstr("heapdyno attribute --toggles a,b --scenario fill "));
}

TEST(Report, a_section_without_a_row_is_left_out) {
  for (int toggles = 1; toggles <= 3; ++toggles) {
    for (const ReportSection& section : report_of_sets(toggles).sections)
      EXPECT_FALSE(section.table.rows.empty()) << section.id;
  }
}

TEST(Report, two_builds_of_one_cell_are_not_compared) {
  std::vector<TestTrial> trials = rounds(6, 20);
  trials.back().build_id = "ef";
  const ReportData report = report_of(trials);
  EXPECT_THAT(report.warnings, Contains(HasSubstr("is left out where it cannot be compared")));
  EXPECT_THAT(ids_of(report), Not(Contains("intervals")));
}

TEST(Report, memory_over_operations_stands_beside_what_is_alive) {
  const ReportData report =
      report_of({{.mode = Mode::kLive, .samples = {{10, 0, 500}, {20, 1, 1000}}},
                 {.mode = Mode::kMemory, .samples = {{10, 0, 1 << 20}, {20, 1, 1 << 21}}}});
  EXPECT_THAT(ids_of(report), Contains("memory"));
}

TEST(Report, blocks_that_were_followed_have_their_lifetimes_and_advice) {
  const ReportData report =
      report_of({{.mode = Mode::kLive, .sizes = {1, 1100, 1, 300}, .deaths = {96, 1000}}});
  EXPECT_THAT(ids_of(report), AllOf(Contains("lifetimes"), Contains("advice")));
  EXPECT_THAT(ids_of(report_of({{}})), Not(AnyOf(Contains("lifetimes"), Contains("advice"))));
}

TEST(Report, instructions_have_a_map_of_their_own) {
  const ReportData report = report_of({{.mode = Mode::kInstructions}});
  EXPECT_EQ(report.sections.front().id, "instructions");
  EXPECT_EQ(report.question, "What does fill cost on baseline under glibc?");
}

TEST(Report, a_profile_is_asked_where_the_store_allocates) {
  const CallStacks stacks = {
      {{"measure_put", "engine::DbImpl::put"}, {100, 1600, 3}},
      {{"measure_put", "engine::DbImpl::put", "engine::Wal::append"}, {300, 4800, 0}}};
  const ReportData report = report_of({{.mode = Mode::kProfile, .stacks = stacks}});
  EXPECT_EQ(report.question, "Where does the store allocate?");
  EXPECT_THAT(ids_of(report), ElementsAre("sites", "flame"));
  EXPECT_THAT(report.answer.front().items,
              ElementsAre("fill fill, baseline: Wal::append makes 75.0 % of 400 allocations"));
  const Table& flame = report.sections.back().table;
  ASSERT_EQ(flame.rows.size(), 4u);  // fill, put, DbImpl::put, Wal::append
}

TEST(Report, provenance_names_machine_versions_and_commit) {
  const ReportData report = report_of({{}});
  std::vector<std::string> values;
  for (const std::vector<TableCell>& row : report.provenance.rows) values.push_back(row[1].text);
  EXPECT_THAT(values, Contains(HasSubstr("AMD EPYC")));
  EXPECT_THAT(values, Contains(HasSubstr("c0ffee")));
  EXPECT_EQ(report.command,
            "heapdyno run --scenario fill --alloc glibc --variant baseline --rounds 0 --out "
            "FILE.jsonl");
}

TEST(Report, records_without_a_trial_that_succeeded_are_refused) {
  EXPECT_THROW(report_of({{.state = TrialEnd::State::kCrashed}}), Error);
}

}  // namespace
}  // namespace heapdyno

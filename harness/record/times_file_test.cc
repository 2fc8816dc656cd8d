#include "harness/record/times_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"
#include "harness/figures/metrics.h"
#include "harness/record/google_benchmark.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string written(const std::vector<Record>& records) {
  std::ostringstream out;
  write_times(out, records);
  return out.str();
}

std::vector<Record> read_times(const std::string& text) {
  return parse_times_file(text, "times.jsonl");
}

// What reading a file of these lines is refused with.
std::string times_refusal(const std::string& lines) {
  try {
    read_times(lines);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

Record timed(TestTrial trial) {
  trial.mode = Mode::kTime;
  Record timed = record(trial);
  timed.keys.erase("in");  // the name of the file that it was read from
  return timed;
}

TEST(TimesFile, GivesBackTheKeysAndFiguresOfATrial) {
  const Record was = timed({.variant = "all", .block = 3, .place = 1, .wall_ns = 777});
  const std::vector<Record> read_back = read_times(written({was}));
  ASSERT_EQ(read_back.size(), 1u);
  const Record& is = read_back[0];
  EXPECT_EQ(is.keys, was.keys);
  EXPECT_EQ(is.policy, was.policy);
  EXPECT_EQ(is.trial_id, was.trial_id);
  EXPECT_EQ(is.time, was.time);
  EXPECT_EQ(is.plan_digest, was.plan_digest);
  EXPECT_EQ(is.scenario_digest, was.scenario_digest);
  EXPECT_EQ(is.allocator_version, was.allocator_version);
  EXPECT_EQ(is.allocation_pair_ns, was.allocation_pair_ns);
  ASSERT_EQ(is.phases.size(), was.phases.size());
  for (const char* const figure : {"wall_ns", "cpu_ns", "rss_anon"})
    EXPECT_EQ(is.phases[0].figures.at(figure), was.phases[0].figures.at(figure)) << figure;
  EXPECT_EQ(is.phases[0].operations(), was.phases[0].operations());
  EXPECT_EQ(is.phases[0].operation_digest, was.phases[0].operation_digest);
  EXPECT_EQ(is.phases[0].answer_digest, was.phases[0].answer_digest);
}

// What a times file keeps of a record, as text.
std::string kept_of(const Record& record) {
  std::ostringstream text;
  for (const auto& [key, value] : record.keys) text << key << ":" << value << " ";
  text << record.plan_digest << " " << record.scenario_digest << " " << record.time << " "
       << record.block << "." << record.place << " " << record.trial_id << "\n";
  for (const PhaseRecord& phase : record.phases) {
    text << phase.name << " " << phase.not_applicable << " " << phase.per_operation << " "
         << phase.operation_digest << " " << phase.answer_digest;
    for (const Metric& metric : metrics()) {
      const std::optional<double> value = metric.of(phase);
      if (value && (metric.key == "wall_ns" || metric.key == "cpu_ns" || metric.key == "rss_anon"))
        text << " " << metric.name << " " << *value;
    }
    text << "\n";
  }
  return text.str();
}

TEST(TimesFile, GivesBackWhatItKeepsOfOurRecordsAndOfGoogleBenchmarks) {
  std::vector<Record> records = {timed({}), timed({.store = "null"}),
                                 timed({.before_not_applicable = "no tables", .layout = 2}),
                                 timed({.not_applicable = "no tables", .store = "lmdb"})};
  const std::string google =
      R"({"context": {"date": "2026-11-22T09:30:00+00:00", "host_name": "ada", "num_cpus": 8},
          "benchmarks": [
            {"name": "x", "iterations": 1000, "real_time": 1.5, "cpu_time": 1.25,
             "repetition_index": 0},
            {"name": "x", "iterations": 1000, "real_time": 1.75, "cpu_time": 1.5,
             "repetition_index": 1},
            {"name": "y", "skipped": true, "skip_message": "not here"}]})";
  for (Record& record : parse_google_benchmark(google, "b.json").records)
    records.push_back(std::move(record));
  const std::vector<Record> read_back = read_times(written(records));
  ASSERT_EQ(read_back.size(), records.size());
  for (size_t i = 0; i < records.size(); ++i) EXPECT_EQ(kept_of(read_back[i]), kept_of(records[i]));
  EXPECT_EQ(written(read_back), written(records));
}

TEST(TimesFile, SaysOnceWhatTrialsShare) {
  const std::vector<Record> records = {timed({}), timed({.variant = "all"}), timed({.block = 1}),
                                       timed({.variant = "all", .block = 1})};
  const std::string text = written(records);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6);
  EXPECT_EQ(text.find("heapdyno.times/1"), 11u);
  const std::vector<Record> read_back = read_times(text);
  EXPECT_EQ(read_back[1].keys, records[2].keys);
  EXPECT_EQ(read_back[1].block, 1);
  EXPECT_EQ(read_back[3].keys, records[3].keys);
  EXPECT_EQ(written(read_back), text) << "of a file it is the same";
}

TEST(TimesFile, APhaseThatAStoreDidNotRunSaysWhy) {
  const Record was = timed({.not_applicable = "no backward scans"});
  const Record is = read_times(written({was})).at(0);
  EXPECT_EQ(is.phases.at(0).not_applicable, "no backward scans");
}

TEST(TimesFile, HasTimedTrialsThatSucceededAlone) {
  Record failed = timed({});
  failed.state = "crashed";
  EXPECT_EQ(written({timed({}), record({}), failed}), written({timed({})}));
  EXPECT_THROW(written({record({}), failed}), Error);
}

TEST(TimesFile, RecordsAreNone) {
  EXPECT_FALSE(is_times_file(R"({"schema": "heapdyno.record/1"})"));
  EXPECT_FALSE(is_times_file(""));
  EXPECT_TRUE(is_times_file(written({timed({})})));
}

TEST(TimesFile, ABadLineIsNamed) {
  const std::string good = written({timed({})});
  const std::string shared = good.substr(0, good.find('\n') + 1);
  EXPECT_THAT(times_refusal(good + "[1, 2]\n"),
              HasSubstr("times.jsonl:3: not a line of timed trials"));
  EXPECT_THAT(times_refusal(shared + R"(["", 0, 1, null, 1, 1])"), HasSubstr("times.jsonl:2: "));
  EXPECT_THAT(times_refusal(shared + R"(["", 0, 1, null, 1, 1, 1, 1])"),
              HasSubstr("expected 7 values"));
  EXPECT_THAT(times_refusal(shared + R"(["", 0, 1, null, -1, 1, 1])"),
              AllOf(HasSubstr("times.jsonl:2: "), HasSubstr("value 5 is not a whole number")));
  EXPECT_THAT(
      times_refusal(R"({"schema": "heapdyno.times/1", "keys": {"mode": "time", "store": "x"}})"),
      HasSubstr("times.jsonl:1: not a line of timed trials: there is no \"scenario\" in its "
                "keys"));
  EXPECT_THAT(times_refusal(R"({"schema": "heapdyno.times/1"})"),
              HasSubstr("key 'keys' not found"));
  EXPECT_THAT(times_refusal("{"), HasSubstr("times.jsonl:1: "));
  EXPECT_THAT(times_refusal(R"({"schema": "x"})"),
              HasSubstr("expected the schema heapdyno.times/1"));
  EXPECT_THAT(times_refusal(good.substr(good.find('\n') + 1)),
              HasSubstr("stands before what it shares"));
}

}  // namespace
}  // namespace heapdyno

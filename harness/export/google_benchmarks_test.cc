#include "harness/export/google_benchmarks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/figures/noisy.h"
#include "harness/record/google_benchmark.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

TestTrial timed(const char* variant, int block, uint64_t wall_ns) {
  TestTrial trial;
  trial.variant = variant;
  trial.mode = Mode::kTime;
  trial.block = block;
  trial.place = 2;
  trial.wall_ns = wall_ns;
  return trial;
}

TEST(GoogleBenchmarks, ATrialIsARunWithWhatWasCountedOfItsCell) {
  TestTrial followed;
  followed.mode = Mode::kLive;
  const std::string text = google_benchmarks(
      {record(timed("baseline", 5, 123'450)), record({.news = 301}), record(followed)});
  const nlohmann::json file = nlohmann::json::parse(text);
  EXPECT_EQ(file["context"], nlohmann::json::parse(R"({"date": "2026-11-22",
      "host_name": "AMD EPYC, 2 cores, Linux 6.1.0", "executable": "heapdyno", "num_cpus": 2,
      "library_build_type": "release", "compiler": "gcc 12.2.0"})"));
  ASSERT_EQ(file["benchmarks"].size(), 1u);
  EXPECT_EQ(file["benchmarks"][0], nlohmann::json::parse(R"({"name": "fill/fill", "family_index": 0,
      "per_family_instance_index": 0, "run_name": "fill/fill", "run_type": "iteration",
      "repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 100,
      "real_time": 1234.5, "cpu_time": 1234.5, "time_unit": "ns", "p50": 7455.5, "rss_anon": 1048576.0,
      "minor_faults": 7.0, "allocs_per_iter": 3.21, "max_bytes_used": 2000.0, "block": 5,
      "place": 2})"));
}

TEST(GoogleBenchmarks, NamesSayWhatVariesAndRepetitionsAreNumbered) {
  const nlohmann::json runs = nlohmann::json::parse(
      google_benchmarks({record(timed("baseline", 0, 1)), record(timed("all", 0, 2)),
                         record(timed("all", 1, 3))}))["benchmarks"];
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_EQ(runs[0]["name"], "fill/fill/variant:all");
  EXPECT_EQ(runs[1]["name"], "fill/fill/variant:all");
  EXPECT_EQ(runs[1]["repetition_index"], 1);
  EXPECT_EQ(runs[1]["repetitions"], 2);
  EXPECT_EQ(runs[2]["name"], "fill/fill/variant:baseline");
  EXPECT_EQ(runs[2]["family_index"], 1);
}

std::string refusal(const std::vector<Record>& records) {
  try {
    google_benchmarks(records);
    return "exported";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    return error.what();
  }
}

TEST(GoogleBenchmarks, CountsAloneAndTimesOfTwoMachinesAreRefused) {
  EXPECT_THAT(refusal({record({})}), HasSubstr("no time was measured in these records"));
  Record elsewhere = record(timed("all", 0, 1));
  elsewhere.keys["host"] = "Intel";
  EXPECT_THAT(refusal({record(timed("all", 0, 1)), elsewhere}),
              HasSubstr("--filter 'host:{AMD EPYC, 2 cores, Linux 6.1.0}'"));
}

// The records of one variant with times that differ from block to block.
std::vector<Record> campaign(const char* variant, double ratio) {
  std::vector<Record> records = {record({.variant = variant, .news = ratio < 1 ? 80u : 300u})};
  for (int block = 0; block < 8; ++block) {
    for (const int run : {0, 1}) {
      const double noise = 1 + 0.01 * ((block * 5) % 8) + 0.03 * run;
      records.push_back(record(timed(variant, block, static_cast<uint64_t>(1e9 * ratio * noise))));
    }
  }
  return records;
}

std::vector<Sample> with(const std::vector<Sample>& samples, const char* key, const char* value) {
  return select(samples, Selection::parse(std::string(key) + ":" + value));
}

TEST(GoogleBenchmarks, ThereAndBackTheRatioIsTheSame) {
  std::vector<Record> ours = campaign("baseline", 1);
  std::vector<Record> theirs;
  for (const char* variant : {"baseline", "all"}) {
    const std::vector<Record> one = campaign(variant, variant == std::string("all") ? 0.9 : 1);
    if (variant == std::string("all")) ours.insert(ours.end(), one.begin(), one.end());
    const std::string path = variant;
    for (Record& record : parse_google_benchmark(google_benchmarks(one), path).records) {
      record.keys["in"] = variant;
      theirs.push_back(std::move(record));
    }
  }
  const std::vector<Sample> before = samples_of(ours);
  const std::vector<Sample> after = samples_of(theirs);
  const Metric& ns = find_metric("ns/op");
  const auto expected =
      noisy_result(with(before, "variant", "baseline"), with(before, "variant", "all"), ns);
  const auto result = noisy_result(with(after, "in", "baseline"), with(after, "in", "all"), ns);
  ASSERT_TRUE(expected && result);
  EXPECT_EQ(result->blocks(), 8);
  EXPECT_NEAR(result->ratio.estimate, expected->ratio.estimate, 1e-9);
  EXPECT_NEAR(result->ratio.interval->low, expected->ratio.interval->low, 1e-9);
  EXPECT_NEAR(result->ratio.interval->high, expected->ratio.interval->high, 1e-9);
  const Metric& allocs = find_metric("allocs/op");
  EXPECT_EQ(exact_value(with(after, "in", "all"), allocs)->low, 1);
  EXPECT_EQ(exact_value(with(after, "in", "baseline"), allocs)->low, 3.2);
  EXPECT_EQ(after[0].keys->at("scenario"), "fill/fill");
}

}  // namespace
}  // namespace heapdyno

#include "harness/record/google_benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/figures/metrics.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string file_of(const std::string& runs, const std::string& context = "") {
  return R"({"context": {"date": "2026-11-22T09:30:00+00:00", "host_name": "ada", "num_cpus": 8)" +
         context + R"(}, "benchmarks": [)" + runs + "]}";
}

std::vector<Record> read(const std::string& runs) {
  return parse_google_benchmark(file_of(runs), "b.json").records;
}

double value(const Record& record, const char* metric) {
  return find_metric(metric).of(record.phases.at(0)).value_or(-1);
}

std::string refusal(const std::string& text) {
  try {
    parse_google_benchmark(text, "b.json");
    return "accepted";
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(GoogleBenchmark, ARunIsATimedRecordOfOneIteration) {
  const std::vector<Record> records = read(
      R"({"name": "BM_put/8", "run_type": "iteration", "repetitions": 3, "repetition_index": 2,
          "iterations": 1000, "real_time": 1.5, "cpu_time": 1.25, "time_unit": "us"})");
  ASSERT_EQ(records.size(), 1u);
  const CellKeys expected = {
      {"mode", "time"}, {"scenario", "BM_put/8"}, {"store", "google-benchmark"},
      {"host", "ada"},  {"cores", "8"},           {"date", "2026-11-22"}};
  EXPECT_EQ(records[0].keys, expected);
  EXPECT_TRUE(records[0].ok());
  EXPECT_EQ(records[0].block, 2);
  EXPECT_EQ(records[0].origin, "b.json: benchmark 'BM_put/8'");
  EXPECT_EQ(records[0].phases[0].name, "benchmark");
  EXPECT_EQ(value(records[0], "ns/op"), 1500);
  EXPECT_EQ(value(records[0], "cpu-ns/op"), 1250);
  EXPECT_EQ(value(records[0], "operations"), -1);  // as many as it took
}

TEST(GoogleBenchmark, EachUnitOfTime) {
  for (const auto& [unit, ns] : std::vector<std::pair<std::string, double>>{
           {"ns", 1.5}, {"us", 1500}, {"ms", 1.5e6}, {"s", 1.5e9}}) {
    const auto records = read(R"({"name": "x", "iterations": 1000, "real_time": 1.5, "cpu_time": 1,
                                  "time_unit": ")" +
                              unit + "\"}");
    EXPECT_EQ(value(records[0], "ns/op"), ns) << unit;
  }
}

TEST(GoogleBenchmark, AggregatesAreLeftOutAlsoThoseOfOldVersions) {
  const auto run = [](const std::string& name, const std::string& type) {
    return R"({"name": ")" + name + R"(", "iterations": 10, "real_time": 1, "cpu_time": 1)" + type +
           "}";
  };
  const std::vector<Record> records =
      read(run("x", "") + "," + run("x_mean", "") + "," + run("x", "") + "," +
           run("x_mean", R"(, "run_type": "iteration")") + "," +
           run("x_cv", R"(, "run_type": "aggregate")"));
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].block, 0);
  EXPECT_EQ(records[1].block, 1);  // in order, where repetitions are not numbered
  EXPECT_EQ(records[2].keys.at("scenario"), "x_mean");
}

TEST(GoogleBenchmark, WhatItsMemoryManagerCountedIsExact) {
  const std::vector<Record> records = read(
      R"({"name": "x", "iterations": 1003, "real_time": 10, "cpu_time": 10,
          "allocs_per_iter": 3.0625, "max_bytes_used": 4096, "total_allocated_bytes": 1600,
          "net_heap_growth": 24})");
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[1].keys.at("mode"), "count");
  EXPECT_EQ(value(records[1], "allocs/op"), 3.0625);  // of sixteen iterations
  EXPECT_EQ(value(records[1], "bytes/op"), 100);
  EXPECT_EQ(value(records[1], "allocations"), -1);
  EXPECT_EQ(value(records[1], "bytes"), -1);
  EXPECT_EQ(records[2].keys.at("mode"), "live");
  EXPECT_EQ(value(records[2], "live-peak"), 4096);
  EXPECT_EQ(value(records[2], "live"), 24);
}

TEST(GoogleBenchmark, AllocationsOfFewIterationsAreExactToo) {
  const auto records = read(R"({"name": "x", "iterations": 3, "real_time": 1, "cpu_time": 1,
                                "allocs_per_iter": 0.33333333333333331})");
  EXPECT_DOUBLE_EQ(value(records[1], "allocs/op"), 1.0 / 3);
}

TEST(GoogleBenchmark, AnErrorIsAFailedRecordAndASkippedOneDoesNotApply) {
  const std::vector<Record> records = read(
      R"({"name": "x", "error_occurred": true, "error_message": "no disk"},
         {"name": "y", "skipped": true, "skip_message": "not here"})");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_FALSE(records[0].ok());
  EXPECT_EQ(records[0].reason, "no disk");
  EXPECT_EQ(records[1].phases.at(0).not_applicable, "not here");
}

TEST(GoogleBenchmark, WhatIsNotFiniteIsNoMatterWhereItIsNotUsed) {
  for (const char* word : {"NaN", "-NaN", "nan", "-nan", "Infinity", "-Infinity", "inf", "-inf"}) {
    const std::vector<Record> records = read(
        R"({"name": "NaN \" NaN, inf", "iterations": 1, "real_time": 1, "cpu_time": 1, "c": )" +
        std::string(word) + R"(}, {"name": "x_cv", "run_type": "aggregate", "c": )" + word + "}");
    ASSERT_EQ(records.size(), 1u) << word;
    EXPECT_EQ(records[0].keys.at("scenario"), "NaN \" NaN, inf");
    EXPECT_EQ(refusal(file_of(R"({"name": "x", "iterations": 1, "cpu_time": 1, "real_time": )" +
                              std::string(word) + "}")),
              "b.json: benchmark 'x': real_time is not finite");
  }
}

TEST(GoogleBenchmark, ACounterNamedBlockIsTheBlockInOurOwnExportAlone) {
  const std::string runs =
      R"({"name": "x", "iterations": 1, "real_time": 1, "cpu_time": 1, "repetition_index": 0,
          "block": 7},
         {"name": "x", "iterations": 1, "real_time": 1, "cpu_time": 1, "repetition_index": 1,
          "block": 7})";
  EXPECT_EQ(read(runs)[1].block, 1);
  const std::string ours = file_of(runs, R"(, "executable": "heapdyno")");
  EXPECT_EQ(parse_google_benchmark(ours, "b.json").records[1].block, 7);
}

TEST(GoogleBenchmark, ADebugBuildIsWarnedOf) {
  const std::string run = R"({"name": "x", "iterations": 1, "real_time": 1, "cpu_time": 1})";
  const auto warnings = [&](const char* type) {
    return parse_google_benchmark(
               file_of(run, std::string(R"(, "library_build_type": ")") + type + "\""), "b.json")
        .warnings;
  };
  EXPECT_THAT(warnings("release"), IsEmpty());
  EXPECT_THAT(warnings("debug"), ElementsAre(HasSubstr("b.json: measured with a debug build")));
}

TEST(GoogleBenchmark, WhatIsWrongIsNamedWithFileAndBenchmark) {
  const auto with = [](const std::string& fields) {
    return refusal(file_of(R"({"name": "x", )" + fields + "}"));
  };
  EXPECT_EQ(with(R"("iterations": 1, "cpu_time": 1)"),
            "b.json: benchmark 'x': there is no real_time");
  EXPECT_EQ(with(R"("iterations": 1, "cpu_time": 1, "real_time": "fast")"),
            "b.json: benchmark 'x': real_time is no number");
  EXPECT_EQ(with(R"("iterations": 1, "cpu_time": 1, "real_time": -1)"),
            "b.json: benchmark 'x': real_time is negative");
  EXPECT_EQ(with(R"("iterations": 0, "cpu_time": 1, "real_time": 1)"),
            "b.json: benchmark 'x': iterations are 0");
  EXPECT_THAT(with(R"("iterations": 1, "cpu_time": 1, "real_time": 1e300)"),
              HasSubstr("too great"));
  EXPECT_THAT(with(R"("iterations": 1e12, "cpu_time": 1, "real_time": 1e10)"),
              HasSubstr("too great"));
  EXPECT_THAT(with(R"("iterations": 1, "cpu_time": 1, "real_time": 1, "time_unit": "mss")"),
              HasSubstr("unknown time unit 'mss': did you mean 'ms'?"));
  EXPECT_THAT(with(R"("error_occurred": "yes")"), HasSubstr("neither true nor false"));
  EXPECT_THAT(with(R"("iterations": 1, "cpu_time": 1, "real_time": 1, "allocs_per_iter": -2)"),
              HasSubstr("less than nothing"));
  EXPECT_EQ(refusal(file_of(R"({"name": "x", "skipped": true}, {"iterations": 1})")),
            "b.json: benchmark number 2: it has no name");
  EXPECT_EQ(refusal(file_of("3")), "b.json: benchmark number 1: an object was expected");
  EXPECT_THAT(refusal(file_of("")), HasSubstr("there is no run in it"));
  EXPECT_THAT(refusal(R"({"context": {}})"), HasSubstr("no list \"benchmarks\""));
  EXPECT_THAT(refusal(R"({"benchmarks": []})"), HasSubstr("no object \"context\""));
  EXPECT_THAT(refusal(R"({"context": {"num_cpus": "two"}, "benchmarks": []})"),
              HasSubstr("b.json: context: num_cpus is no number"));
  EXPECT_THAT(refusal(R"({"context": {)"), HasSubstr("b.json: not what Google Benchmark writes"));
}

TEST(GoogleBenchmark, IsToldFromOtherFilesByItsFirstField) {
  const std::string run = R"({"name": "x", "skipped": true})";
  EXPECT_TRUE(is_google_benchmark(file_of(run)));
  EXPECT_TRUE(is_google_benchmark("\n { \"benchmarks\" : [" + run + "], \"context\": {}}"));
  for (const char* other :
       {"", "{", "{\"context", "[]", "{}", "text", R"({"schema":"heapdyno.record/1"})"})
    EXPECT_FALSE(is_google_benchmark(other)) << other;
}

}  // namespace
}  // namespace heapdyno

#include "harness/export/go_benchmarks.h"

#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <sstream>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

TestTrial timed(const char* variant, int block) {
  TestTrial trial;
  trial.variant = variant;
  trial.mode = Mode::kTime;
  trial.block = block;
  trial.latency = {500, 2};
  return trial;
}

std::vector<Record> two_variants() {
  return {record({.variant = "baseline"}), record({.variant = "all", .news = 80}),
          record(timed("baseline", 0)),    record(timed("all", 0)),
          record(timed("all", 1)),         record(timed("baseline", 1))};
}

TEST(GoBenchmarks, EachTrialIsALineNamedByWhatVaries) {
  const std::string text =
      go_benchmarks({record({.scenario = "seek-10", .flushes = 0}), record(timed("all", 0))});
  EXPECT_EQ(text, R"(Unit B/op assume=exact
Unit allocations-calls assume=exact
Unit allocs/op assume=exact
Unit background-allocs/op assume=exact
Unit bytes assume=exact
Unit bytes-copied-bytes assume=exact
Unit flushes assume=exact
Unit frees/op assume=exact
Unit operations assume=exact
compiler: gcc 12.2.0
flags: -O2 -g1
libstdcxx: 20220819
cpu: AMD EPYC
cores: 2
kernel: 6.1.0
seed: 1
BenchmarkSeek-10/phase=fill/variant=baseline-2 100 320 allocations-calls 3.2 allocs/op 0.2 background-allocs/op 9760 bytes 97.6 B/op 3 frees/op 100 operations 0 flushes 1000 bytes-copied-bytes
BenchmarkFill/phase=fill/variant=all-2 100 1000 ns/op 1000 cpu-ns/op 1048576 rss-anon-bytes 7 minor-faults
)");
}

TEST(GoBenchmarks, WhatDoesNotVaryIsInNoName) {
  std::vector<Record> records = two_variants();
  std::erase_if(records, [](const Record& r) { return r.keys.at("variant") == "all"; });
  EXPECT_NE(go_benchmarks(records).find("\nBenchmarkFill/phase=fill-2 100 1000 ns/op"),
            std::string::npos);
}

TEST(GoBenchmarks, AnotherMachineOrCompilerIsAConfigurationOfItsOwn) {
  const std::string text =
      go_benchmarks({record(timed("all", 0)), record({.cpu = "Intel"}), record({.seed = 7})});
  EXPECT_NE(text.find("minor-faults\ncpu: Intel\nBenchmark"), std::string::npos) << text;
  EXPECT_NE(text.find("\ncpu: AMD EPYC\nseed: 7\nBenchmark"), std::string::npos) << text;
}

TEST(GoBenchmarks, OnlyWhatNeverMovesIsCalledExact) {
  const std::string text = go_benchmarks({record({.store = "rocksdb"}), record(timed("all", 0))});
  EXPECT_EQ(text.find("Unit allocs/op"), std::string::npos);
  EXPECT_EQ(text.find("Unit ns/op"), std::string::npos);
  EXPECT_NE(text.find("Unit operations assume=exact"), std::string::npos);
}

TEST(GoBenchmarks, ANameIsOneWord) {
  const std::string text = go_benchmarks({record({.scenario = "a{text=x y}"})});
  EXPECT_NE(text.find("\nBenchmarkA{text=x_y}/phase=fill-2 "), std::string::npos) << text;
}

std::vector<std::string> fields(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> fields;
  for (std::string field; in >> field;) fields.push_back(field);
  return fields;
}

bool is_number(const std::string& text) {
  char* end = nullptr;
  std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0';
}

// "A benchmark result line has the general form <name> <iterations> <value> <unit> [<value> <unit>...]
// ... the name must begin with Benchmark followed by an upper case character".
void expect_result_line(const std::string& line) {
  const std::vector<std::string> parts = fields(line);
  ASSERT_GE(parts.size(), 4u) << line;
  EXPECT_EQ(parts.size() % 2, 0u) << line;
  EXPECT_NE(std::isupper(static_cast<unsigned char>(parts[0][std::string("Benchmark").size()])), 0);
  EXPECT_GT(std::atoll(parts[1].c_str()), 0) << line;
  for (size_t i = 2; i < parts.size(); i += 2) {
    EXPECT_TRUE(is_number(parts[i])) << line;
    EXPECT_FALSE(is_number(parts[i + 1])) << line;
  }
}

// "key begins with a lower case character and contains no space characters nor upper case characters",
// then ": value".
void expect_configuration_line(const std::string& line) {
  const size_t colon = line.find(": ");
  ASSERT_NE(colon, std::string::npos) << line;
  EXPECT_NE(std::islower(static_cast<unsigned char>(line[0])), 0) << line;
  for (const char c : line.substr(0, colon)) {
    EXPECT_EQ(std::isspace(static_cast<unsigned char>(c)), 0) << line;
    EXPECT_EQ(std::isupper(static_cast<unsigned char>(c)), 0) << line;
  }
}

void expect_unit_line(const std::string& line) {
  const std::vector<std::string> parts = fields(line);
  ASSERT_EQ(parts.size(), 3u) << line;
  EXPECT_EQ(parts[2], "assume=exact");
}

TEST(GoBenchmarks, EveryLineIsOneOfTheFormats) {
  std::istringstream lines(go_benchmarks(two_variants()));
  int results = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Benchmark")) {
      expect_result_line(line);
      ++results;
    } else if (line.starts_with("Unit ")) {
      expect_unit_line(line);
    } else {
      expect_configuration_line(line);
    }
  }
  EXPECT_EQ(results, 6);
}

}  // namespace
}  // namespace heapdyno

// Google Benchmark's own compare.py reads what is exported for it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/child.h"
#include "harness/base/folder.h"
#include "harness/export/google_benchmarks.h"
#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;

// As Debian's libbenchmark-tools has it, for Debian's Python with its SciPy.
constexpr const char* kCompare = "/usr/share/benchmark/compare.py";

ChildEnd python(std::vector<std::string> arguments) {
  ChildOptions options;
  options.program = "/usr/bin/python3";
  options.arguments = std::move(arguments);
  options.environment = clean_environment();
  return run_child(options);
}

bool is_installed() {
  return std::filesystem::exists(kCompare) && python({"-c", "import scipy"}).succeeded();
}

std::string exported(const char* variant, uint64_t wall_ns) {
  std::vector<Record> records;
  for (int block = 0; block < 10; ++block) {
    TestTrial trial;
    trial.variant = variant;
    trial.mode = Mode::kTime;
    trial.block = block;
    trial.wall_ns = wall_ns + static_cast<uint64_t>(block);
    records.push_back(record(trial));
  }
  return google_benchmarks(records);
}

TEST(OtherTools, CompareReadsWhatIsExportedForIt) {
  if (!is_installed()) GTEST_SKIP() << "libbenchmark-tools and python3-scipy are not installed";
  const TemporaryFolder folder("/tmp");
  const std::string a = folder.path() + "/a.json";
  const std::string b = folder.path() + "/b.json";
  write_file(a, exported("baseline", 100'000));
  write_file(b, exported("all", 90'000));
  const ChildEnd end = python({kCompare, "--no-color", "benchmarks", a, b});
  ASSERT_TRUE(end.succeeded()) << end.errors;
  EXPECT_THAT(end.output, ContainsRegex("fill/fill +-0\\.1000 +-0\\.1000 +1000 +900 +1000 +900"));
  EXPECT_THAT(end.output, ContainsRegex("fill/fill_pvalue +0\\.000[0-9] +0\\.000[0-9] +U Test"));
}

}  // namespace
}  // namespace heapdyno

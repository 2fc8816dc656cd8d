#include "engine/memory/benchmark/table.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

std::string output(const std::string& runs) {
  return R"({"context": {}, "benchmarks": [)" + runs + "]}";
}

std::string run(const std::string& name, const std::string& fields,
                const std::string& type = "iteration") {
  return R"({"run_name": ")" + name + R"(", "run_type": ")" + type + R"(", )" + fields + "}";
}

TEST(MicrobenchmarkTable, PutsKindsBesideTheirOffPerItem) {
  const std::string times = R"("cpu_time": 40, "real_time": 99, "threads": 1, "items": )";
  const std::string timed =
      output(run("pool/map/off", times + "20") + "," + run("pool/buffer/on", times + "8") + "," +
             run("pool/buffer/off", times + "4"));
  const std::string counted =
      output(run("pool/buffer/off", R"("allocs_per_iter": 8, "total_allocated_bytes": 4000)") +
             "," + run("pool/map/off", R"("allocs_per_iter": 3, "total_allocated_bytes": 1000)") +
             "," + run("pool/buffer/on", R"("allocs_per_iter": 0, "total_allocated_bytes": 0)"));
  EXPECT_EQ(to_table(merge(timed, counted)),
            "idea  case    kind    ns  of off  allocs  bytes\n"
            "pool  buffer  off   10.0            2.00   1000\n"
            "pool  buffer  on    5.00   0.50x    0.00   0.00\n"
            "pool  map     off   2.00            0.15   50.0\n");
}

TEST(MicrobenchmarkTable, TakesTheMedianOfRepetitionsAndTheElapsedTimeOfThreads) {
  const std::string fields =
      R"("repetitions": 3, "threads": 2, "items": 1, "cpu_time": 1, "real_time": )";
  const std::string name = "pool/buffer/off/real_time/threads:2";
  const std::string timed =
      output(run(name, fields + "5") + "," +
             run(name, R"("aggregate_name": "mean", )" + fields + "6", "aggregate") + "," +
             run(name, R"("aggregate_name": "median", )" + fields + "7", "aggregate"));
  const std::string counted =
      output(run(name, R"("allocs_per_iter": 1, "total_allocated_bytes": 9)"));
  const std::vector<Row> rows = merge(timed, counted);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].kind, "off");
  EXPECT_EQ(rows[0].nanoseconds, 7);
}

TEST(MicrobenchmarkTable, ABenchmarkThatWasNotTimedIsAnError) {
  const std::string counted = output(run("a/b/off", R"("allocs_per_iter": 1)"));
  EXPECT_ANY_THROW(merge(output(""), counted));
}

}  // namespace
}  // namespace engine

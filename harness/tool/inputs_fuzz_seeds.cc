// Makes the seed corpus of inputs_fuzz.cc.
#include <sstream>

#include "engine/base/fuzz_seeds.h"
#include "harness/export/google_benchmarks.h"
#include "harness/record/times_file.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using engine::fuzz::Seeds;

std::string line(TestTrial trial, Mode mode) {
  trial.mode = mode;
  return record_line(trial) + "\n";
}

void add_records(Seeds& seeds) {
  const CallStacks stacks = {{{"put", "main"}, {3, 96, 1}}, {{"put"}, {1, 8, 0}}};
  seeds["count"] = line({}, Mode::kCount) + line({.variant = "all", .news = 100}, Mode::kCount);
  seeds["count-twice"] = line({}, Mode::kCount) + line({.block = 1, .news = 301}, Mode::kCount);
  seeds["time"] = line({.noise = MachineNoise{.load = 1, .wall_ns = 9, .busy_ns = 5}}, Mode::kTime);
  seeds["time-of-a-layout"] = line({.layout = 2}, Mode::kTime);
  seeds["live"] = line({.sizes = {3, 200, 2, 100}, .deaths = {5, 200, 40, 90}}, Mode::kLive);
  seeds["memory"] = line({.samples = {{0, 0, 4096}, {50, 900, 8192}}}, Mode::kMemory);
  seeds["open-loop"] = line({.load = 50}, Mode::kOpenLoop);
  seeds["instructions"] = line({}, Mode::kInstructions);
  seeds["profile"] =
      line({.stacks = stacks, .heaps = {{"peak", {4, 104, 0}, stacks}}}, Mode::kProfile);
  const CallPlaces places = {{{"put", "main"}, {{{"std::string", "words.cc", 7}, {3, 96, 0}}}},
                             {{"put"}, {{{"", "", 0}, {1, 8, 0}}}}};
  seeds["profile-places"] = line({.stacks = stacks, .places = places}, Mode::kProfile);
  seeds["not-applicable"] = line({.not_applicable = "no scans"}, Mode::kCount);
  seeds["left-out-before"] = line({.before_not_applicable = "no compaction"}, Mode::kTime);
  seeds["crashed"] = line({.state = TrialEnd::State::kCrashed}, Mode::kTime);
  seeds["cut-short"] = line({}, Mode::kCount).substr(0, 400);
  seeds["other-schema"] = R"({"schema": "heapdyno.dyno/1"})"
                          "\n";
  seeds["no-bucket"] = line({.latency = {5000, 1}}, Mode::kTime);
  seeds["no-size"] = line({.sizes = {99, 1}}, Mode::kLive);
  seeds["no-death"] = line({.deaths = {99999, 1}}, Mode::kLive);
  seeds["empty"] = "";
}

void add_times(Seeds& seeds) {
  const std::vector<Record> records = timed({}, {100, 102, 99});
  std::ostringstream times;
  write_times(times, records);
  const std::string text = times.str();
  const std::string shared = text.substr(0, text.find('\n') + 1);
  seeds["times"] = text;
  seeds["times-too-few-values"] = shared + "[\"\", 0, 0, null, 1]\n";
  seeds["times-no-number"] = shared + "[\"\", 0, -1, 2.5, 1, 1, 1]\n";
  seeds["times-of-nothing"] = "{\"schema\":\"heapdyno.times/1\"}\n";
  TestTrial left_out{.not_applicable = "no scans", .mode = Mode::kTime};
  TestTrial before{.before_not_applicable = "no compaction", .mode = Mode::kTime};
  std::ostringstream others;
  write_times(others, {record(left_out), record(before)});
  seeds["times-not-applicable"] = others.str();
}

std::string google(const std::string& runs, const std::string& context = "") {
  return R"({"context": {"date": "2026-11-22", "host_name": "ada", "num_cpus": 8)" + context +
         R"(}, "benchmarks": [)" + runs + "]}";
}

void add_google_benchmarks(Seeds& seeds) {
  seeds["google-ours"] = google_benchmarks(timed({}, {100, 102}));
  seeds["google"] = google(
      R"({"name": "a/8", "run_type": "iteration", "repetition_index": 1, "iterations": 9,
          "real_time": 1.5, "cpu_time": 1.4, "time_unit": "us", "allocs_per_iter": 2,
          "total_allocated_bytes": 64, "max_bytes_used": 32, "net_heap_growth": 0, "block": 3},
         {"name": "a_mean", "run_type": "aggregate", "real_time": 1, "time_unit": "ns"})",
      R"(, "cpu_scaling_enabled": true, "library_build_type": "debug")");
  seeds["google-error"] = google(R"({"name": "b", "error_occurred": true, "error_message": "no"})");
  seeds["google-skipped"] = google(R"({"name": "b", "skipped": true, "skip_message": "no"})");
  seeds["google-no-unit"] =
      google(R"({"name": "b", "iterations": 1, "real_time": 1, "cpu_time": 1, "time_unit": "h"})");
  seeds["google-no-name"] = google("{}");
  seeds["google-no-list"] = R"({"context": {}})";
}

Seeds make() {
  Seeds seeds;
  add_records(seeds);
  add_times(seeds);
  add_google_benchmarks(seeds);
  return seeds;
}

}  // namespace
}  // namespace heapdyno

int main(int argc, char** argv) { return engine::fuzz::write_seeds(argc, argv, heapdyno::make()); }

// For tests: records made the way a run makes them, from a few figures.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// What varies between the records of a test.
struct TestTrial {
  std::string scenario = "fill";
  std::string phase = "fill";
  std::string not_applicable = "";         // why the store did not run the phase
  std::string before_not_applicable = "";  // why there was no compact before it
  std::string store = "reference";
  std::string variant = "baseline";
  std::string alloc = "glibc";
  Mode mode = Mode::kCount;
  int block = 0;
  int place = 0;
  uint64_t operations = 100;
  uint64_t news = 300;  // in scope put; count mode
  uint64_t background = 20;
  uint64_t flushes = 2;
  uint64_t bytes_copied = 1000;
  CallStacks stacks = {};              // profile mode
  CallPlaces places = {};              // likewise, of the stacks
  std::vector<HeapRecord> heaps = {};  // likewise
  uint64_t wall_ns = 100000;           // time mode
  uint64_t rss_anon = 1 << 20;
  double allocation_pair_ns = 12.5;
  int layout = 0;
  int load = 0;                 // open loops
  uint64_t rss_base = 1 << 19;  // memory mode
  uint64_t live = 1000;         // live mode
  uint64_t usable = 1100;
  std::vector<uint64_t> sizes = {};   // of what put made, sparse; live mode
  std::vector<uint64_t> deaths = {};  // sparse, in scope put
  std::vector<std::array<uint64_t, 3>> samples = {};
  std::vector<uint64_t> latency = {500, 98, 100, 2};
  std::string scenario_digest = "5ca1ab1e5ca1ab1e";
  std::string operation_digest = "0123456789abcdef";
  std::string answer_digest = "fedcba9876543210";
  std::string compiler = "gcc 12.2.0";
  std::string build_id = "cd";
  std::string commit = "c0ffee";
  uint64_t seed = 1;
  std::string plan_digest = "00000000000000aa";
  std::string cpu = "AMD EPYC";
  std::optional<MachineNoise> noise = std::nullopt;
  TrialEnd::State state = TrialEnd::State::kOk;
};

// heapdyno.trial/1, as a driver writes it.
std::string trial_result(const TestTrial& trial);
// heapdyno.dyno/1, as --describe prints it.
std::string description(const std::string& store, const std::string& variant,
                        const std::string& alloc);

std::string record_line(const TestTrial& trial);
Record record(const TestTrial& trial);  // from the input labelled "run"

// One timed record of such a trial for each block: so many nanoseconds for each operation.
std::vector<Record> timed(TestTrial trial, const std::vector<double>& nanoseconds);

}  // namespace heapdyno

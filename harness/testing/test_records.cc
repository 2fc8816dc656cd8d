#include "harness/testing/test_records.h"

#include <nlohmann/json.hpp>

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson phase_json(const TestTrial& trial) {
  OrderedJson put = {{"operations", trial.operations}, {"calls", trial.operations}};
  OrderedJson phase = {{"index", 0}, {"name", trial.phase}, {"measured", true}};
  if (!trial.not_applicable.empty()) {
    phase["not_applicable"] = trial.not_applicable;
    return phase;
  }
  if (!trial.before_not_applicable.empty()) {
    phase["before_not_applicable"]["compact"] = trial.before_not_applicable;
  }
  if (trial.mode == Mode::kProfile) {
    phase["physical"] = {{"flushes", trial.flushes}, {"bytes_copied", trial.bytes_copied}};
    phase["memory"] = {{"memtables", 1024}, {"snapshots", 0}};
    phase["stacks"] = to_json(trial.stacks);
    if (!trial.places.empty()) phase["places"] = to_json(trial.places, trial.stacks);
  } else if (trial.mode == Mode::kCount) {
    put["counts"] = {{"new", trial.news},
                     {"delete", trial.news},
                     {"bytes", trial.news * 32},
                     {"histogram", {1, trial.news}}};
    phase["scopes"]["background"] = {
        {"counts", {{"malloc", trial.background}, {"bytes", trial.background * 8}}}};
    phase["physical"] = {{"flushes", trial.flushes}, {"bytes_copied", trial.bytes_copied}};
    phase["memory"] = {{"memtables", 1024}, {"snapshots", 0}};
  } else if (trial.mode == Mode::kLive) {
    put["counts"] = {{"new", trial.news}};
    if (!trial.sizes.empty()) put["counts"]["histogram"] = trial.sizes;
    phase["scopes"]["background"] = {{"counts", {{"new", trial.background}}}};
    if (!trial.deaths.empty()) put["deaths"] = trial.deaths;
    phase["alive"] = {
        {"requested", trial.live}, {"requested_peak", 2 * trial.live}, {"usable", trial.usable}};
    phase["samples"] = {{0, 0, 0, 0}, {100, 5000, trial.live, trial.usable}};
  } else if (trial.mode == Mode::kInstructions) {
    phase["instructions"] = 5000 * trial.operations;
  } else if (trial.mode == Mode::kMemory) {
    phase["wall_ns"] = trial.wall_ns;
    phase["rss_anon"] = trial.rss_anon;
    phase["rss_file"] = 4096;
    phase["vm_hwm"] = trial.rss_anon + 8192;
    phase["rss_base"] = trial.rss_base;
    phase["anon_huge"] = 0;
    phase["allocator"] = {{"usable", 1000}, {"mapped", 5'000'000}};
    phase["samples"] = trial.samples;
  } else {
    put["latency"] = trial.latency;
    if (trial.mode == Mode::kOpenLoop) {
      put["latency_max_ns"] = 5'000'000;
      put["service"] = {100, 100};
      put["in_background"] = {1000, 100};
      phase["calls_per_second"] = 1000;
    }
    phase["wall_ns"] = trial.wall_ns;
    phase["cpu_ns"] = trial.wall_ns;
    phase["rss_anon"] = trial.rss_anon;
    phase["minor_faults"] = 7;
  }
  phase["scopes"]["put"] = put;
  phase["operation_digest"] = trial.operation_digest;
  phase["answer_digest"] = trial.answer_digest;
  return phase;
}

}  // namespace

std::string trial_result(const TestTrial& trial) {
  OrderedJson json = {
      {"schema", "heapdyno.trial/1"},
      {"mode", name_of(trial.mode)},
      {"store", {{"name", trial.store}, {"settings", {{"block_bytes", "4096"}}}}},
      {"allocator", {{"name", trial.alloc}, {"version", "1.0"}, {"library", "/lib/x.so"}}}};
  if (trial.mode == Mode::kTime) {
    json["clock_ns"] = 25;
    json["allocation_pair_ns"] = trial.allocation_pair_ns;
  }
  if (trial.mode == Mode::kOpenLoop) json["noise"] = {{"max_gap_ns", 40'000}};
  json["phases"] = OrderedJson::array({phase_json(trial)});
  for (const HeapRecord& heap : trial.heaps) {
    json["heaps"].push_back({{"moment", heap.moment},
                             {"blocks", heap.all.allocations},
                             {"bytes", heap.all.bytes},
                             {"stacks", to_json(heap.stacks)}});
  }
  return json.dump();
}

std::string description(const std::string& store, const std::string& variant,
                        const std::string& alloc) {
  const auto toggle = [](const char* name, std::vector<std::string> kinds) {
    return OrderedJson{{"name", name}, {"kinds", kinds}, {"needs", ""}, {"why", "because"}};
  };
  const bool all = variant == "all";
  const OrderedJson json = {
      {"schema", "heapdyno.dyno/1"},
      {"store",
       {{"name", store},
        {"also", store == "reference" ? OrderedJson{"btree"} : OrderedJson::array()},
        {"version", store == "reference" ? "" : "1.23"},
        {"settings", {{"block_bytes", "4096"}}}}},
      {"variant", variant},
      {"policy",
       {{"arena", all || variant == "only-arena" ? "retained" : "off"},
        {"zero_copy",
         all || variant == "only-zero_copy" || variant == "without-arena" ? "on" : "off"}}},
      {"toggles", {toggle("arena", {"fresh", "retained"}), toggle("zero_copy", {"on"})}},
      {"allocator",
       {{"name", alloc}, {"version", "1.0"}, {"library", "/lib/x.so"}, {"build_id", "ab"}}},
      {"compiler", "gcc 12.2.0"},
      {"flags", "-O2 -g1"},
      {"libstdcxx", "20220819"},
      {"build_id", "cd"}};
  return json.dump();
}

std::string record_line(const TestTrial& trial) {
  const bool is_reference_engine = trial.store == "reference" || trial.store == "btree";
  Plan plan;
  plan.scenarios = {{trial.scenario, "{}", trial.scenario_digest, 1}};
  plan.arms = {
      {trial.store, is_reference_engine ? trial.variant : "", parse_allocator(trial.alloc)}};
  plan.arms[0].layout = trial.layout;
  plan.digest = trial.plan_digest;
  plan.rounds = 6;
  plan.seed = trial.seed;
  Trial planned;
  planned.mode = trial.mode;
  planned.block = trial.block;
  planned.place = trial.place;
  planned.load = trial.load;
  Dyno dyno = parse_dyno(plan.arms[0].executable(), "/b/dyno",
                         description(is_reference_engine ? "reference" : trial.store,
                                     plan.arms[0].variant, trial.alloc));
  dyno.compiler = trial.compiler;
  dyno.build_id = trial.build_id;
  TrialEnd end;
  end.state = trial.state;
  end.noise = trial.noise;
  if (trial.state == TrialEnd::State::kOk) {
    end.results = {trial_result(trial)};
  } else {
    end.reason = "signal 11 (Segmentation fault)";
    end.errors = {"/home/joe/src/x.cc: bad", "/src/checkout/engine/db/db.cc: worse"};
    end.phase = 1;
    end.operations = 17;
  }
  RecordContext context;
  context.host = R"({"cpu":")" + trial.cpu + R"(","cores":2,"kernel":"6.1.0"})";
  context.commit = trial.commit;
  context.time = "2026-11-22T09:30:00Z";
  context.source = "/src/checkout";
  context.home = "/home/joe";
  return make_record(plan, planned, 1, dyno, end, context);
}

Record record(const TestTrial& trial) {
  Record record = parse_record(record_line(trial), "run.jsonl:1");
  record.keys["in"] = "run";
  return record;
}

std::vector<Record> timed(TestTrial trial, const std::vector<double>& nanoseconds) {
  std::vector<Record> records;
  trial.mode = Mode::kTime;
  for (const double each : nanoseconds) {
    trial.wall_ns = static_cast<uint64_t>(each * static_cast<double>(trial.operations));
    records.push_back(record(trial));
    ++trial.block;
  }
  return records;
}

}  // namespace heapdyno

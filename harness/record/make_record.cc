#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/base/hash.h"
#include "harness/base/error.h"
#include "harness/base/packing.h"
#include "harness/base/words.h"
#include "harness/record/record.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  if (from.empty()) return;
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// Records carry neither the checkout's path nor a user's home.
std::string without_paths(std::string text, const RecordContext& context) {
  if (!context.source.empty()) {
    replace_all(text, context.source + "/", "");
    replace_all(text, context.source, ".");
  }
  replace_all(text, context.home, "~");
  return text;
}

OrderedJson allocator_json(const Arm& arm, const Dyno& dyno, const RecordContext& context) {
  const bool linked = arm.alloc.library.empty();
  OrderedJson json = {
      {"name", arm.alloc.name},
      {"version", linked ? dyno.allocator_version : ""},
      {"library", without_paths(linked ? dyno.library : arm.alloc.library, context)},
      {"build_id", linked ? dyno.library_build_id : arm.allocator_build}};
  for (const auto& [name, value] : arm.alloc.settings) json["settings"][name] = value;
  return json;
}

OrderedJson build_json(const Dyno& dyno, const RecordContext& context) {
  OrderedJson json = {{"id", dyno.build_id},
                      {"compiler", dyno.compiler},
                      {"flags", dyno.flags},
                      {"libstdcxx", dyno.libstdcxx}};
  if (!context.commit.empty()) {
    json["commit"] = context.commit;
    if (context.dirty) json["dirty"] = true;
  }
  return json;
}

OrderedJson plan_json(const Plan& plan, const Trial& trial, int attempt) {
  OrderedJson json = {{"digest", plan.digest},
                      {"block", trial.block},
                      {"place", trial.place},
                      {"seed", plan.seed},
                      {"padding", trial.padding}};
  if (attempt > 1) json["attempt"] = attempt;
  if (trial.load > 0) json["load"] = trial.load;
  const Arm& arm = plan.arms[static_cast<size_t>(trial.arm)];
  if (arm.control) json["control"] = true;
  if (arm.layout > 0) json["layout"] = arm.layout;
  if (plan.until_resolved && trial.mode == Mode::kTime) json["until"] = "resolved";
  return json;
}

OrderedJson store_json(const Arm& arm, const Dyno& dyno) {
  OrderedJson json = {{"name", arm.store}};
  if (!dyno.store_version.empty()) json["version"] = dyno.store_version;
  return json;
}

OrderedJson end_json(const TrialEnd& end, const RecordContext& context) {
  OrderedJson json = {{"reason", without_paths(end.reason, context)}, {"part", end.part}};
  if (end.phase) json["phase"] = *end.phase;
  if (end.operations) json["operations"] = *end.operations;
  OrderedJson lines = OrderedJson::array();
  for (const std::string& line : end.errors) lines.push_back(without_paths(line, context));
  json["stderr"] = std::move(lines);
  return json;
}

// The fields that record.cc reads again.
OrderedJson noise_json(const MachineNoise& noise) {
  OrderedJson json = {{"load", noise.load},
                      {"wall_ns", noise.wall_ns},
                      {"cpu_ns", noise.cpu_ns},
                      {"involuntary_switches", noise.involuntary_switches}};
  for (const SystemCounter& counter : kSystemCounters) {
    if (const std::optional<uint64_t>& value = noise.*counter.value) json[counter.name] = *value;
  }
  return json;
}

// How the store was opened: of the reference store without what it is opened with by default; any
// other's settings stand whole, because not all of its defaults are the reference store's.
OrderedJson settings_json(const OrderedJson& result, const Dyno& dyno) {
  const OrderedJson& store = result.at("store");
  const OrderedJson all = store.value("settings", OrderedJson::object());
  if (store.at("name") != "reference") return all;
  OrderedJson settings = OrderedJson::object();
  for (const auto& [name, value] : all.items()) {
    const auto usual = dyno.default_settings.find(name);
    if (usual == dyno.default_settings.end() || usual->second != value) settings[name] = value;
  }
  return settings;
}

// The names of the physical work stand once in the record; each phase has the values.
void pack_physical(OrderedJson& phase, OrderedJson& record) {
  if (!phase.contains("physical")) return;
  OrderedJson names = OrderedJson::array();
  OrderedJson values = OrderedJson::array();
  for (const auto& [name, value] : phase["physical"].items()) {
    names.push_back(name);
    values.push_back(value);
  }
  if (!record.contains("physical")) record["physical"] = names;
  if (record["physical"] == names) phase["physical"] = std::move(values);
}

// [operations, answers], the second only where there were any.
void pack_digests(OrderedJson& phase, bool gives_answers) {
  if (phase.contains("not_applicable")) return;
  static const std::string kOfNothing = hexadecimal(engine::hash_bytes("", 0));
  OrderedJson digests = OrderedJson::array({phase.at("operation_digest")});
  if (gives_answers && phase.at("answer_digest") != kOfNothing) {
    digests.push_back(phase["answer_digest"]);
  }
  phase.erase("operation_digest");
  phase.erase("answer_digest");
  phase["digests"] = std::move(digests);
}

// A part that holds nothing goes without saying.
OrderedJson pack_memory(const OrderedJson& parts) {
  OrderedJson held = OrderedJson::object();
  for (const auto& [name, bytes] : parts.items()) {
    if (bytes != 0) held[name] = bytes;
  }
  return held;
}

// [drawn, ns, bytes...] each: the first two as distances from the sample before, ns as microseconds.
void pack_samples(OrderedJson& phase) {
  if (!phase.contains("samples")) return;
  std::vector<uint64_t> numbers;
  uint64_t drawn = 0;
  uint64_t us = 0;
  for (const OrderedJson& sample : phase["samples"]) {
    const uint64_t now = sample.at(1).get<uint64_t>() / 1000;
    numbers.push_back(sample.at(0).get<uint64_t>() - drawn);
    numbers.push_back(now - us);
    drawn = sample.at(0);
    us = now;
    for (size_t i = 2; i < sample.size(); ++i) numbers.push_back(sample[i]);
  }
  phase["samples"] = pack_numbers(numbers);
}

// What is said elsewhere or goes without saying is dropped, lists become text.
void pack_phase(OrderedJson& phase, OrderedJson& record) {
  phase.erase("index");
  if (phase.value("measured", true)) phase.erase("measured");
  pack_physical(phase, record);
  pack_digests(phase, record["store"]["name"] != "null");
  pack_samples(phase);
  if (!phase.contains("scopes")) return;  // not applicable
  for (auto& [name, scope] : phase["scopes"].items()) {
    if (scope.contains("calls") && scope["calls"] == scope["operations"]) scope.erase("calls");
    if (scope.contains("deaths"))
      scope["deaths"] = pack_numbers(scope["deaths"].get<std::vector<uint64_t>>());
    if (!scope.contains("counts") || !scope["counts"].contains("histogram")) continue;
    OrderedJson& counts = scope["counts"];
    counts["sizes"] = pack_numbers(counts["histogram"].get<std::vector<uint64_t>>());
    counts.erase("histogram");
  }
}

std::string dump(const OrderedJson& record) {
  return record.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

// False: the record has none.
bool pack_latencies(OrderedJson& record, int bits) {
  bool any = false;
  for (OrderedJson& phase : record["phases"]) {
    if (!phase.contains("scopes")) continue;
    for (auto& [name, scope] : phase["scopes"].items()) {
      for (const char* kind : {"latency", "service", "in_background"}) {
        if (!scope.contains(kind)) continue;
        any = true;
        scope[kind] = pack_numbers(coarsen(scope[kind].get<std::vector<uint64_t>>(), bits));
      }
    }
  }
  if (any) record["latency_bits"] = bits;
  return any;
}

// The record with latencies as fine as the room allows; those of an open loop, which it is about, as
// fine as they are.
std::string dump_with_latencies(const OrderedJson& record) {
  const bool is_open = record["mode"] == name_of(Mode::kOpenLoop);
  for (int bits = kFinestBits;; --bits) {
    OrderedJson packed = record;
    const bool any = pack_latencies(packed, bits);
    std::string text = dump(packed);
    if (text.size() <= kMostBytes || bits == kCoarsestBits || !any || is_open) return text;
  }
}

// What the executable reported, parts in sequence; what the record says elsewhere is dropped.
void add_results(OrderedJson& record, const std::vector<std::string>& results, const Dyno& dyno,
                 const RecordContext& context) {
  OrderedJson phases = OrderedJson::array();
  OrderedJson memory;
  OrderedJson heaps = OrderedJson::array();
  for (const std::string& text : results) {
    const OrderedJson result = OrderedJson::parse(text);
    const OrderedJson settings = settings_json(result, dyno);
    if (!settings.empty()) record["store"]["settings"] = settings;
    OrderedJson& allocator = record["allocator"];
    for (const char* proved : {"version", "library", "build_id"}) {
      const OrderedJson value = result.at("allocator").value(proved, OrderedJson());
      if (value.is_null() || value == "") continue;
      allocator[proved] = without_paths(value.get<std::string>(), context);
    }
    for (const char* figure :
         {"clock_ns", "rss_anon_before_open", "allocation_pair_ns", "noise", "planted"}) {
      if (result.contains(figure) && !record.contains(figure)) record[figure] = result[figure];
    }
    for (const OrderedJson& heap : result.value("heaps", OrderedJson::array()))
      heaps.push_back(heap);
    for (OrderedJson phase : result.at("phases")) {
      memory = phase.value("memory", memory);
      phase.erase("memory");
      pack_phase(phase, record);
      phases.push_back(std::move(phase));
    }
  }
  if (!memory.is_null()) record["memory"] = pack_memory(memory);
  record["phases"] = std::move(phases);
  if (!heaps.empty()) record["heaps"] = std::move(heaps);
}

}  // namespace

std::string_view name_of(TrialEnd::State state) {
  static constexpr std::array<std::string_view, 6> kNames = {"ok",     "failed", "crashed",
                                                             "killed", "hung",   "stopped"};
  return kNames[static_cast<size_t>(state)];
}

std::string make_record(const Plan& plan, const Trial& trial, int attempt, const Dyno& dyno,
                        const TrialEnd& end, const RecordContext& context) {
  const PlannedScenario& scenario = plan.scenarios[static_cast<size_t>(trial.scenario)];
  const Arm& arm = plan.arms[static_cast<size_t>(trial.arm)];
  OrderedJson record;
  record["schema"] = kRecordSchema;
  record["mode"] = name_of(trial.mode);
  record["state"] = name_of(end.state);
  record["scenario"] = {{"name", scenario.name}, {"digest", scenario.digest}};
  record["store"] = store_json(arm, dyno);
  if (!arm.variant.empty()) {
    record["variant"] = arm.variant;
    record["policy"] = dyno.policy;
  }
  record["allocator"] = allocator_json(arm, dyno, context);
  record["build"] = build_json(dyno, context);
  record["host"] = OrderedJson::parse(context.host);
  record["plan"] = plan_json(plan, trial, attempt);
  record["time"] = context.time;
  if (end.state != TrialEnd::State::kOk) record["end"] = end_json(end, context);
  add_results(record, end.results, dyno, context);
  if (end.noise) record["noise"].update(noise_json(*end.noise));
  return dump_with_latencies(record);
}

}  // namespace heapdyno

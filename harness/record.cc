#include "harness/record.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "harness/error.h"
#include "harness/packing.h"

namespace heapdyno {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "heapdyno.record/1";

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

Json allocator_json(const Arm& arm, const Dyno& dyno, const RecordContext& context) {
  const bool linked = arm.alloc.library.empty();
  Json settings = Json::object();
  for (const auto& [name, value] : arm.alloc.settings) settings[name] = value;
  return {{"name", arm.alloc.name},
          {"version", linked ? dyno.allocator_version : ""},
          {"settings", std::move(settings)},
          {"library", without_paths(linked ? dyno.library : arm.alloc.library, context)},
          {"build_id", linked ? dyno.library_build_id : ""}};
}

Json build_json(const Dyno& dyno, const RecordContext& context) {
  Json json = {{"executable", dyno.name},
               {"build_id", dyno.build_id},
               {"compiler", dyno.compiler},
               {"flags", dyno.flags},
               {"libstdcxx", dyno.libstdcxx}};
  if (!context.commit.empty()) {
    json["commit"] = context.commit;
    json["dirty"] = context.dirty;
  }
  return json;
}

Json plan_json(const Plan& plan, const Trial& trial, int attempt) {
  return {{"digest", plan.digest}, {"trial", plan.id_of(trial)}, {"rounds", plan.rounds},
          {"block", trial.block},  {"place", trial.place},       {"attempt", attempt},
          {"seed", plan.seed},     {"padding", trial.padding}};
}

Json end_json(const TrialEnd& end, const RecordContext& context) {
  Json json = {{"reason", without_paths(end.reason, context)}, {"part", end.part}};
  if (end.phase) json["phase"] = *end.phase;
  if (end.operations) json["operations"] = *end.operations;
  Json lines = Json::array();
  for (const std::string& line : end.errors) lines.push_back(without_paths(line, context));
  json["stderr"] = std::move(lines);
  return json;
}

// How the store was opened, without what it is opened with by default.
Json settings_json(const Json& result, const Dyno& dyno) {
  const Json all = result.at("store").value("settings", Json::object());
  Json settings = Json::object();
  for (const auto& [name, value] : all.items()) {
    const auto usual = dyno.default_settings.find(name);
    if (usual == dyno.default_settings.end() || usual->second != value) settings[name] = value;
  }
  return settings;
}

// The values of an object, whose names stand once in the record's `fields`.
void fold(Json& phase, const char* name, Json& fields) {
  if (!phase.contains(name)) return;
  Json names = Json::array();
  Json values = Json::array();
  for (const auto& [field, value] : phase[name].items()) {
    names.push_back(field);
    values.push_back(value);
  }
  if (!fields.contains(name)) fields[name] = names;
  if (fields[name] == names) phase[name] = std::move(values);
}

// What is said elsewhere or goes without saying is dropped, lists become text.
void pack_phase(Json& phase, Json& fields) {
  phase.erase("index");
  if (phase.value("measured", true)) phase.erase("measured");
  fold(phase, "physical", fields);
  fold(phase, "memory", fields);
  for (auto& [name, scope] : phase["scopes"].items()) {
    if (scope.contains("calls") && scope["calls"] == scope["operations"]) scope.erase("calls");
    if (scope.contains("counts") && scope["counts"].contains("histogram")) {
      scope["counts"]["histogram"] =
          pack_numbers(scope["counts"]["histogram"].get<std::vector<uint64_t>>());
    }
  }
}

std::string dump(const Json& record) {
  return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The record with latencies as fine as the room allows.
std::string dump_with_latencies(const Json& record) {
  for (int bits = kFinestBits;; --bits) {
    Json packed = record;
    bool any = false;
    for (Json& phase : packed["phases"]) {
      for (auto& [name, scope] : phase["scopes"].items()) {
        if (!scope.contains("latency")) continue;
        any = true;
        scope["latency"] =
            pack_numbers(coarsen(scope["latency"].get<std::vector<uint64_t>>(), bits));
      }
    }
    if (any) packed["latency_bits"] = bits;
    std::string text = dump(packed);
    if (text.size() <= kMostBytes || bits == kCoarsestBits || !any) return text;
  }
}

// What the executable reported, parts in sequence; what the record says elsewhere is dropped.
void add_results(Json& record, const std::vector<std::string>& results, const Dyno& dyno) {
  Json fields = Json::object();
  Json phases = Json::array();
  for (const std::string& text : results) {
    const Json result = Json::parse(text);
    record["store"]["settings"] = settings_json(result, dyno);
    for (const char* proved : {"version", "library", "build_id"}) {
      const auto value = result.at("allocator").find(proved);
      if (value != result["allocator"].end()) record["allocator"][proved] = *value;
    }
    for (const char* figure : {"clock_ns", "rss_anon_before_open"}) {
      if (result.contains(figure) && !record.contains(figure)) record[figure] = result[figure];
    }
    for (Json phase : result.at("phases")) {
      pack_phase(phase, fields);
      phases.push_back(std::move(phase));
    }
  }
  if (!fields.empty()) record["fields"] = std::move(fields);
  record["phases"] = std::move(phases);
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
  Json record;
  record["schema"] = kSchema;
  record["mode"] = name_of(trial.mode);
  record["state"] = name_of(end.state);
  record["scenario"] = {{"name", scenario.name}, {"digest", scenario.digest}};
  record["store"] = {{"name", arm.store}, {"version", dyno.store_version}};
  if (!arm.variant.empty()) {
    record["variant"] = arm.variant;
    record["policy"] = dyno.policy;
  }
  record["allocator"] = allocator_json(arm, dyno, context);
  record["build"] = build_json(dyno, context);
  record["host"] = Json::parse(context.host);
  record["plan"] = plan_json(plan, trial, attempt);
  record["time"] = context.time;
  if (end.state != TrialEnd::State::kOk) record["end"] = end_json(end, context);
  add_results(record, end.results, dyno);
  if (arm.store == "null") {  // a store that does nothing answers nothing
    for (Json& phase : record["phases"]) phase.erase("answer_digest");
  }
  record["allocator"]["library"] =
      without_paths(record["allocator"]["library"].get<std::string>(), context);
  return dump_with_latencies(record);
}

// --- reading ---

namespace {

using Parsed = nlohmann::json;

std::vector<std::pair<double, uint64_t>> parse_latency(const std::string& packed, int bits) {
  const std::vector<uint64_t> numbers = unpack_numbers(packed);
  std::vector<std::pair<double, uint64_t>> latency;
  uint64_t index = 0;
  for (size_t i = 0; i + 1 < numbers.size(); i += 2) {
    index += numbers[i];
    latency.emplace_back(bucket_midpoint(index, bits), numbers[i + 1]);
  }
  return latency;
}

ScopeRecord parse_scope(const std::string& name, const Parsed& json, int latency_bits) {
  ScopeRecord scope;
  scope.name = name;
  scope.operations = json.value("operations", uint64_t{0});
  if (json.contains("counts")) {
    scope.counts.emplace();
    for (const auto& [key, value] : json.at("counts").items()) {
      if (key == "histogram") {
        scope.histogram = unpack_numbers(value.get<std::string>());
      } else {
        (*scope.counts)[key] = value;
      }
    }
  }
  if (json.contains("latency")) scope.latency = parse_latency(json.at("latency"), latency_bits);
  return scope;
}

// An object, or the values of one whose names are in `fields`.
std::map<std::string, uint64_t> unfold(const Parsed& phase, const char* name,
                                       const Parsed& fields) {
  std::map<std::string, uint64_t> values;
  if (!phase.contains(name)) return values;
  const Parsed& folded = phase.at(name);
  if (folded.is_object()) return folded;
  for (size_t i = 0; i < folded.size(); ++i) values[fields.at(name).at(i)] = folded.at(i);
  return values;
}

PhaseRecord parse_phase(const Parsed& json, const Parsed& record) {
  const Parsed fields = record.value("fields", Parsed::object());
  const int latency_bits = record.value("latency_bits", kFinestBits);
  PhaseRecord phase;
  phase.name = json.at("name");
  phase.measured = json.value("measured", true);
  for (const auto& [name, scope] : json.at("scopes").items()) {
    phase.scopes.push_back(parse_scope(name, scope, latency_bits));
  }
  for (const char* figure : {"wall_ns", "cpu_ns", "rss_anon", "vm_rss", "vm_hwm", "minor_faults",
                             "major_faults", "driver_bytes"}) {
    if (json.contains(figure)) phase.figures[figure] = json.at(figure);
  }
  phase.physical = unfold(json, "physical", fields);
  phase.operation_digest = json.value("operation_digest", "");
  phase.answer_digest = json.value("answer_digest", "");
  return phase;
}

Record from_json(const Parsed& json) {
  Record record;
  record.keys["mode"] = json.at("mode");
  record.keys["scenario"] = json.at("scenario").at("name");
  record.keys["store"] = json.at("store").at("name");
  record.keys["alloc"] = json.at("allocator").at("name");
  if (json.contains("variant")) record.keys["variant"] = json.at("variant");
  record.state = json.at("state");
  if (json.contains("end")) record.reason = json.at("end").value("reason", "");
  record.scenario_digest = json.at("scenario").at("digest");
  record.policy = json.value("policy", Parsed::object());
  record.allocator_version = json.at("allocator").value("version", "");
  record.compiler = json.at("build").at("compiler");
  record.build_id = json.at("build").at("build_id");
  const Parsed& host = json.at("host");
  record.host = host.value("cpu", "") + ", " + std::to_string(host.value("cores", 0)) +
                " cores, Linux " + host.value("kernel", "");
  const Parsed& plan = json.at("plan");
  record.plan_digest = plan.at("digest");
  record.trial_id = plan.at("trial");
  record.seed = plan.at("seed");
  record.block = plan.at("block");
  record.place = plan.at("place");
  record.attempt = plan.at("attempt");
  for (const Parsed& phase : json.at("phases")) record.phases.push_back(parse_phase(phase, json));
  return record;
}

}  // namespace

uint64_t ScopeRecord::count(const std::string& name_of_count) const {
  if (!counts) return 0;
  const auto found = counts->find(name_of_count);
  return found == counts->end() ? 0 : found->second;
}

uint64_t ScopeRecord::allocations() const {
  uint64_t sum = 0;
  for (const char* function : {"malloc", "calloc", "realloc", "aligned", "new"}) {
    sum += count(function);
  }
  return sum;
}

uint64_t PhaseRecord::operations() const {
  uint64_t sum = 0;
  for (const ScopeRecord& scope : scopes) sum += scope.operations;
  return sum;
}

Record parse_record(std::string_view line, const std::string& origin) {
  try {
    const Parsed json = Parsed::parse(line);
    const std::string schema = json.value("schema", "");
    if (schema != kSchema) {
      throw Error(origin + ": the schema is '" + schema + "', expected '" + std::string(kSchema) +
                  "'");
    }
    Record record = from_json(json);
    record.origin = origin;
    return record;
  } catch (const Parsed::exception& error) {
    throw Error(origin + ": not a record: " + error.what());
  }
}

}  // namespace heapdyno

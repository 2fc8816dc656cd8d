#include "harness/record/times_file.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/base/error.h"
#include "harness/base/json_numbers.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view kSchema = "heapdyno.times/1";
constexpr std::array kFigures = {"wall_ns", "cpu_ns", "rss_anon"};
constexpr size_t kFirstFigure = 4;  // behind what is of the trial

// --- writing ---

bool is_timed(const Record& record) {
  return record.ok() && record.keys.at("mode") == name_of(Mode::kTime);
}

// What policy and time say again is left out, and the name that the file had.
OrderedJson keys_of(const Record& record) {
  OrderedJson keys = OrderedJson::object();
  for (const auto& [key, value] : record.keys) {
    const bool said_by_time = key == "date" && !record.time.empty();
    if (key != "in" && !said_by_time && !is_toggle_key(key)) keys[key] = value;
  }
  return keys;
}

OrderedJson shared_of(const PhaseRecord& phase) {
  OrderedJson json = {{"name", phase.name}};
  if (!phase.applies()) {
    json["not_applicable"] = phase.not_applicable;
    return json;
  }
  json["operations"] = phase.operations();
  if (phase.per_operation) json["per_operation"] = true;
  json["digests"] = OrderedJson::array({phase.operation_digest});
  if (!phase.answer_digest.empty()) json["digests"].push_back(phase.answer_digest);
  if (!phase.before_not_applicable.empty())
    json["before_not_applicable"] = phase.before_not_applicable;
  return json;
}

std::string shared_line(const Record& record) {
  OrderedJson json = {{"schema", kSchema},
                      {"keys", keys_of(record)},
                      {"policy", record.policy},
                      {"scenario_digest", record.scenario_digest},
                      {"phases", OrderedJson::array()}};
  if (!record.keys.contains("plan")) json["plan_digest"] = record.plan_digest;
  for (const PhaseRecord& phase : record.phases) {
    if (phase.measured) json["phases"].push_back(shared_of(phase));
  }
  return json.dump();
}

std::string trial_line(const Record& record) {
  OrderedJson json = OrderedJson::array({record.time, record.block, record.place, nullptr});
  if (record.allocation_pair_ns) json.back() = *record.allocation_pair_ns;
  for (const PhaseRecord& phase : record.phases) {
    if (!phase.measured || !phase.applies()) continue;
    for (const char* const name : kFigures) {
      const auto figure = phase.figures.find(name);
      json.push_back(figure == phase.figures.end() ? OrderedJson() : OrderedJson(figure->second));
    }
  }
  return json.dump();
}

// --- reading ---

PhaseRecord parse_phase(const OrderedJson& json) {
  PhaseRecord phase;
  phase.name = json.at("name");
  phase.not_applicable = json.value("not_applicable", "");
  if (!phase.applies()) return phase;
  phase.before_not_applicable = json.value("before_not_applicable", OrderedJson::object());
  phase.per_operation = json.value("per_operation", false);
  phase.scopes.emplace_back();
  phase.scopes.back().name = "all";
  phase.scopes.back().operations = json.at("operations");
  const OrderedJson& digests = json.at("digests");
  phase.operation_digest = digests.at(0);
  if (digests.size() > 1) phase.answer_digest = digests.at(1);
  return phase;
}

// What every record has.
void check_keys(const CellKeys& keys) {
  for (const char* const key : {"mode", "scenario", "store"}) {
    if (!keys.contains(key)) throw Error("there is no \"" + std::string(key) + "\" in its keys");
  }
}

Record parse_shared(const OrderedJson& json) {
  if (json.value("schema", "") != kSchema)
    throw Error("expected the schema " + std::string(kSchema));
  Record record;
  record.state = "ok";
  record.keys = json.at("keys");
  check_keys(record.keys);
  record.policy = json.at("policy");
  for (const auto& [toggle, kind] : record.policy)
    record.keys[std::string(kToggleKey) + toggle] = kind;
  record.plan_digest = json.value("plan_digest", value_of(record.keys, "plan"));
  record.allocator_version = value_of(record.keys, "allocator-version");
  record.until_resolved = record.keys.contains("until");
  record.scenario_digest = json.at("scenario_digest");
  for (const OrderedJson& phase : json.at("phases")) record.phases.push_back(parse_phase(phase));
  return record;
}

Error not_whole(size_t place) {
  return Error("value " + std::to_string(place + 1) + " is not a whole number");
}

uint64_t whole_number(const OrderedJson& json, size_t place) {
  if (!json.at(place).is_number_unsigned()) throw not_whole(place);
  return json.at(place);
}

// Of a trial, as a record has it.
int small_number(const OrderedJson& json, size_t place) {
  if (!json.at(place).is_number_integer()) throw not_whole(place);
  return json.at(place);
}

Record parse_trial(const OrderedJson& json, Record record) {
  record.time = json.at(0);
  if (!record.time.empty())
    record.keys["date"] = record.time.substr(0, std::size("2026-11-22") - 1);
  record.block = small_number(json, 1);
  record.place = small_number(json, 2);
  if (!json.at(3).is_null()) record.allocation_pair_ns = json.at(3).get<double>();
  size_t place = kFirstFigure;
  for (PhaseRecord& phase : record.phases) {
    if (!phase.applies()) continue;
    for (const char* const name : kFigures) {
      if (!json.at(place).is_null()) phase.figures[name] = whole_number(json, place);
      ++place;
    }
  }
  if (json.size() != place) throw Error("expected " + std::to_string(place) + " values");
  // Other tools' benchmarks have no allocator, and are no trials of a plan of ours.
  if (record.keys.contains("alloc"))
    record.trial_id = trial_id(record.keys, record.block, record.place);
  return record;
}

}  // namespace

bool is_times_file(std::string_view text) {
  const OrderedJson json = OrderedJson::parse(text.substr(0, text.find('\n')), nullptr, false);
  return json.is_object() && json.contains("schema") && json.at("schema") == kSchema;
}

std::vector<Record> parse_times_file(std::string_view text, const std::string& path) {
  std::vector<Record> records;
  std::optional<Record> shared;
  for (int number = 1; !text.empty(); ++number) {
    const std::string origin = path + ":" + std::to_string(number);
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    try {
      const OrderedJson json = OrderedJson::parse(line);
      check_fractions(json);
      if (json.is_object()) {
        shared = parse_shared(json);
        continue;
      }
      if (!shared) throw Error("it stands before what it shares with others");
      records.push_back(parse_trial(json, *shared));
      records.back().origin = origin;
    } catch (const std::exception& error) {
      throw Error(origin + ": not a line of timed trials: " + error.what());
    }
  }
  return records;
}

void write_times(std::ostream& out, const std::vector<Record>& records) {
  // In the order in which they come: a plan mixes them.
  std::vector<std::pair<std::string, std::string>> trials_by_shared;
  std::map<std::string, size_t> places;
  for (const Record& record : records) {
    if (!is_timed(record)) continue;
    const std::string shared = shared_line(record);
    const auto [place, is_new] = places.emplace(shared, trials_by_shared.size());
    if (is_new) trials_by_shared.emplace_back(shared, "");
    trials_by_shared[place->second].second += trial_line(record) + "\n";
  }
  if (trials_by_shared.empty()) throw usage_error("in these records nothing was timed");
  for (const auto& [shared, trials] : trials_by_shared) out << shared << "\n" << trials;
}

}  // namespace heapdyno

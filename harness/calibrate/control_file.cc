#include "harness/calibrate/control_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "harness/base/error.h"
#include "harness/figures/control_samples.h"

namespace heapdyno {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "heapdyno.control/1";
constexpr std::array kCampaignKeys = {"plan",  "seed",     "store", "variant",
                                      "alloc", "compiler", "build", "host"};

uint64_t whole_number(const Json& json, size_t place) {
  if (!json.at(place).is_number_unsigned())
    throw Error("value " + std::to_string(place + 1) + " is not a whole number");
  return json.at(place);
}

// What the lines of a campaign have in common.
Record parse_campaign(const Json& json) {
  if (json.value("schema", "") != kSchema)
    throw Error("expected the schema " + std::string(kSchema));
  Record record;
  record.state = "ok";
  record.keys["mode"] = name_of(Mode::kTime);
  for (const auto& [key, value] : json.items()) {
    if (key != "schema") record.keys[key] = value.get<std::string>();
  }
  record.plan_digest = json.at("plan");
  return record;
}

Record parse_phase(const Json& json, Record record) {
  if (json.size() != 9) throw Error("expected 9 values, as control_file.h says");
  record.time = json.at(0);
  record.keys["scenario"] = json.at(1);
  record.block = static_cast<int>(whole_number(json, 3));
  record.place = static_cast<int>(whole_number(json, 4));
  if (json.at(5).get<bool>()) record.keys["control"] = kControl;
  PhaseRecord phase;
  phase.name = json.at(2);
  ScopeRecord all;
  all.name = "all";
  all.operations = whole_number(json, 6);
  phase.scopes.push_back(std::move(all));
  phase.figures = {{"wall_ns", whole_number(json, 7)}, {"rss_anon", whole_number(json, 8)}};
  record.phases.push_back(std::move(phase));
  return record;
}

Json campaign_line(const Record& record) {
  Json json = {{"schema", kSchema}};
  for (const char* const key : kCampaignKeys) {
    const auto found = record.keys.find(key);
    if (found != record.keys.end()) json[key] = found->second;
  }
  return json;
}

Json phase_line(const Sample& sample) {
  const Record& record = *sample.record;
  const PhaseRecord& phase = *sample.phase;
  return Json::array({record.time, value_of(sample, "scenario"), phase.name, record.block,
                      record.place, record.keys.contains("control"), phase.operations(),
                      phase.figures.at("wall_ns"), phase.figures.at("rss_anon")});
}

// Opens a file to read it.
std::ifstream opened(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(path + ": " + std::strerror(errno));
  return file;
}

}  // namespace

bool is_control_file(const std::string& path) {
  std::ifstream file = opened(path);
  std::string line;
  std::getline(file, line);
  const Json json = Json::parse(line, nullptr, false);
  return json.is_object() && json.contains("schema") && json.at("schema") == kSchema;
}

std::vector<Record> read_control_file(const std::string& path) {
  std::ifstream file = opened(path);
  std::vector<Record> records;
  std::optional<Record> campaign;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string origin = path + ":" + std::to_string(number);
    try {
      const Json json = Json::parse(line);
      if (!json.is_array()) {
        campaign = parse_campaign(json);
        continue;
      }
      if (!campaign) throw Error("it stands before the line of a campaign");
      records.push_back(parse_phase(json, *campaign));
      records.back().origin = origin;
    } catch (const std::exception& error) {
      throw Error(origin + ": not a line of A/A campaigns: " + error.what());
    }
  }
  return records;
}

void write_control_file(std::ostream& out, const std::vector<Record>& records) {
  std::string campaign;
  for (const ControlCell& cell : control_cells(records, Mode::kTime)) {
    const std::string line = campaign_line(*cell.control.front().record).dump();
    if (line != campaign) out << line << "\n";
    campaign = line;
    for (const std::vector<Sample>* const side : {&cell.arm, &cell.control}) {
      for (const Sample& sample : *side) {
        if (sample.phase->applies()) out << phase_line(sample).dump() << "\n";
      }
    }
  }
  if (campaign.empty())
    throw Error("there is no A/A control in these records", Exit::kNotComparable);
}

}  // namespace heapdyno

#include "harness/check/baseline.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "harness/base/json_file.h"
#include "harness/base/outputs.h"
#include "scenarios/pretty_json.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kSchema = "heapdyno.baseline/1";

// --- writing ---

OrderedJson acceptance_json(const Acceptance& accepted) {
  OrderedJson json = {{"reason", accepted.reason}};
  if (!accepted.commit.empty()) json["commit"] = accepted.commit;
  json["date"] = accepted.date;
  if (!accepted.expires.empty()) json["expires"] = accepted.expires;
  return json;
}

OrderedJson operation_json(const CellOperation& operation) {
  OrderedJson json = OrderedJson::object();
  if (operation.operations != 0) json["operations"] = operation.operations;
  for (const auto& [name, value] : operation.figures) {
    if (value != 0) json[name] = value;
  }
  return json;
}

// By operation; the sites in their order, which does not hang on how much each makes.
OrderedJson sites_json(std::vector<CellSite> sites) {
  std::sort(sites.begin(), sites.end(), [](const CellSite& a, const CellSite& b) {
    return std::tie(a.operation, a.function, a.callee, a.place) <
           std::tie(b.operation, b.function, b.callee, b.place);
  });
  OrderedJson json = OrderedJson::object();
  for (const CellSite& site : sites)
    json[site.operation].push_back({site.function, site.callee, site.place.file, site.place.line,
                                    site.allocations, site.bytes});
  return json;
}

OrderedJson phase_json(const CellPhase& phase) {
  OrderedJson json = {{"phase", phase.name}};
  if (!phase.work.empty()) json["work"] = phase.work;
  json["operations"] = OrderedJson::object();
  for (const auto& [name, operation] : phase.operations)
    json["operations"][name] = operation_json(operation);
  if (!phase.physical.empty()) json["physical"] = phase.physical;
  if (!phase.sites.empty()) json["sites"] = sites_json(phase.sites);
  return json;
}

OrderedJson cell_json(const BaselineCell& cell) {
  OrderedJson json = {{"scenario", cell.counted.scenario}};
  if (!cell.counted.variant.empty()) json["variant"] = cell.counted.variant;
  json["digest"] = cell.counted.digest;
  json["accepted"] = acceptance_json(cell.accepted);
  if (!cell.moved.empty()) json["moved"] = cell.moved;
  if (!cell.counted.bounded.empty()) json["bounded"] = cell.counted.bounded;
  for (const CellPhase& phase : cell.counted.phases) json["phases"].push_back(phase_json(phase));
  return json;
}

OrderedJson toolchain_json(const Toolchain& toolchain) {
  OrderedJson json = OrderedJson::object();
  if (!toolchain.compiler.empty()) json["compiler"] = toolchain.compiler;
  if (!toolchain.libstdcxx.empty()) json["libstdcxx"] = toolchain.libstdcxx;
  json["architecture"] = toolchain.architecture;
  if (!toolchain.flags.empty()) json["flags"] = toolchain.flags;
  return json;
}

// --- reading ---

std::vector<std::string> texts_at(const ObjectReader& reader, const char* key) {
  if (!reader.has(key)) return {};
  std::vector<std::string> texts;
  if (!reader.at(key).is_array()) reader.fail(key, "expected a list of texts");
  for (const Json& text : reader.at(key)) {
    if (!text.is_string()) reader.fail(key, "expected a list of texts");
    texts.push_back(text);
  }
  return texts;
}

NamedCounts figures_at(const Json& json, const std::string& pointer) {
  if (!json.is_object()) throw Problem{pointer, "expected an object of counts"};
  NamedCounts figures;
  for (const auto& [name, value] : json.items()) {
    if (!value.is_number_unsigned()) throw Problem{pointer + "/" + name, "expected a count"};
    figures[name] = value;
  }
  return figures;
}

BoundedCounts bounded_at(const ObjectReader& reader, const char* key) {
  BoundedCounts bounded;
  if (!reader.has(key)) return bounded;
  if (!reader.at(key).is_object()) reader.fail(key, "expected the figures of each phase");
  for (const auto& [phase, figures] : reader.at(key).items())
    bounded[phase] = figures_at(figures, reader.place(key) + "/" + phase);
  return bounded;
}

CellOperation parse_operation(const Json& json, const std::string& pointer) {
  CellOperation operation;
  operation.figures = figures_at(json, pointer);
  if (const auto found = operation.figures.find("operations"); found != operation.figures.end()) {
    operation.operations = found->second;
    operation.figures.erase(found);
  }
  return operation;
}

CellSite parse_site(const std::string& operation, const Json& json, const std::string& pointer) {
  const auto is = [&](size_t i, bool (Json::*kind)() const noexcept) {
    return json.is_array() && json.size() == 6 && (json[i].*kind)();
  };
  const bool texts = is(0, &Json::is_string) && is(1, &Json::is_string) && is(2, &Json::is_string);
  const bool counts = is(3, &Json::is_number_unsigned) && is(4, &Json::is_number_unsigned) &&
                      is(5, &Json::is_number_unsigned);
  if (!texts || !counts)
    throw Problem{pointer, "expected [function, callee, file, line, allocations, bytes]"};
  return {operation, json[0], json[1], {json[2], json[3]}, json[4], json[5]};
}

std::vector<CellSite> parse_sites(const Json& json, const std::string& pointer) {
  if (!json.is_object()) throw Problem{pointer, "expected the sites of each operation"};
  std::vector<CellSite> sites;
  for (const auto& [operation, list] : json.items()) {
    if (!list.is_array()) throw Problem{pointer + "/" + operation, "expected a list of sites"};
    for (size_t i = 0; i < list.size(); ++i)
      sites.push_back(parse_site(operation, list[i], numbered(pointer + "/" + operation, i)));
  }
  return sites;
}

CellPhase parse_phase(const Json& json, const std::string& pointer) {
  const ObjectReader reader(json, pointer, {"phase", "work", "operations", "physical", "sites"});
  CellPhase phase;
  phase.name = required_text(reader, "phase", "the name of the phase");
  phase.work = reader.text("work", "");
  reader.require("operations", "what was counted, by operation");
  const std::string place = reader.place("operations");
  if (!reader.at("operations").is_object()) reader.fail("operations", "expected an object");
  for (const auto& [name, counts] : reader.at("operations").items())
    phase.operations[name] = parse_operation(counts, place + "/" + name);
  if (reader.has("physical"))
    phase.physical = figures_at(reader.at("physical"), reader.place("physical"));
  if (reader.has("sites")) phase.sites = parse_sites(reader.at("sites"), reader.place("sites"));
  return phase;
}

Acceptance parse_acceptance(const Json& json, const std::string& pointer) {
  const ObjectReader reader(json, pointer, {"reason", "commit", "date", "expires"});
  return {required_text(reader, "reason", "why it was accepted"), reader.text("commit", ""),
          required_text(reader, "date", "the day on which it was accepted"),
          reader.text("expires", "")};
}

BaselineCell parse_cell(const Json& json, const std::string& pointer) {
  const ObjectReader reader(
      json, pointer, {"scenario", "variant", "digest", "accepted", "moved", "bounded", "phases"});
  BaselineCell cell;
  cell.counted.scenario = required_text(reader, "scenario", "the name of the scenario");
  cell.counted.variant = reader.text("variant", "");
  cell.counted.digest = required_text(reader, "digest", "the digest of the scenario");
  reader.require("accepted", "who accepted it, and why");
  cell.accepted = parse_acceptance(reader.at("accepted"), reader.place("accepted"));
  cell.moved = texts_at(reader, "moved");
  cell.counted.bounded = bounded_at(reader, "bounded");
  const Json& phases = list_at(reader, "phases", "the phases");
  for (size_t i = 0; i < phases.size(); ++i)
    cell.counted.phases.push_back(parse_phase(phases[i], numbered(reader.place("phases"), i)));
  return cell;
}

Toolchain parse_toolchain(const Json& json, const std::string& pointer) {
  const ObjectReader reader(json, pointer, {"compiler", "libstdcxx", "architecture", "flags"});
  return {reader.text("compiler", ""), reader.text("libstdcxx", ""),
          required_text(reader, "architecture", "the architecture"), reader.text("flags", "")};
}

Baseline read_baseline(const Json& root) {
  const ObjectReader reader(root, "", {"schema", "scenario", "toolchain", "cells"});
  require_schema(reader, kSchema);
  Baseline baseline;
  baseline.scenario = required_text(reader, "scenario", "the name of the scenario");
  reader.require("toolchain", "what built the program");
  baseline.toolchain = parse_toolchain(reader.at("toolchain"), reader.place("toolchain"));
  const Json& cells = list_at(reader, "cells", "what was counted");
  for (size_t i = 0; i < cells.size(); ++i)
    baseline.put(parse_cell(cells[i], numbered(reader.place("cells"), i)));
  return baseline;
}

auto order_of(const BaselineCell& cell) {
  return std::tie(cell.counted.scenario, cell.counted.variant);
}

}  // namespace

const BaselineCell* Baseline::find(const std::string& name, const std::string& variant) const {
  const auto found = std::find_if(cells.begin(), cells.end(), [&](const BaselineCell& cell) {
    return cell.counted.scenario == name && cell.counted.variant == variant;
  });
  return found == cells.end() ? nullptr : &*found;
}

void Baseline::put(BaselineCell cell) {
  const auto place = std::lower_bound(
      cells.begin(), cells.end(), cell,
      [](const BaselineCell& a, const BaselineCell& b) { return order_of(a) < order_of(b); });
  if (place != cells.end() && order_of(*place) == order_of(cell)) {
    *place = std::move(cell);
  } else {
    cells.insert(place, std::move(cell));
  }
}

std::string text_of(const Baseline& baseline) {
  OrderedJson json = {{"schema", kSchema},
                      {"scenario", baseline.scenario},
                      {"toolchain", toolchain_json(baseline.toolchain)}};
  for (const BaselineCell& cell : baseline.cells) json["cells"].push_back(cell_json(cell));
  return pretty_json(json) + "\n";
}

Baseline parse_baseline(const std::string& text, const std::string& path) {
  return parse_json_with(text, path, read_baseline);
}

std::string base_name(const std::string& scenario) {
  return scenario.substr(0, scenario.find('{'));
}

std::string BaselineFolder::file_of(const std::string& scenario, const Toolchain& toolchain) const {
  return (fs::path(path_) / toolchain.key() / (base_name(scenario) + ".json")).string();
}

Baseline BaselineFolder::read(const std::string& file) {
  return parse_baseline(text_of_file(file), file);
}

bool BaselineFolder::has(const std::string& scenario, const Toolchain& toolchain) const {
  return fs::exists(file_of(scenario, toolchain));
}

std::optional<Baseline> BaselineFolder::load(const std::string& scenario,
                                             const Toolchain& toolchain) const {
  if (!has(scenario, toolchain)) return std::nullopt;
  return read(file_of(scenario, toolchain));
}

std::vector<Baseline> BaselineFolder::load_others(const std::string& scenario,
                                                  const Toolchain& toolchain) const {
  std::vector<std::string> files;
  std::error_code none;
  for (const fs::directory_entry& folder : fs::directory_iterator(path_, none)) {
    const fs::path file = folder.path() / (base_name(scenario) + ".json");
    if (folder.path().filename() != toolchain.key() && fs::exists(file)) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  std::vector<Baseline> baselines;
  for (const std::string& file : files) baselines.push_back(read(file));
  return baselines;
}

void BaselineFolder::save(const Baseline& baseline) const {
  const std::string file = file_of(baseline.scenario, baseline.toolchain);
  std::error_code error;
  fs::create_directories(fs::path(file).parent_path(), error);
  if (error) throw Error("cannot write " + file + ": " + error.message());
  write_output(file, [&](std::ostream& out) { out << text_of(baseline); });
}

}  // namespace heapdyno

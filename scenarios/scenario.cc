#include "scenarios/scenario.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "scenarios/words.h"

namespace heapdyno {

const char* name_of(Operation operation) {
  return kOperationWords[static_cast<size_t>(operation)].data();
}

namespace {

using Json = nlohmann::ordered_json;  // a fixed order of keys

Json canonical_keys(const Keys& keys) {
  Json json = {{"distribution", name_of(keys.distribution)},
               {"count", keys.count},
               {"theta", keys.theta},
               {"size", keys.size},
               {"missing", keys.missing}};
  if (keys.hashed) json["hashed"] = true;
  return json;
}

// What is not at its default.
void add_rarer_words(const Phase& phase, Json& json) {
  if (phase.draws_lengths()) json["scan_length_min"] = phase.scan_length_min;
  if (phase.threads != 1) json["threads"] = phase.threads;
  const std::pair<const char*, uint32_t> none_is_zero[] = {{"append_limit", phase.append_limit},
                                                           {"writers", phase.writers},
                                                           {"thread_life", phase.thread_life},
                                                           {"pause_ms", phase.pause_ms}};
  for (const auto& [name, number] : none_is_zero) {
    if (number != 0) json[name] = number;
  }
}

Json canonical_phase(const Phase& phase) {
  Json operations = Json::object();
  for (const Share& share : phase.operations) operations[name_of(share.operation)] = share.weight;
  Json before = Json::array();
  for (Before action : phase.before) before.push_back(name_of(action));
  Json json = {{"name", phase.name},
               {"operations", operations},
               {"count", phase.count},
               {"keys", canonical_keys(phase.keys)},
               {"values", {{"min", phase.values.min}, {"max", phase.values.max}}},
               {"batch_size", phase.batch_size},
               {"scan_length", phase.scan_length},
               {"scan_prefix", phase.scan_prefix},
               {"measured", phase.measured},
               {"restart", phase.restart},
               {"before", before}};
  if (operations.contains("commit"))
    json["commit"] = {{"reads", phase.commit.reads},
                      {"writes", phase.commit.writes},
                      {"abort", phase.commit.abort},
                      {"isolation", name_of(phase.commit.isolation)}};
  add_rarer_words(phase, json);
  return json;
}

void add_keyspaces(const Scenario& scenario, Json& whole) {
  for (const Keyspace& keyspace : scenario.keyspaces)
    whole["keyspaces"].push_back({{"name", keyspace.name}, {"kind", name_of(keyspace.kind)}});
  for (const Index& index : scenario.indexes) {
    Json json = {{"name", index.name}, {"field", index.field}};
    if (index.prefix > 0) json["prefix"] = index.prefix;
    whole["indexes"].push_back(std::move(json));
  }
}

void add_names(const Names& names, Json& whole) {
  whole["names"] = {
      {"count", names.count}, {"min", names.min}, {"max", names.max}, {"theta", names.theta}};
}

Json canonical_settings(const StoreSettings& settings) {
  return {
      {"write_buffer_bytes", settings.write_buffer_bytes}, {"block_bytes", settings.block_bytes},
      {"block_cache_bytes", settings.block_cache_bytes},   {"table_bytes", settings.table_bytes},
      {"level_base_bytes", settings.level_base_bytes},     {"bits_per_key", settings.bits_per_key},
      {"level0_trigger", settings.level0_trigger},         {"sync", name_of(settings.sync)}};
}

}  // namespace

int Scenario::parts() const {
  int parts = 1;
  for (const Phase& phase : phases) parts += phase.restart ? 1 : 0;
  return parts;
}

Scenario::Span Scenario::phases_of(int part) const {
  Span span{0, phases.size()};
  int restarts = 0;
  for (size_t i = 0; i < phases.size(); ++i) {
    if (!phases[i].restart) continue;
    ++restarts;
    if (restarts == part) span.first = i;
    if (restarts == part + 1) span.last = i;
  }
  return span;
}

bool Phase::has(Operation operation) const {
  return std::any_of(operations.begin(), operations.end(),
                     [&](const Share& share) { return share.operation == operation; });
}

bool Phase::changes_data(Operation operation) const {
  switch (operation) {
    case Operation::kPut:
    case Operation::kDelete:
    case Operation::kBatch:
    case Operation::kInsert:
    case Operation::kModify:
    case Operation::kAppend:
    case Operation::kHandOver:
      return true;
    case Operation::kCommit:
      return commit.writes > 0;
    default:
      return false;
  }
}

bool Phase::changes_data() const {
  return std::any_of(operations.begin(), operations.end(),
                     [&](const Share& share) { return changes_data(share.operation); });
}

bool Phase::writes_values() const {
  return std::any_of(operations.begin(), operations.end(), [&](const Share& share) {
    return share.operation != Operation::kDelete && changes_data(share.operation);
  });
}

bool Scenario::has(Operation operation) const {
  return std::any_of(phases.begin(), phases.end(),
                     [&](const Phase& phase) { return phase.has(operation); });
}

size_t Scenario::writing_phases(size_t first) const {
  return static_cast<size_t>(
      std::count_if(phases.begin(), phases.begin() + static_cast<ptrdiff_t>(first),
                    [](const Phase& phase) { return phase.writes_values(); }));
}

bool lacks_data(const Scenario& scenario) {
  return brings_keys(scenario.data) && !std::filesystem::exists(scenario.data_file);
}

std::string canonical(const Scenario& scenario) {
  Json phases = Json::array();
  for (const Phase& phase : scenario.phases) phases.push_back(canonical_phase(phase));
  Json whole = {{"schema", kScenarioSchema},
                {"name", scenario.name},
                {"seed", scenario.seed},
                {"data", name_of(scenario.data)},
                {"words_file", scenario.data_file},
                {"store", canonical_settings(scenario.store)},
                {"phases", phases}};
  add_keyspaces(scenario, whole);
  if (scenario.data == DataSource::kDocuments) add_names(scenario.names, whole);
  if (scenario.data == DataSource::kJson) {
    whole["json_list"] = scenario.json_list;
    whole["json_key"] = scenario.json_key;
  }
  return whole.dump();
}

}  // namespace heapdyno

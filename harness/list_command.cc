#include <algorithm>

#include "harness/commands.h"
#include "harness/inventory.h"
#include "harness/peers.h"
#include "harness/words.h"

namespace heapdyno {
namespace {

constexpr size_t kColumns = 100;
constexpr size_t kLeastRoom = 20;

Table allocator_table(const Inventory& inventory) {
  Table table{"Allocators",
              {{"alloc", Align::kLeft}, {"version", Align::kLeft}, {"library", Align::kLeft}},
              {},
              {}};
  for (const std::string& name : inventory.allocators) {
    for (const auto& [executable, dyno] : inventory.dynos) {
      if (dyno.allocator != name) continue;
      table.rows.push_back({name, short_version(dyno.allocator_version), dyno.library});
      break;
    }
  }
  table.notes = {
      "any other: --alloc NAME=/path/lib.so; with settings: --alloc 'NAME{VARIABLE=value}'"};
  return table;
}

Table variant_table(const Inventory& inventory) {
  Table table{
      "Variants",
      {{"variant", Align::kLeft}, {"toggles on", Align::kLeft}, {"built for", Align::kLeft}},
      {},
      {}};
  std::vector<std::string> names = named_variants(inventory.toggles);
  for (const auto& [executable, dyno] : inventory.dynos) {
    if (!dyno.variant.empty() &&
        std::find(names.begin(), names.end(), dyno.variant) == names.end()) {
      names.push_back(dyno.variant);
    }
  }
  for (const std::string& name : names) {
    std::vector<std::string> on;
    for (const auto& [toggle, kind] : policy_of_variant(name, inventory.toggles)) {
      on.push_back(kind == "on" ? toggle : toggle + "=" + kind);
    }
    std::vector<std::string> built;
    for (const auto& [executable, dyno] : inventory.dynos) {
      if (dyno.variant == name) built.push_back(dyno.allocator);
    }
    table.rows.push_back({name, on.empty() ? "none" : join(on, " "),
                          built.empty() ? "when needed" : join(built, " ")});
  }
  return table;
}

Table toggle_table(const Inventory& inventory) {
  Table table{"Toggles",
              {{"toggle", Align::kLeft}, {"kinds", Align::kLeft}, {"what it does", Align::kLeft}},
              {},
              {}};
  for (const ToggleInfo& toggle : inventory.toggles) {
    table.rows.push_back({toggle.name, join(toggle.kinds, " "), toggle.why});
  }
  table.notes = {
      "any set: --variant arena=fresh+preallocate; a toggle without a kind is its last kind"};
  return table;
}

// Lines of at most kColumns: the texts of the last column are cut.
void fit(Table& table) {
  size_t used = 2 * table.columns.size();
  for (size_t i = 0; i + 1 < table.columns.size(); ++i) {
    size_t width = table.columns[i].name.size();
    for (const auto& row : table.rows) width = std::max(width, row[i].text.size());
    used += width;
  }
  const size_t room = kColumns - std::min(used, kColumns - kLeastRoom);
  for (auto& row : table.rows) row.back().text = shortened(row.back().text, room);
}

Table scenario_table(const std::vector<ScenarioDocument>& documents) {
  Table table{"Scenarios", {{"scenario", Align::kLeft}, {"what it is for", Align::kLeft}}, {}, {}};
  for (const ScenarioDocument& document : documents) {
    const std::string when = document.scenario.by_default ? "" : "(only when named) ";
    table.rows.push_back({document.scenario.name, when + first_sentence(document.scenario.about)});
  }
  table.notes = {"in full: heapdyno scenario show NAME; any file: --scenario path/to/mine.json"};
  return table;
}

std::string parameters_text(const ScenarioDocument& document) {
  std::vector<std::string> texts;
  for (const Parameter& parameter : document.parameters) {
    texts.push_back(parameter.name + "=" +
                    (parameter.value ? number_text(*parameter.value) : "unset"));
  }
  return join(texts, " ");
}

Table phase_table(const std::vector<ScenarioDocument>& documents) {
  Table table{
      "What can be set of them, and what they measure",
      {{"scenario", Align::kLeft},
       {"points", Align::kRight},
       {"parameters", Align::kLeft},
       {"measured phases", Align::kLeft}},
      {},
      {"a parameter: -p keys=1000, or --scenario 'NAME{keys=1000}'; all of them: --scale 0.1",
       "points: of a sweep over one parameter, each a workload"}};
  for (const ScenarioDocument& document : documents) {
    std::vector<std::string> phases;
    for (const Phase& phase : document.scenario.phases) {
      if (phase.measured) phases.push_back(phase.name);
    }
    table.rows.push_back({document.scenario.name, std::to_string(points_of(document, {}).size()),
                          parameters_text(document), join(phases, " ")});
  }
  return table;
}

Table store_table(const Inventory& inventory) {
  Table table{"Stores", {{"store", Align::kLeft}, {"version", Align::kLeft}}, {}, {}};
  for (const std::string& name : inventory.stores) {
    for (const auto& [executable, dyno] : inventory.dynos) {
      if (!dyno.is_store(name)) continue;
      const std::string own =
          name == dyno.store ? "heapdyno's own" : "the same, every keyspace in a B+tree";
      table.rows.push_back({name, dyno.store_version.empty() ? own : dyno.store_version});
      break;
    }
  }
  for (const Peer& peer : peers()) {
    const Presence presence = presence_of(peer, inventory);
    if (presence == Presence::kBuilt) continue;
    table.rows.push_back({std::string(peer.store), presence == Presence::kMissing
                                                       ? way_to_get(peer, inventory.folder)
                                                       : "built when a run needs it"});
  }
  table.rows.push_back({"null", "does nothing: timed along, for the driver's own cost"});
  return table;
}

}  // namespace

Exit list_command(const ListOptions& options, Streams streams) {
  const Inventory inventory = take_inventory(open_build_folder(options.build), Ask::kAll);
  const std::vector<ScenarioDocument> documents = all_scenarios(inventory.folder);
  std::vector<Table> tables = {allocator_table(inventory), variant_table(inventory),
                               toggle_table(inventory)};
  for (Table table : {scenario_table(documents), phase_table(documents)}) {
    if (options.format == Format::kText) fit(table);
    tables.push_back(std::move(table));
  }
  tables.push_back(store_table(inventory));
  print(streams.out, tables, options.format);
  for (const auto& [executable, why] : inventory.silent) streams.err << "warning: " << why << "\n";
  return Exit::kFine;
}

}  // namespace heapdyno

#include <unistd.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/terminal.h"
#include "harness/base/words.h"
#include "harness/builds/inventory.h"
#include "harness/builds/peers.h"
#include "harness/claims/claim_list.h"
#include "harness/tool/commands.h"
#include "scenarios/catalogue.h"

namespace heapdyno {
namespace {

constexpr size_t kLeastRoom = 20;  // for a text, however narrow the terminal is

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
  const char* const not_built = inventory.folder.is_installed() ? "not installed" : "when needed";
  for (const std::string& name : names) {
    std::vector<std::string> on;
    for (const auto& [toggle, kind] : policy_of_variant(name, inventory.toggles)) {
      on.push_back(kind == "on" ? toggle : toggle + "=" + kind);
    }
    std::vector<std::string> built;
    for (const auto& [executable, dyno] : inventory.dynos) {
      if (dyno.variant == name) built.push_back(dyno.allocator);
    }
    table.rows.push_back(
        {name, on.empty() ? "none" : join(on, " "), built.empty() ? not_built : join(built, " ")});
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

// Lines that a terminal of so many columns shows as lines: the texts of the last column go on in the
// lines below.
void fit(Table& table, size_t columns) {
  size_t used = 2 * table.columns.size();
  for (size_t i = 0; i + 1 < table.columns.size(); ++i) {
    size_t width = table.columns[i].name.size();
    for (const auto& row : table.rows) width = std::max(width, row[i].text.size());
    used += width;
  }
  const size_t room = std::max(kLeastRoom, columns - std::min(used, columns));
  std::vector<std::vector<TableCell>> rows;
  for (std::vector<TableCell>& row : table.rows) {
    for (std::string& line : in_lines(row.back().text, room)) {
      row.back() = std::move(line);
      rows.push_back(std::exchange(row, std::vector<TableCell>(row.size())));
    }
  }
  table.rows = std::move(rows);
}

struct Listed {
  std::string theme;
  ScenarioDocument document;
};

// The scenarios of the catalogue by theme, and by name within one.
std::vector<Listed> listed(const BuildFolder& folder) {
  std::vector<Listed> scenarios;
  for (const CatalogueEntry& entry : read_catalogue(folder.catalogue))
    scenarios.push_back({entry.theme, find_scenario(folder, entry.path)});
  std::stable_sort(scenarios.begin(), scenarios.end(),
                   [](const Listed& a, const Listed& b) { return a.theme < b.theme; });
  return scenarios;
}

Table scenario_table(const std::vector<Listed>& scenarios) {
  Table table{"Scenarios",
              {{"theme", Align::kLeft},
               {"scenario", Align::kLeft},
               {"by default", Align::kLeft},
               {"what it is for", Align::kLeft}},
              {},
              {"in full: heapdyno scenario show NAME; any file: --scenario path/to/mine.json",
               "by default: part of a run that names none; several at once: --scenario 'ycsb-*'"}};
  for (const auto& [theme, document] : scenarios) {
    table.rows.push_back({theme, document.scenario.name, document.scenario.by_default ? "yes" : "",
                          first_sentence(document.scenario.about)});
  }
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

std::vector<std::string> measured_phases(const ScenarioDocument& document) {
  std::vector<std::string> phases;
  for (const Phase& phase : document.scenario.phases) {
    if (phase.measured) phases.push_back(phase.name);
  }
  return phases;
}

Table phase_table(const std::vector<Listed>& scenarios) {
  Table table{
      "What can be set of them, and what they measure",
      {{"scenario", Align::kLeft},
       {"points", Align::kRight},
       {"parameters", Align::kLeft},
       {"measured phases", Align::kLeft}},
      {},
      {"a parameter: -p keys=1000, or --scenario 'NAME{keys=1000}'; all of them: --scale 0.1",
       "points: of a sweep over one parameter, each a workload"}};
  for (const auto& [theme, document] : scenarios) {
    table.rows.push_back({document.scenario.name, std::to_string(points_of(document, {}).size()),
                          parameters_text(document), join(measured_phases(document), " ")});
  }
  return table;
}

// Each phase that is measured, and by what.
Table measured_phase_table(const Inventory& inventory) {
  std::map<std::string, std::vector<std::string>> scenarios;
  for (const auto& [theme, document] : listed(inventory.folder)) {
    for (const std::string& phase : measured_phases(document))
      scenarios[phase].push_back(document.scenario.name);
  }
  Table table{"Phases", {{"phase", Align::kLeft}, {"measured by", Align::kLeft}}, {}, {}};
  for (const auto& [phase, names] : scenarios) table.rows.push_back({phase, join(names, " ")});
  return table;
}

Table claim_table(const Inventory& inventory) {
  Table table{
      "Claims",
      {{"claim", Align::kLeft}, {"claimed", Align::kLeft}, {"in these words", Align::kLeft}},
      {},
      {}};
  const std::optional<ClaimList> list = claims_of_checkout(inventory.folder);
  if (!list) return table;
  for (const Claim& claim : list->claims)
    table.rows.push_back({claim.id, claim.claimed(), claim.quotation});
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

std::vector<Table> scenario_tables(const Inventory& inventory) {
  const std::vector<Listed> scenarios = listed(inventory.folder);
  return {scenario_table(scenarios), phase_table(scenarios)};
}

template <Table (*table_of)(const Inventory&)>
std::vector<Table> one_table(const Inventory& inventory) {
  return {table_of(inventory)};
}

struct ListTopic {
  const char* name;
  std::vector<Table> (*tables)(const Inventory& inventory);
  size_t column;             // of the names, in the first table
  bool in_full_list = true;  // of all topics
};

constexpr ListTopic kListTopics[] = {{"allocators", one_table<allocator_table>, 0},
                                     {"variants", one_table<variant_table>, 0},
                                     {"toggles", one_table<toggle_table>, 0},
                                     {"scenarios", scenario_tables, 1},
                                     {"phases", one_table<measured_phase_table>, 0, false},
                                     {"stores", one_table<store_table>, 0},
                                     {"claims", one_table<claim_table>, 0, false}};

const ListTopic& find_list_topic(const std::string& name) {
  for (const ListTopic& topic : kListTopics) {
    if (topic.name == name) return topic;
  }
  throw usage_error(unknown_name("topic", name, list_topics()));
}

// The tables of a topic, or of all.
std::vector<Table> tables_of(const std::string& name, const Inventory& inventory) {
  if (!name.empty()) return find_list_topic(name).tables(inventory);
  std::vector<Table> tables;
  for (const ListTopic& topic : kListTopics) {
    if (!topic.in_full_list) continue;
    for (Table& table : topic.tables(inventory)) tables.push_back(std::move(table));
  }
  return tables;
}

void print_tables(std::vector<Table> tables, Format format, std::ostream& out) {
  const std::optional<size_t> columns = columns_of_terminal(STDOUT_FILENO);
  if (columns && format == Format::kText) {
    for (Table& table : tables) fit(table, *columns);
  }
  print(out, tables, format);
}

void print_names(const ListTopic& topic, const Inventory& inventory, std::ostream& out) {
  const Table table = topic.tables(inventory).front();
  for (const auto& row : table.rows) out << row[topic.column].text << "\n";
}

}  // namespace

std::vector<std::string> list_topics() {
  std::vector<std::string> names;
  for (const ListTopic& topic : kListTopics) names.emplace_back(topic.name);
  return names;
}

Exit list_command(const ListOptions& options, Streams streams) {
  if (options.names && options.topic.empty())
    throw usage_error("--names needs a topic: " + join(list_topics(), ", "));
  const Inventory inventory = take_inventory(open_build_folder(options.build), Ask::kAll);
  if (options.names)
    print_names(find_list_topic(options.topic), inventory, streams.out);
  else
    print_tables(tables_of(options.topic, inventory), options.format, streams.out);
  for (const auto& [executable, why] : inventory.silent) streams.log << "warning: " << why << "\n";
  return Exit::kFine;
}

}  // namespace heapdyno

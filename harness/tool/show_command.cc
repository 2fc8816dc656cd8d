#include <algorithm>
#include <array>

#include "harness/base/words.h"
#include "harness/record/selection.h"
#include "harness/show/advice.h"
#include "harness/show/figures_table.h"
#include "harness/show/lifetimes_table.h"
#include "harness/show/memory_curve.h"
#include "harness/show/repeatability.h"
#include "harness/show/summary.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

struct Topic {
  const char* name;
  std::vector<Table> (*tables)(const std::vector<Record>& records);
  const char* measured_by;  // what `run` needs to be asked for
};

constexpr std::array kTopics = {
    Topic{"summary", summarize, ""},
    Topic{"memory", memory_tables, "--memory N --live 1"},
    Topic{"curve", curve_tables, "--memory N --live 1"},
    Topic{"lifetimes", lifetime_tables, "--live N"},
    Topic{"advice", advice_tables, "--live N --memory N"},
    Topic{"instructions", instruction_tables, "--instructions N"},
    Topic{"latency", latency_tables, "--open-loop PERCENT,..."},
    Topic{"repeatability", repeatability_tables, "--counts N"},
};

const Topic& find_topic(const std::string& name) {
  std::vector<std::string> names;
  for (const Topic& topic : kTopics) {
    if (topic.name == name) return topic;
    names.emplace_back(topic.name);
  }
  throw usage_error(unknown_name("topic", name, names));
}

// Leaves the phases that the filter picks. False: it picks nothing of the record.
bool keep_matching(Record& record, const Selection& filter) {
  if (record.phases.empty()) return filter.matches(record.keys);  // it did not succeed
  std::erase_if(record.phases, [&](const PhaseRecord& phase) {
    CellKeys keys = record.keys;
    keys["phase"] = phase.name;
    return !filter.matches(keys);
  });
  return !record.phases.empty();
}

}  // namespace

Exit show_command(const ShowOptions& options, Streams streams) {
  const Topic& topic = find_topic(options.topic);
  const Selection filter = Selection::parse(options.filter);
  std::vector<Record> records = read_inputs(inputs_of(options.inputs, options.build), streams);
  std::erase_if(records, [&](Record& record) { return !keep_matching(record, filter); });
  if (records.empty())
    throw usage_error("nothing in these records matches --filter '" + join(options.filter, " ") +
                      "'");
  const std::vector<Table> tables = topic.tables(records);
  if (tables.empty()) {
    const std::string measured_by = topic.measured_by;
    throw usage_error("there is nothing about " + options.topic + " in these records" +
                      (measured_by.empty() ? "" : ": `run " + measured_by + "` measures it"));
  }
  print(streams.out, tables, options.format);
  return Exit::kFine;
}

}  // namespace heapdyno

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

struct ShownTopic {
  const char* name;
  std::vector<Table> (*tables)(const std::vector<Record>& records);
  const char* measured_by;  // what `run` needs to be asked for
};

constexpr std::array kShownTopics = {
    ShownTopic{"summary", summarize, ""},
    ShownTopic{"memory", memory_tables, "--memory N --live 1"},
    ShownTopic{"curve", curve_tables, "--memory N --live 1"},
    ShownTopic{"lifetimes", lifetime_tables, "--live N"},
    ShownTopic{"advice", advice_tables, "--live N --memory N"},
    ShownTopic{"instructions", instruction_tables, "--instructions N"},
    ShownTopic{"latency", latency_tables, "--open-loop PERCENT,..."},
    ShownTopic{"repeatability", repeatability_tables, "--counts N"},
};

const ShownTopic& find_topic(const std::string& name) {
  for (const ShownTopic& topic : kShownTopics) {
    if (topic.name == name) return topic;
  }
  throw usage_error(unknown_name("topic", name, show_topics()));
}

}  // namespace

std::vector<std::string> show_topics() {
  std::vector<std::string> names;
  for (const ShownTopic& topic : kShownTopics) names.emplace_back(topic.name);
  return names;
}

Exit show_command(const ShowOptions& options, Streams streams) {
  const ShownTopic& topic = find_topic(options.topic);
  const std::vector<Record> records =
      read_matching(inputs_of(options.inputs, options.build, streams), options.filter, streams);
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

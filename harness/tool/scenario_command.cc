#include "harness/base/words.h"
#include "harness/builds/builder.h"
#include "harness/builds/scenario_choice.h"
#include "harness/run/gate.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

void show(const std::string& name, const ScenarioSettings& settings, const BuildFolder& folder,
          std::ostream& out) {
  const std::vector<ScenarioInstance> instances =
      instances_of(choose_scenarios({name}, folder), settings);
  if (instances.size() == 1) {
    out << instances[0].text;
    return;
  }
  std::vector<std::string> points;
  for (const ScenarioInstance& instance : instances) points.push_back("'" + instance.name + "'");
  throw usage_error(name + " is a sweep: show one of its points, " + join(points, ", "));
}

Exit check(const std::vector<std::string>& files, Streams streams) {
  Exit exit = Exit::kFine;
  for (const std::string& file : files) {
    const engine::Result<ScenarioDocument> document = load_scenario_document(file);
    if (document.is_ok()) {
      streams.out << file << ": fine: " << document->scenario.name << ", digest "
                  << document->scenario.digest << "\n";
      continue;
    }
    streams.err << document.status().message() << "\n";
    exit = Exit::kFailed;
  }
  return exit;
}

// As it would stand in the file.
std::string gate_member(const ScenarioDocument& document, double scale) {
  std::vector<std::string> members;
  if (document.gate) {
    for (const auto& [name, number] : document.gate->parameters)
      members.push_back("\"" + name + "\": " + number_text(number));
  }
  if (scale != 1) members.push_back("\"scale\": " + number_text(scale));
  return "\"gate\": {" + join(members, ", ") + "}";
}

Exit find(const std::string& name, const BuildFolder& folder, Streams streams) {
  const ScenarioDocument document = find_scenario(folder, name);
  bring_up_to_date(folder, {{"dyno-baseline-glibc"}, {}, {}}, streams.log);
  Inventory inventory = take_inventory(folder, Ask::kOneOfEach);
  const FoundGate found = find_gate(document, count_on_baseline(inventory));
  streams.out << gate_member(document, found.scale) << "\n";
  bool is_fast = true;
  for (const GateRun& run : found.runs) {
    streams.out << "  " << text_of(run, document.scenario) << "\n";
    is_fast &= run.cpu_seconds <= kMostGateSeconds;
  }
  if (is_fast) return Exit::kFine;
  throw Error("that is more than " + number_text(kMostGateSeconds) +
              " s: give its \"gate\" a smaller write buffer (\"$write_buffer\"), then again");
}

}  // namespace

Exit scenario_command(const ScenarioOptions& options, Streams streams) {
  if (options.action == ScenarioAction::kCheck) return check(options.names, streams);
  const BuildFolder folder = open_build_folder(options.build);
  if (options.action == ScenarioAction::kGate) return find(options.names[0], folder, streams);
  show(options.names[0], options.settings, folder, streams.out);
  return Exit::kFine;
}

}  // namespace heapdyno

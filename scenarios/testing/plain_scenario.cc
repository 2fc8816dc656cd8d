// Runs the phases of a scenario against the linked store and does nothing else: no observer is
// asked, nothing is measured or written. So a preloaded counter of any make sees the same process,
// and their totals can be compared. At the end it prints what the store did: "compactions 1".
//
//   plain-scenario SCENARIO FOLDER
#include <unistd.h>

#include <cstdio>

#include "scenarios/data.h"
#include "scenarios/json_field.h"
#include "scenarios/phase_calls.h"
#include "scenarios/phase_runner.h"
#include "scenarios/phase_work.h"
#include "scenarios/scenario.h"
#include "scenarios/store_calls.h"

namespace heapdyno {
namespace {

engine::Status run_phases(const Scenario& scenario, const Data& data, const Target& target,
                          PhaseCalls& calls) {
  Progress progress;
  std::vector<std::pair<std::string, std::string>> left_out;
  for (size_t i = 0; i < scenario.phases.size(); ++i) {
    const Phase& phase = scenario.phases[i];
    const std::vector<PhaseWork> works = works_of(scenario, i, data);
    PhaseRunner runner(target, phase, works, {}, progress);
    RETURN_IF_ERROR(calls.prepare(phase, left_out));
    RETURN_IF_ERROR(calls.run(phase, runner));
  }
  return engine::Status::ok();
}

engine::Status run(const Scenario& scenario) {
  if (scenario.parts() > 1)
    return engine::Status::invalid_argument("a restart takes another process, and this is one");
  const engine::Result<Data> data = Data::prepare(scenario);
  if (!data.is_ok()) return data.status();
  const Observer no_observer;
  const std::unique_ptr<Store> store = make_store(describe_store().name, scenario);
  const Target target{store.get(), &no_observer};
  StoreContext context;
  context.count_mode = true;
  context.field_of = indexed_field;
  PhaseCalls calls(target, context);
  RETURN_IF_ERROR(run_phases(scenario, *data, target, calls));
  for (const auto& [name, value] : store->physical_work())
    std::printf("%s %llu\n", name.c_str(), static_cast<unsigned long long>(value));
  return calls.close(kMeasure);
}

int main(const char* file, const char* folder) {
  const engine::Result<Scenario> scenario = load_scenario(file);
  if (!scenario.is_ok() || chdir(folder) != 0) return 1;
  const engine::Status status = run(*scenario);
  if (status.is_ok()) return 0;
  std::fprintf(stderr, "%s\n", status.to_string().c_str());
  return 1;
}

}  // namespace
}  // namespace heapdyno

int main(int argc, char** argv) { return argc == 3 ? heapdyno::main(argv[1], argv[2]) : 2; }

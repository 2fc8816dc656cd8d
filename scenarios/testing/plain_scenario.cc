// Runs the phases of a scenario against the linked store and does nothing else: no observer is
// asked, nothing is measured or written. So a preloaded counter of any make sees the same process,
// and their totals can be compared.
//
//   plain-scenario SCENARIO FOLDER
#include <unistd.h>

#include <cstdio>

#include "scenarios/data.h"
#include "scenarios/phase_runner.h"
#include "scenarios/phase_work.h"
#include "scenarios/scenario.h"
#include "scenarios/store_calls.h"

namespace heapdyno {
namespace {

engine::Status run(const Scenario& scenario) {
  const engine::Result<Data> data = Data::prepare(scenario);
  if (!data.is_ok()) return data.status();
  const Observer no_observer;
  const std::unique_ptr<Store> store = make_store(describe_store().name, scenario);
  const Target target{store.get(), &no_observer};
  Progress progress;
  OpenArguments arguments{{}, "db"};
  arguments.context.count_mode = true;
  RETURN_IF_ERROR(kMeasure.open(target, arguments));
  for (size_t i = 0; i < scenario.phases.size(); ++i) {
    const std::vector<PhaseWork> works = works_of(scenario, i, *data);
    PhaseRunner runner(target, scenario.phases[i], works, {}, progress);
    RETURN_IF_ERROR(runner.run());
  }
  return kMeasure.close(target);
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

#include "harness/program/observed_program.h"

#include <chrono>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/program/executable_file.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const ProgramOptions& options, const std::string& what) {
  throw Error(options.command.front() + ": " + what);
}

// How far it came, where it says so.
std::string phase_reached(const std::string& counters) {
  const engine::Result<Counters> counted = read_counters(counters);
  if (!counted.is_ok()) return "";
  for (const MarkedPhase& phase : counted->phases) {
    if (!phase.ended) return " in phase " + phase.name;
  }
  return "";
}

std::string why_uncounted(const ProgramOptions& options) {
  if (is_linked_statically(executable_of(options))) {
    return "it is linked statically, so no library can count its allocations: link it without "
           "-static";
  }
  return "no process of it left counts: is /dev/shm full, is the size of files limited "
         "(ulimit -f), does it run as another user, or does what starts it clear LD_PRELOAD?";
}

std::vector<Counters> processes_of(const ProgramOptions& options, const std::string& counters) {
  std::vector<Counters> processes;
  for (const std::string& file : counters_files(counters)) {
    engine::Result<Counters> counted = read_counters(file);
    if (!counted.is_ok()) fail(options, counted.status().to_string());
    processes.push_back(std::move(counted).value());
  }
  if (processes.empty()) fail(options, why_uncounted(options));
  return processes;
}

}  // namespace

ProgramRun observe_program(const ProgramOptions& options) {
  const TemporaryFolder files("/dev/shm");
  const std::string counters = files.path() + "/counters";
  ProgramSetting setting;
  setting.libraries = {options.observer};
  setting.libraries.insert(setting.libraries.end(), options.libraries.begin(),
                           options.libraries.end());
  setting.environment = {HEAPDYNO_OBSERVER_VARIABLE "=" + counters};
  setting.where = [&] { return phase_reached(counters); };
  const Clock::time_point start = Clock::now();
  run_program(options, setting, files.path());
  return {processes_of(options, counters),
          std::chrono::duration<double>(Clock::now() - start).count()};
}

}  // namespace heapdyno

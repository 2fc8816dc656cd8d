#include "harness/program/count_program.h"

#include <filesystem>

#include "engine/base/hash.h"
#include "harness/base/words.h"
#include "harness/program/program_phases.h"

namespace heapdyno {
namespace {

// Of the arguments, each with its end.
std::string digest_of_arguments(const std::vector<std::string>& command) {
  std::string all;
  for (size_t i = 1; i < command.size(); ++i) all += command[i] + '\0';
  return hexadecimal(engine::hash_bytes(all, 0));
}

}  // namespace

CountedProgram count_program(const ProgramOptions& options) {
  const ProgramRun run = observe_program(options);
  ProgramPhases counted = phases_of_program(run.processes);
  CountedProgram program;
  program.cell.scenario = std::filesystem::path(options.command.front()).filename().string();
  program.cell.digest = digest_of_arguments(options.command);
  program.cell.phases = std::move(counted.phases);
  program.notes = std::move(counted.notes);
  program.processes = run.processes.size();
  program.seconds = run.seconds;
  return program;
}

}  // namespace heapdyno

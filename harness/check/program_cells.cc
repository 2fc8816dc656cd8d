#include "harness/check/program_cells.h"

#include <filesystem>
#include <set>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr size_t kMorePadding =
    809;  // bytes of the environment, from run to run; odd, so that lines move

CheckedProgram first_run(CountedProgram counted) {
  CheckedProgram program;
  program.trial.cell = std::move(counted.cell);
  program.trial.toolchain = toolchain_of_programs();
  program.notes = std::move(counted.notes);
  return program;
}

}  // namespace

CheckedProgram count_program_to_check(const ProgramOptions& options) {
  try {
    return first_run(count_program(options));
  } catch (const Error& error) {
    CheckedProgram failed;
    failed.trial.cell.scenario = std::filesystem::path(options.command.front()).filename();
    failed.trial.toolchain = toolchain_of_programs();
    failed.trial.failure = error.what();
    return failed;
  }
}

CheckedProgram count_program_to_accept(const ProgramOptions& options, int runs,
                                       const std::vector<std::string>& libraries) {
  CheckedProgram program = first_run(count_program(options));
  for (int run = 1; run < runs; ++run) {
    ProgramOptions varied = options;
    varied.environment.push_back("PAD=" +
                                 std::string(kMorePadding * static_cast<size_t>(run), 'x'));
    const size_t turn = static_cast<size_t>(run) % (libraries.size() + 1);
    if (turn > 0) varied.libraries.push_back(libraries[turn - 1]);
    program.trial.further.push_back(count_program(varied).cell);
  }
  return program;
}

std::vector<std::string> allocator_libraries(const Inventory& inventory) {
  std::set<std::string> libraries;
  for (const auto& [name, dyno] : inventory.dynos) {
    if (dyno.allocator != "glibc") libraries.insert(dyno.library);
  }
  return {libraries.begin(), libraries.end()};
}

}  // namespace heapdyno

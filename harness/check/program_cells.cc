#include "harness/check/program_cells.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/base/table.h"
#include "harness/base/words.h"
#include "harness/check/accept.h"
#include "harness/program/program_costs.h"
#include "harness/program/program_phases.h"
#include "harness/run/cachegrind.h"

namespace heapdyno {
namespace {

constexpr size_t kMorePadding =
    809;  // bytes of the environment, from run to run; odd, so that lines move
constexpr size_t kMoreOfFolder =
    13;  // bytes of the name of the folder for temporary files, likewise

constexpr const char* kInstructions = "instructions/op";
constexpr const char* kMinorFaults = "minor_faults";
constexpr const char* kMajorFaults = "major_faults";
const std::vector<std::string> kOfPrograms = {kInstructions, kMinorFaults, kMajorFaults};

bool asks_for(const BoundedMetrics& bounded, const std::string& name) {
  return std::any_of(bounded.begin(), bounded.end(),
                     [&](const Metric* metric) { return metric->name == name; });
}

void put(BoundedRuns& runs, const char* metric, uint64_t value) {
  runs[{kWholeProgram, "", figure_name(find_metric(metric))}].push_back(value);
}

void measure_bounded(const ProgramOptions& options, const BoundedMetrics& bounded,
                     BoundedRuns& runs) {
  if (asks_for(bounded, kInstructions)) put(runs, kInstructions, count_instructions(options));
  const bool minor = asks_for(bounded, kMinorFaults);
  const bool major = asks_for(bounded, kMajorFaults);
  if (!minor && !major) return;
  const ProgramFaults faults = count_page_faults(options);
  if (minor) put(runs, kMinorFaults, faults.minor);
  if (major) put(runs, kMajorFaults, faults.major);
}

CheckedProgram first_run(CountedProgram counted) {
  CheckedProgram program;
  program.trial.cell = std::move(counted.cell);
  program.trial.toolchain = toolchain_of_programs();
  program.notes = std::move(counted.notes);
  program.processes = counted.processes;
  return program;
}

// How many allocations of the cell have a call site, and how many there are.
std::pair<uint64_t, uint64_t> known_sites(const CountedCell& cell) {
  uint64_t known = 0;
  uint64_t all = 0;
  for (const CellPhase& phase : cell.phases) {
    all += allocations_of(phase);
    for (const CellSite& site : phase.sites) known += site.allocations;
  }
  return {known, all};
}

std::string why_unknown(size_t processes) {
  if (processes > 1)
    return "heaptrack follows the process that is started, and none that this one forks or starts; "
           "what it starts can be named itself";
  return "under heaptrack the program did not allocate the same";
}

void add_sites(const ProgramOptions& options, const ProfilingOfProgram& profiling,
               CheckedProgram& program) {
  try {
    ProgramSites sites = profile_program(options, profiling);
    for (CellPhase& phase : program.trial.cell.phases) phase.sites = std::move(sites[phase.name]);
  } catch (const Error& error) {
    if (options.stop != nullptr && options.stop->load()) throw;
    program.notes.push_back(std::string("no call site will be named: under heaptrack, ") +
                            error.what());
    return;
  }
  const auto [known, all] = known_sites(program.trial.cell);
  if (known != all)
    program.notes.push_back("call sites are known of " + thousands(known) + " of " +
                            thousands(all) + " allocations: " + why_unknown(program.processes));
}

// Runs the program once more, in other surroundings.
template <typename Run>
void run_varied(const ProgramOptions& options, int number, Run run) {
  const auto n = static_cast<size_t>(number);
  const TemporaryFolder temporary(temporary_folder(), kMoreOfFolder * n);
  ProgramOptions varied = options;
  varied.environment.push_back("PAD=" + std::string(kMorePadding * n, 'x'));
  varied.environment.push_back("TMPDIR=" + temporary.path());
  try {
    run(varied);
  } catch (const Error& error) {
    throw Error(std::string(error.what()) + "\nit was run once more, with another TMPDIR and " +
                std::to_string(kMorePadding * n) + " bytes more in its environment");
  }
}

// "with another TMPDIR and environment, under libjemalloc.so.2"
std::string how_varied(const ProgramOptions& varied) {
  std::string how = "with another TMPDIR and environment";
  for (const std::string& library : varied.libraries)
    how += ", under " + std::filesystem::path(library).filename().string();
  return how;
}

}  // namespace

void check_program_has(const BoundedMetrics& bounded) {
  for (const Metric* metric : bounded) {
    const std::string name(metric->name);
    if (std::find(kOfPrograms.begin(), kOfPrograms.end(), name) == kOfPrograms.end())
      throw usage_error("--metric " + name + ": a program has " + listed(kOfPrograms, 3));
  }
  if (asks_for(bounded, kInstructions)) check_cachegrind();
}

CheckedProgram count_program_to_check(const ProgramOptions& options,
                                      const ProgramCounting& counting) {
  check_program_has(counting.bounded);
  try {
    CheckedProgram program = first_run(count_program(options));
    if (counting.profiling) add_sites(options, *counting.profiling, program);
    measure_bounded(options, counting.bounded, program.trial.bounded);
    program.trial.cell.bounded = settled(program.trial.bounded, counting.bounded);
    return program;
  } catch (const Error& error) {
    CheckedProgram failed;
    failed.trial.cell.scenario = std::filesystem::path(options.command.front()).filename();
    failed.trial.toolchain = toolchain_of_programs();
    failed.trial.failure = error.what();
    return failed;
  }
}

CheckedProgram count_program_to_accept(const ProgramOptions& options,
                                       const ProgramCounting& counting,
                                       const std::vector<std::string>& libraries) {
  check_program_has(counting.bounded);
  CheckedProgram program = first_run(count_program(options));
  CountedTrial& trial = program.trial;
  const size_t allocators = libraries.size() + 1;
  for (int run = 1; run < kRunsToAccept; ++run) {
    run_varied(options, run, [&](ProgramOptions varied) {
      const size_t turn = static_cast<size_t>(run) % allocators;
      if (turn > 0) varied.libraries.push_back(libraries[turn - 1]);
      trial.further.push_back({count_program(varied).cell, how_varied(varied)});
    });
  }
  if (counting.profiling) add_sites(options, *counting.profiling, program);
  measure_bounded(options, counting.bounded, trial.bounded);
  for (int run = 1; run < kBoundedRunsToAccept && !counting.bounded.empty(); ++run) {
    run_varied(options, run, [&](const ProgramOptions& varied) {
      measure_bounded(varied, counting.bounded, trial.bounded);
    });
  }
  trial.cell.bounded = settled(trial.bounded, counting.bounded);
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

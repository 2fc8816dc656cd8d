#include <algorithm>

#include "harness/base/interrupts.h"
#include "harness/base/table.h"
#include "harness/check/accept.h"
#include "harness/check/program_cells.h"
#include "harness/check/report_words.h"
#include "harness/run/measure.h"
#include "harness/tool/commands.h"
#include "harness/tool/gate_inputs.h"

namespace heapdyno {
namespace {

// Under every allocator there is, as often as makes enough runs.
CountingOptions to_accept(CountingOptions counting, const Inventory& inventory) {
  counting.allocators = inventory.allocators;
  const int allocators = static_cast<int>(counting.allocators.size());
  counting.repetitions = (kRunsToAccept + allocators - 1) / allocators;
  counting.bounded_runs = kBoundedRunsToAccept;
  return counting;
}

// "2d4b23a31c6f", with "+" where there were changes on top of it.
std::string text_of(const std::optional<GitState>& git) {
  return git ? git->commit + (git->dirty ? "+" : "") : "";
}

std::vector<CountedTrial> trials_to_accept(const GateOptions& options, const BuildFolder& folder,
                                           Streams streams) {
  const Inventory inventory = take_inventory(folder, Ask::kOneOfEach);
  if (options.program.empty())
    return count_cells(inventory, options.selection, to_accept(options.counting, inventory),
                       streams.log);
  check_can_find(options.counting.sites);
  const InterruptGuard guard;
  CheckedProgram program =
      count_program_to_accept(program_of(options, folder), program_counting_of(options, folder),
                              allocator_libraries(inventory));
  for (const std::string& note : program.notes) streams.log << "note: " << note << "\n";
  return {std::move(program.trial)};
}

void say_changes(const std::vector<Finding>& changes, Streams streams) {
  for (const Finding& change : changes)
    streams.out << title_of(change) << ": " << message_of(change) << "\n";
}

}  // namespace

Exit accept_command(const AcceptOptions& options, Streams streams) {
  const BuildFolder folder = open_build_folder(options.gate.build);
  const BaselineFolder baselines = baselines_of(options.gate, folder);
  const std::optional<GitState> git = commit_of(options.gate, folder);
  if (!options.expires.empty()) check_expiry(options.expires, day_of(git));
  const std::vector<CountedTrial> trials = trials_to_accept(options.gate, folder, streams);
  const Acceptance acceptance{options.reason, text_of(git), utc_now("%Y-%m-%d"), options.expires};
  const MovingAllocations moving =
      options.leave_out ? MovingAllocations::kLeftOut : MovingAllocations::kRefused;
  const Accepted accepted =
      accept(trials, baselines, acceptance, options.gate.counting.bounded, moving);
  say_changes(accepted.changes, streams);
  for (const std::string& figure : accepted.left_out)
    streams.log << "warning: " << figure << " is not the same in all runs: it is left out\n";
  for (const std::string& figure : accepted.dropped)
    streams.log << "warning: " << figure
                << " was of other work and is dropped: accept it anew with --metric\n";
  streams.out << number_of(static_cast<uint64_t>(accepted.cells), "cell") << " accepted, "
              << accepted.kept << " as they were, in " << baselines.path() << "\n";
  return Exit::kFine;
}

}  // namespace heapdyno

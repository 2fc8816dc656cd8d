#include <algorithm>

#include "harness/base/table.h"
#include "harness/check/accept.h"
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
  return counting;
}

// "2d4b23a31c6f", with "+" where there were changes on top of it.
std::string commit_of(const std::optional<GitState>& git) {
  return git ? git->commit + (git->dirty ? "+" : "") : "";
}

void say_changes(const std::vector<Finding>& changes, Streams streams) {
  for (const Finding& change : changes) {
    streams.out << "  " << change.scenario << " " << change.variant << " "
                << (change.phase.empty() ? "" : change.phase + ": ") << change.text << "\n";
    for (const SiteDelta& site : change.sites)
      streams.out << "    " << text_of(site, change.operations) << "\n";
  }
}

}  // namespace

Exit accept_command(const AcceptOptions& options, Streams streams) {
  const Inventory inventory =
      take_inventory(open_build_folder(options.gate.build), Ask::kOneOfEach);
  const BaselineFolder baselines = baselines_of(options.gate.baselines, inventory.folder);
  const std::optional<GitState> git = git_state(inventory.folder.source);
  if (!options.expires.empty()) check_expiry(options.expires, day_of(git));
  const std::vector<CountedTrial> trials = count_cells(
      inventory, options.gate.selection, to_accept(options.gate.counting, inventory), streams.err);
  const Acceptance acceptance{options.reason, commit_of(git), utc_now("%Y-%m-%d"), options.expires};
  const Accepted accepted = accept(trials, baselines, acceptance);
  say_changes(accepted.changes, streams);
  for (const std::string& figure : accepted.left_out)
    streams.err << "warning: " << figure << " is not the same in all runs: it is left out\n";
  streams.out << accepted.cells << " cells accepted, " << accepted.kept << " as they were, in "
              << baselines.path() << "\n";
  return Exit::kFine;
}

}  // namespace heapdyno

// From the options of `run` to a plan that can be carried out: names are
// checked, what is missing is built, each executable is asked what it is.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/streams.h"
#include "harness/builds/inventory.h"
#include "harness/builds/scenario_choice.h"
#include "harness/record/plan.h"
#include "harness/run/run_options.h"
#include "harness/stacks/profile_tool.h"

namespace heapdyno {

// What a plain `run` times besides counting, and the whole of `run --quick`.
inline const std::vector<std::string> kTimedByDefault = {"fill-random", "get-hit", "scan"};

struct PreparedRun {
  Inventory inventory;  // describes every executable of the plan
  Plan plan;
};

// Throws a usage error for a name that does not exist or a selection that is
// empty, and Error when something cannot be built or is not what it says.
// `loads`: by scenario, the open loops to run instead of all else.
PreparedRun prepare_run(const RunOptions& options, Streams streams,
                        const std::map<std::string, std::map<int, Rates>>& loads = {});

// The allocators that are named, each once, all that executables are linked with where none is.
// Throws a usage error for one that is not there, and for two under one name.
std::vector<AllocatorChoice> choose_allocators(const std::vector<std::string>& texts,
                                               const Inventory& inventory);

// The variants that are named, by canonical name, each once; baseline and all where none is. Throws a
// usage error for one that there cannot be.
std::vector<std::string> choose_variants(const std::vector<std::string>& names,
                                         const Inventory& inventory);

// As prepare_run(), of these configurations instead of all that the options' stores, variants and
// allocators make together.
PreparedRun prepare_arms(Inventory inventory, std::vector<Arm> arms, const RunOptions& options,
                         Streams streams,
                         const std::map<std::string, std::map<int, Rates>>& loads = {});

// These cells alone, whose scenarios are among the workloads given, whose variants have their
// canonical names, and whose allocators are as --alloc names them: profiled once, counted by observers
// as often as the options say, in the options' rounds where figures are noisy and under cachegrind.
// Throws likewise.
PreparedRun prepare_cells(Inventory inventory, const std::set<PlannedCell>& cells,
                          const std::vector<ScenarioInstance>& scenarios, const RunOptions& options,
                          std::ostream& log);

// A scenario on a store, where it has variants under one, by name.
struct ProfiledCell {
  std::string scenario;
  std::string variant;  // empty: the store has none
  std::string store = "reference";
  auto operator<=>(const ProfiledCell&) const = default;
};

// Each cell to be profiled once by the tool; scenarios as scenario_choice.h says, with these settings
// too, variants by any name. Throws likewise.
PreparedRun prepare_profiles(Inventory inventory, const std::vector<ProfiledCell>& cells,
                             const ScenarioSettings& settings, ProfileTool tool, std::ostream& log);

}  // namespace heapdyno

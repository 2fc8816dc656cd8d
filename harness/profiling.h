// Profiles cells by a heap profiler, for the commands that show call stacks.
// Thread contract: as measure().
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/inventory.h"
#include "harness/plan.h"
#include "harness/profile_tool.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

// Each cell once (prepare.h), into a new record file. Throws Error where the tool is not installed,
// where an executable cannot be built and where a trial failed; `log` says why.
void record_profiles(Inventory inventory, const std::vector<ProfiledCell>& cells,
                     const ScenarioSettings& settings, ProfileTool tool, const std::string& path,
                     std::ostream& log);

}  // namespace heapdyno

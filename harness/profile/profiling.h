// Profiles cells by a heap profiler, for the commands that show call stacks.
// Thread contract: as measure().
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "harness/builds/inventory.h"
#include "harness/run/prepare.h"
#include "harness/stacks/profile_tool.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

struct ProfilingOptions {
  ScenarioSettings settings = {};
  ProfileTool tool = ProfileTool::kHeaptrack;
  std::chrono::seconds limit{120};  // of one process
};

// Each cell once (prepare.h), into a new record file. Throws Error where the tool is not installed,
// where an executable cannot be built and where a trial failed; `log` says why.
void record_profiles(Inventory inventory, const std::vector<ProfiledCell>& cells,
                     const ProfilingOptions& options, const std::string& path, std::ostream& log);

}  // namespace heapdyno

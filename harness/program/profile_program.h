// Runs a user's program under heaptrack (run_program.h), with the observer in front, which tells its
// operations and phases apart.
//
// heaptrack follows the process that is started, and neither its forked children nor what it starts:
// it takes itself out of the environment. Thread contract: any thread.
#pragma once

#include <string>

#include "harness/program/program_sites.h"
#include "harness/program/run_program.h"

namespace heapdyno {

struct ProfilingOfProgram {
  std::string frames;   // BuildFolder::frames_path()
  std::string project;  // the folder in which its baselines stand
};

// Of the process that is started. Throws Error as run_program(), and where heaptrack left nothing
// that can be read. REQUIRES: heaptrack is installed (stacks/profile_tool.h), and a command.
ProgramSites profile_program(const ProgramOptions& options, const ProfilingOfProgram& profiling);

}  // namespace heapdyno

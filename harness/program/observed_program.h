// Runs a user's program under the observer (run_program.h) and takes what its processes counted.
// Thread contract: any thread.
#pragma once

#include <vector>

#include "allocators/counters_file.h"
#include "harness/program/run_program.h"

namespace heapdyno {

struct ProgramRun {
  std::vector<Counters> processes;  // the first one, then those that it started
  double seconds = 0;
};

// Throws Error as run_program(), and where the program leaves no counts. REQUIRES: a command.
ProgramRun observe_program(const ProgramOptions& options);

}  // namespace heapdyno

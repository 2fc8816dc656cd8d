// A user's program as a cell of the gate. Thread contract: any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/program/observed_program.h"
#include "harness/record/counted.h"

namespace heapdyno {

struct CountedProgram {
  CountedCell cell;  // named by the program's file, its digest of the arguments
  std::vector<std::string> notes;
  size_t processes = 0;  // it, and those that it started
  double seconds = 0;    // of its processes
};

// Runs the program once and counts it (observed_program.h, program_phases.h). Throws Error that
// names the program, with the way out. REQUIRES: a command.
CountedProgram count_program(const ProgramOptions& options);

}  // namespace heapdyno

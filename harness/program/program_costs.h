// What a run of a user's program takes as a whole, with the processes that it starts and waits for,
// from its start to its end: nothing tells its phases apart. It runs unobserved (run_program.h).
// Thread contract: any thread.
#pragma once

#include <cstdint>

#include "harness/program/run_program.h"

namespace heapdyno {

// Under cachegrind. Throws Error as run_program(), and where valgrind is not installed or left no
// counts. REQUIRES: a command.
uint64_t count_instructions(const ProgramOptions& options);

struct ProgramFaults {
  uint64_t minor = 0;  // pages first touched
  uint64_t major = 0;  // pages read from disk
};

// Throws Error as run_program(). REQUIRES: a command.
ProgramFaults count_page_faults(const ProgramOptions& options);

}  // namespace heapdyno

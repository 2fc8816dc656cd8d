// A user's program as the gate's only cell. Thread contract: any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/check/gate_cells.h"
#include "harness/program/count_program.h"

namespace heapdyno {

struct CheckedProgram {
  CountedTrial trial;
  std::vector<std::string> notes;  // sentences
};

// Once. A program that fails is a trial that failed.
CheckedProgram count_program_to_check(const ProgramOptions& options);

// So often, with another size of the environment each time, and under each of the allocators'
// libraries in turn beside the program's own. Throws as count_program().
CheckedProgram count_program_to_accept(const ProgramOptions& options, int runs,
                                       const std::vector<std::string>& libraries);

// The libraries of the allocators, but for the C library's, that configurations are linked with.
std::vector<std::string> allocator_libraries(const Inventory& inventory);

}  // namespace heapdyno

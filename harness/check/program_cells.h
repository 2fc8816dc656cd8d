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

// Throws a usage error for a bounded metric that a program does not have.
void check_program_has(const BoundedMetrics& bounded);

// Once, and once for each of the bounded metrics. A program that fails is a trial that failed. Throws
// Error where cachegrind is needed and not there.
CheckedProgram count_program_to_check(const ProgramOptions& options, const BoundedMetrics& bounded);

// kRunsToAccept times, with another size of the environment and another folder for temporary files
// (TMPDIR) each time, and under each of the allocators' libraries in turn beside the program's own;
// for bounded metrics kBoundedRunsToAccept times, likewise but for the allocators. Throws as
// count_program(), and as above.
//
// Neither the current folder nor HOME is another: the program's arguments and its settings may be
// found by them. Nor is PWD another path of the same folder, for a script's `cd ..` goes by it.
CheckedProgram count_program_to_accept(const ProgramOptions& options, const BoundedMetrics& bounded,
                                       const std::vector<std::string>& libraries);

// The libraries of the allocators, but for the C library's, that configurations are linked with.
std::vector<std::string> allocator_libraries(const Inventory& inventory);

}  // namespace heapdyno

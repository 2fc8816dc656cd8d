// A user's program as the gate's only cell. Thread contract: any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/check/gate_cells.h"
#include "harness/program/count_program.h"
#include "harness/program/profile_program.h"

namespace heapdyno {

// What is asked for beside the counts.
struct ProgramCounting {
  std::optional<ProfilingOfProgram> profiling = {};  // absent: without call sites
  BoundedMetrics bounded = {};
};

struct CheckedProgram {
  CountedTrial trial;
  std::vector<std::string> notes;  // sentences
  size_t processes = 0;            // it, and those that it started
};

// Throws a usage error for a bounded metric that a program does not have.
void check_program_has(const BoundedMetrics& bounded);

// Once, once for the call sites and once for each of the bounded metrics. A program that fails is a
// trial that failed; call sites say where and never whether, so that it cannot be profiled is a note.
// Throws Error where cachegrind is needed and not there.
CheckedProgram count_program_to_check(const ProgramOptions& options,
                                      const ProgramCounting& counting);

// kRunsToAccept times, with another size of the environment and another folder for temporary files
// (TMPDIR) each time, and under each of the allocators' libraries in turn beside the program's own;
// for bounded metrics kBoundedRunsToAccept times, likewise but for the allocators; for the call sites
// once. Throws as count_program(), and as above.
//
// Neither the current folder nor HOME is another: the program's arguments and its settings may be
// found by them. Nor is PWD another path of the same folder, for a script's `cd ..` goes by it.
CheckedProgram count_program_to_accept(const ProgramOptions& options,
                                       const ProgramCounting& counting,
                                       const std::vector<std::string>& libraries);

// The libraries of the allocators, but for the C library's, that configurations are linked with.
std::vector<std::string> allocator_libraries(const Inventory& inventory);

}  // namespace heapdyno

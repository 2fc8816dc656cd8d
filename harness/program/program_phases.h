// From what the processes of a user's program counted to the phases of a counted cell.
//
// A process that names phases or, where none does, operations (heapdyno/scope.h) speaks for the
// program: the others (a shell that started it, a compiler that it called) are left out, and a note
// says so. Where none names anything, all are the program.
//
// 1. A process that named phases counts within them alone: what it did before, between and after
//    them, before main for instance, is in no figure.
// 2. Any other is one phase, "program": all but what its libraries did as they were loaded, the C++
//    library's pool for exceptions for instance, and those of the allocator.
// 3. In each phase there is an entry for each operation that was entered, and one without a name for
//    what was done in no operation, by whatever thread; that one has no number of operations.
// 4. Phases of one name, and operations of one name within a phase, are sums over all processes:
//    forked children go on in their parent's phase.
// 5. The dynamic loader's own calls are in no figure.
//
// Pure functions; any thread.
#pragma once

#include <string>
#include <vector>

#include "allocators/counters_file.h"
#include "harness/record/counted.h"

namespace heapdyno {

// The phase of a process that names none.
inline constexpr const char* kWholeProgram = "program";

struct ProgramPhases {
  // As the first process that speaks began them, then by name.
  std::vector<CellPhase> phases;
  std::vector<std::string> notes;  // sentences
};

// Throws Error where the counts of a process that speaks are not whole, with the way out.
// REQUIRES: a process.
ProgramPhases phases_of_program(const std::vector<Counters>& processes);

}  // namespace heapdyno

// Call sites of a user's program, from what heaptrack wrote of it: by phase and operation, whose
// numbers libheapdyno-frames.so puts onto every stack (allocators/observer/frames.cc).
//
// A site is the innermost function whose source is the project's, with what it called of others and
// its line; where none is on the stack, the innermost function that has a name. Paths are from the
// project's folder, and others' are left out: a baseline names no folder of a machine. The dynamic
// loader's own calls, and those of libraries as they are loaded, are in no site, as they are in no count.
#pragma once

#include <istream>
#include <map>
#include <string>
#include <vector>

#include "allocators/counters_file.h"
#include "harness/program/project_files.h"
#include "harness/record/counted.h"

namespace heapdyno {

// By phase: as program_phases.h says, of one process.
using ProgramSites = std::map<std::string, std::vector<CellSite>>;

// `text`: of heaptrack's interpreter; `process`: the same one's names; `libraries`: the folder that
// observer, frames and heaptrack were preloaded from. Throws Error that names `origin`.
ProgramSites sites_of_program(std::istream& text, const std::string& origin,
                              const Counters& process, const std::string& libraries,
                              ProjectFiles& project);

}  // namespace heapdyno

// What check and accept have in common: where the baselines are, and what day it is. One thread.
#pragma once

#include <optional>
#include <string>

#include "harness/builds/build_folder.h"
#include "harness/check/baseline.h"
#include "harness/check/program_cells.h"
#include "harness/program/observed_program.h"
#include "harness/run/facts.h"
#include "harness/tool/commands.h"

namespace heapdyno {

// --baseline, or of a program .heapdyno in the current folder, or the checkout's results/baselines.
// Throws Error where that is none, because the tool is installed.
BaselineFolder baselines_of(const GateOptions& options, const BuildFolder& folder);

// Of what is checked: of our own cells the tool's checkout, of a program the current folder's.
// Absent: it is none.
std::optional<GitState> commit_of(const GateOptions& options, const BuildFolder& folder);

// The day of the commit; where there is none, today.
std::string day_of(const std::optional<GitState>& git);

// What is asked for of a program. Its project is the folder in which .heapdyno stands, else the
// current one.
ProgramCounting program_counting_of(const GateOptions& options, const BuildFolder& folder);

// How the program is run.
ProgramOptions program_of(const GateOptions& options, const BuildFolder& folder);

}  // namespace heapdyno

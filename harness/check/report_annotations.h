// Findings as GitHub's annotations: lines of standard output that show at a change's files.
//
//   ::error file=engine/store/memtable.cc,line=88,title=increase%3A fill-random (all)::put: +2.00
//
// GitHub shows ten of each kind for a step: where there are more, nine, the most serious ones, and
// one that counts the rest.
//
// Source: docs.github.com, "Workflow commands for GitHub Actions"; the escapes are those of
// packages/core/src/command.ts in the repository actions/toolkit. Pure; any thread.
#pragma once

#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

void write_annotations(const CheckReport& report, std::ostream& out);

}  // namespace heapdyno

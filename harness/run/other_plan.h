// Why records are not of the plan that is to be continued, in words. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/record/record.h"
#include "harness/run/prepare.h"

namespace heapdyno {

// "seed 1 there, 2 here; recorded, but not asked for: alloc jemalloc". What is asked for and not recorded
// says nothing: a run that was stopped has not got to it. So where nothing else is found it is how
// often trials are repeated, of which both sides are said.
std::string what_differs(const std::vector<Record>& records, const PreparedRun& run);

}  // namespace heapdyno

// From records of trials to what a baseline holds: the figures of measured phases, from a counting
// trial, and the call sites, from one that was profiled. Pure; any thread.
#pragma once

#include "harness/record/counted.h"
#include "harness/record/record.h"

namespace heapdyno {

// REQUIRES: the trial counted, and succeeded.
CountedCell counted_of(const Record& record);

// Of the same cell's profile. A record without places has sites without lines.
void add_sites(CountedCell& cell, const Record& profile);

// "put" of "put", "background" of "put, background": whose counts a site's allocations are in.
std::string counted_operation(const std::string& operation_of_site);

}  // namespace heapdyno

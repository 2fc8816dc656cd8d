// For tests: reports of checks that never were.
#pragma once

#include <cstddef>
#include <string>

#include "harness/check/report_formats.h"

namespace heapdyno {

// Two variants of fill-random and get-random: an increase with two sites, of which one has a place, a
// decrease of a figure that no site makes, one that moved, a note on the whole check.
CheckReport ordinary_report();

// One that failed, with all that some form must escape or cannot hold.
CheckReport awkward_report();

// So many increases, each of a cell and a site of its own: bench-0, bench-1, ...
CheckReport long_report(size_t increases);

// The report in this form.
std::string written(const CheckReport& report, CheckFormat format);

}  // namespace heapdyno

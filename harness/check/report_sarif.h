// A report as SARIF 2.1.0, which GitHub's code scanning and editors read: a rule for each kind of
// finding, a result for each finding that has a place in the sources, with its further call sites
// as related locations.
//
// A finding without a place is no result but a notification of the invocation: GitHub refuses a
// whole file for one result that has no location. Paths are relative to the root of the checkout,
// %SRCROOT%. The fingerprint "heapdyno/v1" holds neither lines nor figures.
//
// Source: docs.oasis-open.org/sarif/sarif/v2.1.0; docs.github.com, "SARIF support for code
// scanning". Pure; any thread.
#pragma once

#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

void write_sarif(const CheckReport& report, std::ostream& out);

}  // namespace heapdyno

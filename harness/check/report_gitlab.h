// A report as GitLab's code quality report, which a merge request shows beside its changes:
// artifacts:reports:codequality, usually named gl-code-quality-report.json.
//
// Every entry must have a file and a line: a finding without a place is at line 1 of what is named
// as its scenario or program, or of "check". Fingerprints hold neither lines nor figures, and no
// two are the same.
//
// Source: docs.gitlab.com, "Code Quality", on the format of its report. Pure; any thread.
#pragma once

#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

void write_gitlab(const CheckReport& report, std::ostream& out);

}  // namespace heapdyno

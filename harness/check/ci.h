// What a check says of itself where it runs in a CI system, without being asked. Reads and writes
// no more than is named here; any thread.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/check/check_report.h"
#include "harness/check/report_formats.h"

namespace heapdyno {

struct CiEnvironment {
  bool github = false;
  bool gitlab = false;
  std::string step_summary;  // a file of GitHub's that takes markdown; empty: none
};

// As getenv(): a variable's value, or null.
using ReadVariable = std::function<const char*(const char* name)>;

// From GITHUB_ACTIONS, GITHUB_STEP_SUMMARY and GITLAB_CI, which both systems set to "true".
CiEnvironment ci_environment(const ReadVariable& variable);

// After the report as text. On GitHub: annotations to `out`, and the summary appended to the
// step's, else throws Error that names the file. On GitLab, which reads files alone: where a check
// failed and none that it shows was asked for, how to ask. Elsewhere nothing.
void say_to_ci(const CheckReport& report, const CiEnvironment& ci,
               const std::vector<ReportRequest>& requested, std::ostream& out);

}  // namespace heapdyno

// The forms in which a check is reported, by name:
//
//   text      for a terminal                       report_text.h
//   md        a page of markdown                   report_markdown.h
//   comment   the same as a comment's body         report_markdown.h
//   github    annotations of GitHub Actions        report_annotations.h
//   gitlab    GitLab's code quality report         report_gitlab.h
//   junit     JUnit's XML                          report_junit.h
//   sarif     SARIF 2.1.0                          report_sarif.h
//   json      heapdyno.check/1                     report_json.h
//
// Pure; any thread.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/check/check_report.h"

namespace heapdyno {

enum class CheckFormat { kText, kMarkdown, kComment, kGithub, kGitlab, kJunit, kSarif, kJson };

// Throws a usage error that names the formats.
CheckFormat parse_check_format(std::string_view name);

// The names, in the order of the formats.
const std::vector<std::string>& check_format_names();

// A file that is asked for beside what is printed: --report junit=check.xml.
struct ReportRequest {
  CheckFormat format = CheckFormat::kText;
  std::string path;
};

// "FORMAT=FILE"; throws a usage error that says so.
ReportRequest parse_report_request(std::string_view text);

void write_report(const CheckReport& report, CheckFormat format, std::ostream& out);

}  // namespace heapdyno

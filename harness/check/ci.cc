#include "harness/check/ci.h"

#include <algorithm>
#include <fstream>
#include <string_view>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

bool is_true(const char* value) { return value != nullptr && std::string_view(value) == "true"; }

void append_summary(const CheckReport& report, const std::string& path) {
  std::ofstream file(path, std::ios::app | std::ios::binary);
  write_report(report, CheckFormat::kMarkdown, file);
  if (!file.flush()) {
    throw Error("cannot append to " + path +
                ", which GITHUB_STEP_SUMMARY names: unset it to do without the step's summary");
  }
}

bool gitlab_shows(const ReportRequest& request) {
  return request.format == CheckFormat::kGitlab || request.format == CheckFormat::kJunit;
}

void say_how_to_gitlab(std::ostream& out) {
  out << "check: GitLab shows this in a merge request with --report junit=check.xml --report "
         "gitlab=gl-code-quality-report.json, named in artifacts:reports:junit and "
         "artifacts:reports:codequality\n";
}

}  // namespace

CiEnvironment ci_environment(const ReadVariable& variable) {
  const char* summary = variable("GITHUB_STEP_SUMMARY");
  return {is_true(variable("GITHUB_ACTIONS")), is_true(variable("GITLAB_CI")),
          summary == nullptr ? "" : summary};
}

void say_to_ci(const CheckReport& report, const CiEnvironment& ci,
               const std::vector<ReportRequest>& requested, std::ostream& out) {
  if (ci.github) {
    write_report(report, CheckFormat::kGithub, out);
    if (!ci.step_summary.empty()) append_summary(report, ci.step_summary);
  }
  const bool is_shown = std::any_of(requested.begin(), requested.end(), gitlab_shows);
  if (ci.gitlab && !is_shown && report.exit() != Exit::kFine) say_how_to_gitlab(out);
}

}  // namespace heapdyno

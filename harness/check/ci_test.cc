#include "harness/check/ci.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/base/json_file.h"
#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

CiEnvironment environment_of(const std::map<std::string, std::string>& variables) {
  return ci_environment([&](const char* name) -> const char* {
    const auto variable = variables.find(name);
    return variable == variables.end() ? nullptr : variable->second.c_str();
  });
}

std::string said(const CheckReport& report, const CiEnvironment& ci,
                 const std::vector<ReportRequest>& requested = {}) {
  std::ostringstream out;
  say_to_ci(report, ci, requested, out);
  return out.str();
}

TEST(Ci, IsKnownByItsVariables) {
  EXPECT_FALSE(environment_of({}).github);
  EXPECT_FALSE(environment_of({{"GITHUB_ACTIONS", "false"}, {"CI", "true"}}).github);
  const CiEnvironment github =
      environment_of({{"GITHUB_ACTIONS", "true"}, {"GITHUB_STEP_SUMMARY", "/tmp/summary"}});
  EXPECT_TRUE(github.github);
  EXPECT_FALSE(github.gitlab);
  EXPECT_EQ(github.step_summary, "/tmp/summary");
  EXPECT_TRUE(environment_of({{"GITLAB_CI", "true"}}).gitlab);
}

TEST(Ci, ElsewhereNothingIsSaid) {
  EXPECT_EQ(said(ordinary_report(), {false, false, "/nowhere/summary"}), "");
}

TEST(Ci, OnGithubThereAreAnnotationsAndTheSummaryIsAppended) {
  const TemporaryFolder folder("/tmp");
  const std::string summary = folder.path() + "/summary";
  write_file(summary, "An earlier step.\n");
  EXPECT_EQ(said(ordinary_report(), {true, false, summary}),
            written(ordinary_report(), CheckFormat::kGithub));
  EXPECT_EQ(text_of_file(summary),
            "An earlier step.\n" + written(ordinary_report(), CheckFormat::kMarkdown));
}

TEST(Ci, ASummaryThatCannotBeWrittenIsNamed) {
  try {
    said(ordinary_report(), {true, false, "/nowhere/summary"});
    FAIL() << "it threw nothing";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("cannot append to /nowhere/summary"));
    EXPECT_EQ(error.exit(), Exit::kFailed);
  }
}

TEST(Ci, WithoutASummaryThereAreAnnotations) {
  EXPECT_EQ(said(ordinary_report(), {true, false, ""}),
            written(ordinary_report(), CheckFormat::kGithub));
}

TEST(Ci, OnGitlabAFailureSaysHowToShowItUnlessThatIsDone) {
  const CiEnvironment gitlab = {false, true, ""};
  EXPECT_THAT(said(ordinary_report(), gitlab), HasSubstr("--report junit=check.xml"));
  EXPECT_THAT(said(ordinary_report(), gitlab, {{CheckFormat::kSarif, "a"}}),
              HasSubstr("gitlab=gl-code-quality-report.json"));
  EXPECT_EQ(said(ordinary_report(), gitlab, {{CheckFormat::kGitlab, "a"}}), "");
  EXPECT_EQ(said(ordinary_report(), gitlab, {{CheckFormat::kJunit, "a"}}), "");
  EXPECT_EQ(said({}, gitlab), "");
}

}  // namespace
}  // namespace heapdyno

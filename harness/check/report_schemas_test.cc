// Validators that are not ours check reports against the published schemas.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "harness/base/child.h"
#include "harness/base/folder.h"
#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

// Where scripts/setup puts the schemas.
std::string schema(const char* name) {
  return std::string(std::getenv("HEAPDYNO_TEST_SCHEMAS")) + "/" + name;
}

class ReportSchemas : public ::testing::Test {
 protected:
  // How the validator judges the text as a file.
  ChildEnd sarif_judged(const std::string& text) const {
    return run("/usr/bin/python3", {"-m", "jsonschema", "-i", file(text), sarif_});
  }
  ChildEnd junit_judged(const std::string& text) const {
    return run("/usr/bin/xmllint", {"--noout", "--schema", junit_, file(text)});
  }

  const std::string sarif_ = schema("sarif-2.1.0-rtm.5.json");
  const std::string junit_ = schema("jenkins-junit.xsd");

 private:
  void SetUp() override {
    if (!std::filesystem::exists(sarif_) || !std::filesystem::exists(junit_) ||
        !std::filesystem::exists("/usr/bin/xmllint") ||
        !run("/usr/bin/python3", {"-c", "import jsonschema"}).succeeded())
      GTEST_SKIP() << "scripts/setup all installs the schemas and their validators";
  }

  static ChildEnd run(const char* program, std::vector<std::string> arguments) {
    ChildOptions options;
    options.program = program;
    options.arguments = std::move(arguments);
    options.environment = clean_environment();
    return run_child(options);
  }

  std::string file(const std::string& text) const {
    write_file(folder_.path() + "/report", text);
    return folder_.path() + "/report";
  }

  const TemporaryFolder folder_{"/tmp"};
};

std::vector<CheckReport> reports() {
  return {ordinary_report(), awkward_report(), long_report(1000), CheckReport()};
}

std::string replaced(std::string text, const std::string& part, const std::string& by) {
  const size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return text.replace(at, part.size(), by);
}

TEST_F(ReportSchemas, SarifIsValid) {
  for (const CheckReport& report : reports()) {
    const ChildEnd end = sarif_judged(written(report, CheckFormat::kSarif));
    EXPECT_TRUE(end.succeeded()) << end.output << end.errors;
  }
}

TEST_F(ReportSchemas, JunitIsValid) {
  for (const CheckReport& report : reports()) {
    const ChildEnd end = junit_judged(written(report, CheckFormat::kJunit));
    EXPECT_TRUE(end.succeeded()) << end.output << end.errors;
  }
}

TEST_F(ReportSchemas, WhatIsNotValidIsRefused) {
  const std::string sarif = written(ordinary_report(), CheckFormat::kSarif);
  const ChildEnd level =
      sarif_judged(replaced(sarif, "\"level\": \"error\"", "\"level\": \"fatal\""));
  EXPECT_FALSE(level.succeeded());
  EXPECT_THAT(level.output + level.errors, HasSubstr("'fatal' is not one of"));
  EXPECT_FALSE(sarif_judged(replaced(sarif, "\"startLine\": 88", "\"startLine\": 0")).succeeded());

  const std::string junit = written(ordinary_report(), CheckFormat::kJunit);
  const ChildEnd element = junit_judged(replaced(junit, " tests=\"2\"", ""));
  EXPECT_FALSE(element.succeeded());
  EXPECT_THAT(element.errors, HasSubstr("The attribute 'tests' is required but missing"));
  EXPECT_FALSE(junit_judged(replaced(junit, "&gt;", "\x1b")).succeeded());
}

}  // namespace
}  // namespace heapdyno

#include "harness/check/report_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_check_reports.h"
#include "harness/testing/test_errors.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

TEST(ReportFormats, EveryNameIsOfAFormat) {
  const CheckFormat expected[] = {
      CheckFormat::kText,   CheckFormat::kMarkdown, CheckFormat::kComment, CheckFormat::kGithub,
      CheckFormat::kGitlab, CheckFormat::kJunit,    CheckFormat::kSarif,   CheckFormat::kJson};
  const std::vector<std::string>& names = check_format_names();
  ASSERT_EQ(names, (std::vector<std::string>{"text", "md", "comment", "github", "gitlab", "junit",
                                             "sarif", "json"}));
  for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(parse_check_format(names[i]), expected[i]);
}

TEST(ReportFormats, AnotherNameIsRefusedWithTheNearest) {
  EXPECT_THAT(usage_error_of([] { parse_check_format("sarfi"); }),
              HasSubstr("unknown report format 'sarfi': did you mean 'sarif'?"));
}

TEST(ReportFormats, ARequestIsAFormatAndAFile) {
  const ReportRequest request = parse_report_request("junit=out/a=b.xml");
  EXPECT_EQ(request.format, CheckFormat::kJunit);
  EXPECT_EQ(request.path, "out/a=b.xml");
}

TEST(ReportFormats, ARequestWithoutAFileIsRefused) {
  for (const char* text : {"junit", "junit=", ""}) {
    EXPECT_EQ(
        usage_error_of([&] { parse_report_request(text); }),
        "--report '" + std::string(text) + "': expected FORMAT=FILE, for example junit=check.xml");
  }
  EXPECT_THAT(usage_error_of([] { parse_report_request("xml=a"); }),
              HasSubstr("unknown report format 'xml'"));
}

TEST(ReportFormats, AllNameTheToleranceOfWhatIsBounded) {
  Finding finding;
  finding.found = Found::kIncrease;
  finding.scenario = "fill-random";
  finding.variant = "all";
  finding.phase = "fill";
  finding.metric = "instructions";
  finding.before = 8'000'000;
  finding.after = 8'080'000;
  finding.operations = 1000;
  finding.tolerance = 0.001;
  const CheckReport report = {{{"fill-random", "all", 29}}, {finding}};
  for (const std::string& name : check_format_names()) {
    const CheckFormat format = parse_check_format(name);
    const char* const expected = format == CheckFormat::kJson ? "\"tolerance\": 0.001"
                                 : format == CheckFormat::kGithub
                                     ? "+80.00 instructions/op (+1 %25, tolerance 0.1 %25)"
                                     : "+80.00 instructions/op (+1 %, tolerance 0.1 %)";
    EXPECT_THAT(written(report, format), HasSubstr(expected)) << name;
  }
}

}  // namespace
}  // namespace heapdyno

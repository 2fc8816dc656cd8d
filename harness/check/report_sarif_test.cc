#include "harness/check/report_sarif.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using Json = nlohmann::json;

Json run_of(const CheckReport& report) {
  const Json log = Json::parse(written(report, CheckFormat::kSarif));
  EXPECT_EQ(log["version"], "2.1.0");
  EXPECT_EQ(log["runs"].size(), 1U);
  return log["runs"][0];
}

TEST(ReportSarif, AFindingWithAPlaceIsAResult) {
  EXPECT_EQ(run_of(ordinary_report())["results"], Json::parse(R"json([
    {"ruleId": "increase", "ruleIndex": 2, "level": "error",
     "message": {"text": "increase: fill-random (baseline), fill: put: +2.00 allocations/op: +1.00 Db::put, +1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)\nheapdyno accept fill-random --reason \"...\""},
     "locations": [{"physicalLocation": {
       "artifactLocation": {"uri": "engine/store/memtable.cc", "uriBaseId": "%SRCROOT%"},
       "region": {"startLine": 88}}}],
     "partialFingerprints": {"heapdyno/v1": "78c5242da80ec2b9"}},
    {"ruleId": "moved", "ruleIndex": 5, "level": "note",
     "message": {"text": "moved: get-random (baseline), get: get: as many allocations at other call sites: +1.00 Table::find (engine/store/table.cc:40), -1.00 Db::get (engine/db/db.cc:120)"},
     "locations": [{"physicalLocation": {
       "artifactLocation": {"uri": "engine/store/table.cc", "uriBaseId": "%SRCROOT%"},
       "region": {"startLine": 40}}}],
     "partialFingerprints": {"heapdyno/v1": "62c57aad6a39c929"},
     "relatedLocations": [{
       "physicalLocation": {
         "artifactLocation": {"uri": "engine/db/db.cc", "uriBaseId": "%SRCROOT%"},
         "region": {"startLine": 120}},
       "message": {"text": "-1.00 Db::get (engine/db/db.cc:120)"}}]}
  ])json"));
}

TEST(ReportSarif, OneWithoutIsANotificationOfTheInvocation) {
  EXPECT_EQ(run_of(ordinary_report())["invocations"], Json::parse(R"json([
    {"executionSuccessful": true, "exitCode": 3, "toolExecutionNotifications": [
      {"level": "warning",
       "message": {"text": "decrease: fill-random (all), fill: -1 flushes (12 -> 11)\nThe baseline has not accepted this."},
       "associatedRule": {"id": "decrease", "index": 4}},
      {"level": "note",
       "message": {"text": "note: check: compared with the baseline of gcc 12.1"},
       "associatedRule": {"id": "note", "index": 6}}]}
  ])json"));
}

TEST(ReportSarif, EachKindIsARuleThatItsResultsPointAt) {
  const Json rules = run_of({})["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.size(), 7U);
  const std::pair<const char*, const char*> expected[] = {
      {"failed", "error"},  {"not-comparable", "error"}, {"increase", "error"},
      {"expired", "error"}, {"decrease", "warning"},     {"moved", "note"},
      {"note", "note"}};
  for (size_t i = 0; i < rules.size(); ++i) {
    EXPECT_EQ(rules[i]["id"], expected[i].first);
    EXPECT_EQ(rules[i]["defaultConfiguration"]["level"], expected[i].second);
    for (const char* words : {"shortDescription", "fullDescription", "help"})
      EXPECT_NE(rules[i][words]["text"].get<std::string>(), "");
  }
}

TEST(ReportSarif, APathIsAUri) {
  const Json run = run_of(awkward_report());
  EXPECT_EQ(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "my%20dir/a%2Cb%25.cc");
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
}

std::string fingerprint_of(const CheckReport& report) {
  return run_of(report)["results"][0]["partialFingerprints"]["heapdyno/v1"];
}

TEST(ReportSarif, AFingerprintIsThatOfTheFindingWhereverItsLinesAre) {
  CheckReport report = long_report(1);
  const std::string before = fingerprint_of(report);
  report.findings[0].sites[1].place.line = 4711;
  report.findings[0].after = 5000;
  EXPECT_EQ(fingerprint_of(report), before);
  report.findings[0].sites[0].function = "Db::other";
  EXPECT_NE(fingerprint_of(report), before);
}

TEST(ReportSarif, NothingFoundIsAnEmptyList) {
  EXPECT_EQ(run_of({})["results"], Json::array());
  EXPECT_EQ(run_of(long_report(1000))["results"].size(), 1000U);
}

}  // namespace
}  // namespace heapdyno

#include "harness/check/report_gitlab.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using Json = nlohmann::json;

Json entries_of(const CheckReport& report) {
  return Json::parse(written(report, CheckFormat::kGitlab));
}

TEST(ReportGitlab, EachFindingHasAPlaceEvenIfItIsButAName) {
  EXPECT_EQ(entries_of(ordinary_report()), Json::parse(R"json([
    {"description": "increase: fill-random (baseline), fill: put: +2.00 allocations/op: +1.00 Db::put, +1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)",
     "check_name": "heapdyno increase", "fingerprint": "78c5242da80ec2b9", "severity": "major",
     "location": {"path": "engine/store/memtable.cc", "lines": {"begin": 88}}},
    {"description": "decrease: fill-random (all), fill: -1 flushes (12 -> 11)",
     "check_name": "heapdyno decrease", "fingerprint": "f1beaec40c5a1e28", "severity": "minor",
     "location": {"path": "fill-random", "lines": {"begin": 1}}},
    {"description": "moved: get-random (baseline), get: get: as many allocations at other call sites: +1.00 Table::find (engine/store/table.cc:40), -1.00 Db::get (engine/db/db.cc:120)",
     "check_name": "heapdyno moved", "fingerprint": "62c57aad6a39c929", "severity": "info",
     "location": {"path": "engine/store/table.cc", "lines": {"begin": 40}}},
    {"description": "note: check: compared with the baseline of gcc 12.1",
     "check_name": "heapdyno note", "fingerprint": "624b5cf97643368c", "severity": "info",
     "location": {"path": "check", "lines": {"begin": 1}}}
  ])json"));
}

TEST(ReportGitlab, NoTwoFingerprintsAreTheSame) {
  CheckReport report = long_report(1000);
  report.findings.push_back(report.findings.back());
  std::set<std::string> fingerprints;
  for (const Json& entry : entries_of(report)) fingerprints.insert(entry["fingerprint"]);
  EXPECT_EQ(fingerprints.size(), 1001U);
}

TEST(ReportGitlab, NothingFoundIsAnEmptyList) {
  EXPECT_EQ(written({}, CheckFormat::kGitlab), "[]\n");
}

}  // namespace
}  // namespace heapdyno

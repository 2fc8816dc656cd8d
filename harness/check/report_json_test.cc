#include "harness/check/report_json.h"

#include <gtest/gtest.h>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using Json = nlohmann::json;

Json json_of(const CheckReport& report) { return Json::parse(written(report, CheckFormat::kJson)); }

TEST(ReportJson, AllThatIsKnownIsInIt) {
  EXPECT_EQ(json_of(ordinary_report()), Json::parse(R"({
    "schema": "heapdyno.check/1",
    "exit": 3,
    "cells": [
      {"scenario": "fill-random", "variant": "baseline", "figures": 28},
      {"scenario": "fill-random", "variant": "all", "figures": 28},
      {"scenario": "get-random", "variant": "baseline", "figures": 20}],
    "findings": [
      {"found": "increase", "scenario": "fill-random", "variant": "baseline", "phase": "fill",
       "operation": "put", "metric": "allocations", "before": 1000, "after": 3000,
       "operations": 1000, "advice": "heapdyno accept fill-random --reason \"...\"",
       "sites": [
         {"operation": "put", "function": "Db::put", "allocations": 1000, "bytes": 8000},
         {"operation": "put", "function": "Memtable::insert", "callee": "std::string",
          "file": "engine/store/memtable.cc", "line": 88, "allocations": 1000, "bytes": 32000}]},
      {"found": "decrease", "scenario": "fill-random", "variant": "all", "phase": "fill",
       "metric": "flushes", "before": 12, "after": 11,
       "text": "The baseline has not accepted this."},
      {"found": "moved", "scenario": "get-random", "variant": "baseline", "phase": "get",
       "operation": "get", "metric": "allocations", "before": 500, "after": 500,
       "operations": 500, "text": "get: as many allocations at other call sites",
       "sites": [
         {"operation": "get", "function": "Table::find", "file": "engine/store/table.cc",
          "line": 40, "allocations": 500, "bytes": 0},
         {"operation": "get", "function": "Db::get", "file": "engine/db/db.cc", "line": 120,
          "allocations": -500, "bytes": 0}]},
      {"found": "note", "text": "compared with the baseline of gcc 12.1"}]
  })"));
}

TEST(ReportJson, NothingFoundIsAnEmptyList) {
  EXPECT_EQ(written({}, CheckFormat::kJson), R"({
  "schema": "heapdyno.check/1",
  "exit": 0,
  "cells": [],
  "findings": []
}
)");
}

TEST(ReportJson, BytesThatAreNoTextAreReplaced) {
  EXPECT_EQ(json_of(awkward_report())["findings"][0]["text"],
            "ended with\r\n::error::signal 11\x1b[31m \uFFFD \uFFFF ]]> @all #1");
}

TEST(ReportJson, AThousandFindingsAreAllThere) {
  EXPECT_EQ(json_of(long_report(1000))["findings"].size(), 1000U);
}

}  // namespace
}  // namespace heapdyno

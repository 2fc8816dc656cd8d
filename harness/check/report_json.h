// A report as JSON, for one's own tools:
//
//   {"schema": "heapdyno.check/1", "exit": 3,
//    "cells": [{"scenario": "fill-random", "variant": "baseline", "figures": 28}],
//    "findings": [{"found": "increase", "scenario": "fill-random", "variant": "baseline",
//                  "phase": "fill", "operation": "put", "metric": "allocations", "before": 1000,
//                  "after": 3000, "operations": 1000, "text": "...", "advice": "...",
//                  "sites": [{"operation": "put", "function": "Memtable::insert",
//                             "callee": "std::string", "file": "engine/store/memtable.cc",
//                             "line": 88, "allocations": 1000, "bytes": 32000}]}]}
//
// Fields as in check_report.h, all findings and sites in their order; what is empty there is
// absent. Figures are sums, not of one operation. A bounded metric's finding has its "tolerance", as
// a share. Pure; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>

#include "harness/check/check_report.h"

namespace heapdyno {

void write_json(const CheckReport& report, std::ostream& out);

// Indented, with a newline at the end. Bytes that are not UTF-8 become U+FFFD.
void write_json_text(const nlohmann::ordered_json& json, std::ostream& out);

}  // namespace heapdyno

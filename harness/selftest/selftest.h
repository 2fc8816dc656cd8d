// The selftest: whether the gate catches what it is there for. Every fault goes through the very code
// that check, accept and compare --gate use, against a baseline that is accepted in a temporary folder.
//
// 1. Each check of the gate has a fault that it alone catches as is expected: with the right exit code,
//    and by the right words. A check that is skipped lets its fault through.
// 2. Where nothing is wrong, the gate says nothing.
//
// Thread contract: as the faults.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/gate_checks.h"
#include "harness/selftest/faults.h"

namespace heapdyno {

struct SelftestRow {
  std::optional<GateCheck> check;  // absent: nothing is wrong, and nothing is to be found
  std::string fault;               // "one more allocation in each operation"
  Exit expected = Exit::kFine;
  Exit found = Exit::kFine;
  std::string text;  // what the gate said of it; empty: nothing
  bool caught = false;

  std::string name() const;  // of the check, or "nothing wrong"
};

// `log` gets a line for each fault before it is tried.
std::vector<SelftestRow> selftest(Faults& faults, std::ostream& log,
                                  const SkippedChecks& skipped = {});

// The checks whose rows are not as expected, each once.
std::vector<std::string> not_caught(const std::vector<SelftestRow>& rows);

}  // namespace heapdyno

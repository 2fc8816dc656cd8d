// What a check of the gate found. It is made by check.h and said by reports (report_formats.h): none
// of them decides anything. Plain values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/record/counted.h"

namespace heapdyno {

// In the order in which one decides the exit code.
enum class Found {
  kFailed,         // a benchmark crashed or is not what it says: exit 1
  kNotComparable,  // no baseline, other work, other figures under another toolchain: exit 5
  kIncrease,       // exit 3
  kExpired,        // an accepted exception whose date has passed: exit 3
  kDecrease,       // exit 4, until it is accepted
  kMoved,          // another call site makes what one no longer makes: exit 0
  kNote,           // exit 0
};

// What one call site makes more (or, below zero, fewer) than by the baseline.
struct SiteDelta {
  std::string operation;
  std::string function;
  std::string callee;
  SourcePlace place;  // in what was checked; where the site is gone, in the baseline
  int64_t allocations = 0;
  int64_t bytes = 0;
};

struct Finding {
  Found found = Found::kNote;
  std::string scenario;  // or the program's name; empty: of the whole check
  std::string variant;   // empty: a program
  std::string phase;
  std::string operation;           // "put"; empty: of the phase or the cell
  std::string metric;              // "allocations", "flushes"; empty: about no figure
  std::optional<uint64_t> before;  // by the baseline
  std::optional<uint64_t> after;
  uint64_t operations = 0;       // that stand behind the figures; 0: none
  double tolerance = 0;          // relative, of a bounded metric; 0: it is exact
  std::vector<SiteDelta> sites;  // greatest change first
  std::string text;              // one sentence, without the sites
  std::string advice;            // what to do about it, a sentence or a command; may be empty
};

struct CheckedCell {
  std::string scenario;
  std::string variant;   // empty: a program
  uint64_t figures = 0;  // that were compared
};

struct CheckReport {
  std::vector<CheckedCell> cells;  // all that were asked for, in order
  std::vector<Finding> findings;   // most serious first

  // By the most serious finding: 1, then 5, 3, 4.
  Exit exit() const;
};

// "failed", "not comparable", "increase", "expired", "decrease", "moved", "note"
const char* name_of(Found found);

// The figure's change, without text: "put: +2.00 allocations/op", "-1 flushes (12 -> 11)"; of a bounded
// metric "+97.30 instructions/op (+1.2 %, tolerance 0.1 %)".
std::string change_text(const Finding& finding);

// "+1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)": for each operation, if there are any.
std::string text_of(const SiteDelta& site, uint64_t operations);

}  // namespace heapdyno

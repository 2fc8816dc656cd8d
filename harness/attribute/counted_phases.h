// The counts of each set of toggles, phase by phase, from records. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/attribute/factors.h"
#include "harness/figures/metrics.h"

namespace heapdyno {

// What is counted: whole numbers, and whether they are shown for each operation.
struct Measure {
  std::string name;
  const Metric* metric = nullptr;
  bool per_operation = false;
};

// An exact metric, or one that is a sum followed by "/op": "bytes_copied/op". Throws a usage error.
Measure find_measure(const std::string& name);

struct PhaseOfSets {
  std::string scenario;
  std::string phase;
  std::string alloc;
  std::vector<int64_t> counts;           // of each run of the design
  double unit = 1;                       // what the counts are divided by to be shown
  bool moves = false;                    // by chance: repetitions may count otherwise
  std::vector<std::string> equal_under;  // other allocators that counted the same wherever they did
  std::vector<std::string> other_under;  // and those that did not

  std::vector<double> saved() const;  // of each run, against the first, the baseline, as shown
};

// In the order of the records. `alloc`: whose counts, where records have several; empty: of the one
// that has the most sets. Throws Error with Exit::kNotComparable where sets are missing or nothing
// was counted.
std::vector<PhaseOfSets> counted_phases(const std::vector<Record>& records,
                                        const std::vector<Factor>& factors, const Measure& measure,
                                        const std::string& alloc);

}  // namespace heapdyno

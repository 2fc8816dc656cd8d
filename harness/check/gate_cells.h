// The gate's own cells: which there are, and what is counted of them now.
// Thread contract: as measure().
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/base/streams.h"
#include "harness/builds/inventory.h"
#include "harness/check/bounded.h"
#include "harness/check/figures.h"
#include "harness/check/toolchain.h"
#include "harness/record/counted.h"
#include "harness/run/planted.h"
#include "harness/run/run_options.h"

namespace heapdyno {

enum class Sites { kNone, kProfile };

struct GateSelection {
  std::vector<std::string> scenarios;  // as scenario_choice.h says; empty: all without threads
  std::vector<std::string> variants;   // empty: baseline and all
  std::vector<std::string> filter;     // as Selection::parse() says
  ScenarioSettings settings = {{}, {}, ScenarioSize::kGate};

  bool is_all() const { return scenarios.empty() && variants.empty() && filter.empty(); }
};

struct CountingOptions {
  std::vector<std::string> allocators = {"glibc"};
  int repetitions = 1;  // under each; each has another size of its environment and another folder
  std::string data = "/dev/shm";
  int time_limit_seconds = 120;  // of one process
  Sites sites = Sites::kProfile;
  BoundedMetrics bounded = {};  // to be measured too, under glibc
  int bounded_runs = 1;
  Planted planted = {};
};

// What came of one cell.
struct CountedTrial {
  CountedCell cell;                 // without phases where it failed; with the sites
  std::vector<FurtherRun> further;  // the other runs of it
  Toolchain toolchain;
  std::string failure;       // "signal 11 (Segmentation fault)"; empty: none
  BoundedRuns bounded = {};  // what cell.bounded is of
};

// Throws Error, with the ways out, where heaptrack is needed and not there.
void check_can_find(Sites sites);

// By scenario and variant, each once. A trial that failed once has failed, also when it then succeeded.
// Throws a usage error for a name that does not exist, Exit::kNotComparable when nothing is chosen, and
// Error when something cannot be built, or heaptrack or cachegrind is needed and not there.
std::vector<CountedTrial> count_cells(const Inventory& inventory, const GateSelection& selection,
                                      const CountingOptions& options, std::ostream& log);

}  // namespace heapdyno

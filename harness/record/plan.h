// The plan of a run: which trials, in which order. Pure: the same request gives
// the same plan, so a run can be resumed and a plan can be looked at.
//
// Order. 1. Counting trials, one process per cell, scenario by scenario; they
// are exact, so any number may run at once, as may those that are profiled, which
// come next, and those under cachegrind. 2. Those that look at memory, in rounds, each arm once. 3. Timed trials, alone, in rounds, and
// likewise those whose calls begin by a schedule.
// A round of a scenario is one balanced block: each arm once in random order
// and once in the reverse order, so that a linear drift of the machine cancels.
// The null store is one of the arms: the driver's own cost. So is, in every mode whose
// figures are noisy, the A/A control: the first arm once more.
//
// Layouts. Where arms are linked with their functions in several orders, the timed rounds are dealt
// to the layouts in turn: all arms of a block have one layout, and trials that are not timed have none.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/builds/allocator_choice.h"
#include "harness/record/selection.h"
#include "scenarios/trial_result.h"

namespace heapdyno {

// Of an open loop: the calls a second of each phase that is measured.
using Rates = std::map<std::string, uint64_t>;

// A scenario as far as the plan cares.
struct PlannedScenario {
  std::string name;    // with its settings: "fill-random{keys=1000}"
  std::string text;    // without parameters, for the driver
  std::string digest;  // of its content
  int parts = 1;       // processes in sequence on one folder
  // Open loops, by their load: percent of what the first arm does in a closed loop.
  std::map<int, Rates> loads = {};
};

// One configuration: a store, built as a variant, under an allocator.
struct Arm {
  std::string store;    // reference, btree, null, leveldb, ...
  std::string variant;  // of the reference engine; empty for the others
  AllocatorChoice alloc;
  // The same binary as another arm once more: what differs between the two is noise.
  bool control = false;
  // In which order its functions are linked: the linker's seed, 1 and so on; 0: as the objects come.
  int layout = 0;

  // dyno-all-jemalloc, dyno-leveldb-glibc, dyno-null-glibc, dyno-all-jemalloc.layout1
  std::string executable() const;
};

// How many layouts the arms have beside that of the objects: their greatest.
int layouts_of(const std::vector<Arm>& arms);

// Rounds that give each layout as many: at least two of each, six in all, and `rounds` if they can be
// dealt so, else the next number that can.
int rounds_for_layouts(int rounds, int layouts);

struct Trial {
  Mode mode = Mode::kCount;
  int scenario = 0;  // index into Plan::scenarios
  int arm = 0;       // index into Plan::arms
  int block = 0;     // round of the scenario; of a counting trial: repetition
  int place = 0;     // place within the block
  int padding = 0;   // bytes of the environment variable PAD
  int load = 0;      // of an open loop: its key in PlannedScenario::loads
};

// Whether the figures of this mode are noisy: it has rounds, and a control.
constexpr bool is_noisy(Mode mode) {
  return mode == Mode::kTime || mode == Mode::kOpenLoop || mode == Mode::kMemory;
}

// Whether a trial of this mode shares the machine with no other.
constexpr bool is_timed(Mode mode) { return mode == Mode::kTime || mode == Mode::kOpenLoop; }

// "fill-random all jemalloc time 3.12": scenario, configuration_of(), allocator, mode (of an open loop
// with its load), place; of the control "fill-random all jemalloc a/a time 3.13".
std::string trial_id(const CellKeys& keys, int block, int place);

// A scenario on a configuration, in a mode, by name.
struct PlannedCell {
  Mode mode = Mode::kCount;
  std::string scenario;
  std::string store = "reference";
  std::string variant;  // empty: the store has none
  std::string alloc = "glibc";
  auto operator<=>(const PlannedCell&) const = default;
};

struct PlanRequest {
  std::vector<PlannedScenario> scenarios;
  std::vector<Arm> arms;
  std::vector<std::string> timed;     // names of the scenarios to time
  int counts = 1;                     // counting trials per cell
  int profiles = 0;                   // profiled trials per cell
  int live = 0;                       // trials that follow every block per cell
  int instructions = 0;               // trials under cachegrind per cell
  bool control_instructions = false;  // for cache misses, which are noisy, as instructions are not
  int memory = 0;                     // rounds of trials that look at memory
  int rounds = 6;                     // of timed trials; 0: counting only
  bool until_resolved = false;        // these are the most: fewer where that is enough
  int open_rounds = 0;                // of each load that a scenario has
  std::set<PlannedCell> cells;  // not empty: these alone, with the control of those that it is of
  uint64_t seed = 1;
  Selection filter;
  // What each executable is (name -> build id): in the digest, so that a run
  // cannot be resumed with other builds.
  std::map<std::string, std::string> build_ids;
};

struct Plan {
  std::vector<PlannedScenario> scenarios;
  std::vector<Arm> arms;
  std::vector<Trial> trials;
  uint64_t seed = 1;
  int rounds = 0;
  bool until_resolved = false;
  std::string digest;  // of all of the above and the build ids; 16 hex digits

  CellKeys keys_of(const Trial& trial) const;
  // trial_id(): unique within the plan.
  std::string id_of(const Trial& trial) const;
};

// Throws a usage error when nothing is left to do.
Plan make_plan(const PlanRequest& request);

}  // namespace heapdyno

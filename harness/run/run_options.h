// What a run is asked to do. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

enum class Preset { kDefault, kQuick };
enum class Continue { kNo, kResume };
enum class Action { kRun, kShowPlan };
// Whether there is an A/A control of what is noisy.
enum class Control { kNone, kOfNoisy };
// When timed trials end: after so many rounds, or when each line has a verdict (until_resolved.h).
enum class Until { kRounds, kResolved };

struct RunOptions {
  std::vector<std::string> allocators;  // empty: all that are built
  std::vector<std::string> variants;    // empty: baseline and all
  std::vector<std::string> scenarios;   // as scenario_choice.h says; empty: all
  ScenarioSettings settings;            // for all of them
  std::vector<std::string> stores;      // empty: reference
  std::vector<std::string> filter;
  std::optional<int> rounds;  // of timed trials; 0: counting only
  int layouts = 0;            // in which the timed executables are linked; 0: as the objects come
  int counts = 1;             // counting trials per cell; 0: timing only
  int live = 0;               // trials that follow every block per cell
  int instructions = 0;       // trials under cachegrind per cell
  int memory = 0;             // rounds of trials that look at memory
  std::vector<int> loads;     // of open loops, in percent; not empty: nothing else is run
  uint64_t seed = 1;
  int time_limit_seconds = 120;  // of one process
  std::string data = "/dev/shm";
  std::string out_file;  // empty: a new file, in BuildFolder::runs_folder()
  Until until = Until::kRounds;
  Preset preset = Preset::kDefault;
  Continue resume = Continue::kNo;
  Action action = Action::kRun;
  Control control = Control::kOfNoisy;  // of cells (prepare_cells())
  Format format = Format::kText;
  std::string build;
};

}  // namespace heapdyno

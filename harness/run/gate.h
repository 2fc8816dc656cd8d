// Gate sizes: whether a scenario's is what it should be, and which is. A workload is at gate size
// when it is the smallest of its kind that still flushes twice and compacts twice, or makes two
// checkpoints if all its keyspaces are B+trees: a test that goes through every part of the engine,
// in a moment. A table that moves to another level as it is was not compacted.
//
// A sweep is at gate size when all of its points do that and at a smaller size not all of them.
// Thread contract: one thread, one at a time in a process.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/builds/inventory.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

// What a counting trial did, over all of its phases.
struct GateRun {
  uint64_t flushes = 0;
  uint64_t compactions = 0;
  uint64_t checkpoints = 0;
  double cpu_seconds = 0;  // of its processes, in user and kernel mode
};

inline constexpr double kMostGateSeconds = 0.5;

using CountOnce = std::function<GateRun(const ScenarioInstance&)>;

// On the baseline under glibc. The inventory is borrowed. Throws Error when the trial fails.
CountOnce count_on_baseline(Inventory& inventory);

// What is wrong with the file's gate, each with the figure and what to change. Empty: nothing.
std::vector<std::string> gate_faults(const ScenarioDocument& document, const CountOnce& count);

struct FoundGate {
  double scale = 1;           // for the file's gate, beside the parameters that it has
  std::vector<GateRun> runs;  // then, of every point
};

// By bisection over scales, with the parameters of the file's gate where it has one. Throws Error
// when no scale is too small or none is large enough.
FoundGate find_gate(const ScenarioDocument& document, const CountOnce& count);

// "2 flushes, 2 compactions, 0.12 s of processor time"
std::string text_of(const GateRun& run, const Scenario& scenario);

}  // namespace heapdyno

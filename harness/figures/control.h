// The A/A control of a run: the first configuration once more, the same binary in the same blocks. What
// differs between the two is noise, so that what is detected there is a false alarm.
//
// A detection by chance has the level's probability in each cell (5 % of them, unless a run went on
// until it was resolved). More than chance brings about once in a hundred runs says that the
// intervals of the run are too narrow: blocks are not independent, or something else used the
// machine in step with the trials. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/figures/noisy_cells.h"

namespace heapdyno {

struct ControlResult {
  const Metric* metric = nullptr;
  int cells = 0;  // that have an interval
  int detected = 0;
  double expected = 0;    // by chance: the mean of the cells' levels
  double chance = 1;      // that so many or more are detected by chance
  double detectable = 0;  // by the spread of the cell in the middle, with its rounds: judge()
  int rounds = 0;         // of that cell
  bool recorded = false;  // there are trials of a control, if too few for an interval

  bool alarm() const { return chance < 0.01; }
};

// Of cells that have a control, the control against the arm; absent: nothing was measured on both.
ControlResult control_of(const std::vector<std::optional<NoisyResult>>& cells,
                         const Metric& metric);

// Every cell of the records that has a control.
ControlResult control_of(const std::vector<Record>& records, const Metric& metric);

std::vector<ControlResult> controls_of(const std::vector<Record>& records,
                                       const std::vector<const Metric*>& metrics);

// A sentence for each of these metrics, "A/A control of ns/op: 0 of 9 cells detected ...", one for all
// that have none, and the alarms as warnings.
std::vector<std::string> control_notes(const std::vector<ControlResult>& controls);

// Of those metrics whose control says that intervals of this run are not to be trusted, and what to do
// about it.
std::vector<std::string> control_alarms(const std::vector<ControlResult>& controls);

}  // namespace heapdyno

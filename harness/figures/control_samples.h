// A configuration beside its A/A control: the same binary twice, so that what a comparison detects
// between the two is a false detection. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/figures/cells.h"

namespace heapdyno {

// One cell of one campaign (a run's plan).
struct ControlCell {
  std::string campaign;
  std::string name;  // "commit-10 snapshot"; with what else several of them have
  std::vector<Sample> arm;
  std::vector<Sample> control;
};

// Of every cell of this mode that has a control, in the order in which the records come: campaigns, and
// within them cells. The samples borrow the records.
std::vector<ControlCell> control_cells(const std::vector<Record>& records, Mode mode);

}  // namespace heapdyno

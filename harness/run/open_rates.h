// The rates of open loops: percentages of what a closed loop came to. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/record/plan.h"
#include "harness/record/record.h"

namespace heapdyno {

// By scenario and load in percent. The closed loop of a phase is the median over its timed trials, in
// calls a second; phases that are not measured, or draw no keys, have no rate. Records of the null
// store are left out.
std::map<std::string, std::map<int, Rates>> open_rates(const std::vector<Record>& closed,
                                                       const std::vector<int>& loads);

}  // namespace heapdyno

// What check and accept have in common: where the baselines are, and what day it is. One thread.
#pragma once

#include <string>

#include "harness/builds/build_folder.h"
#include "harness/check/baseline.h"
#include "harness/run/facts.h"

namespace heapdyno {

// --baseline, or the checkout's results/baselines.
BaselineFolder baselines_of(const std::string& option, const BuildFolder& folder);

// The day of the commit that is checked out; where there is none, today.
std::string day_of(const std::optional<GitState>& git);

}  // namespace heapdyno

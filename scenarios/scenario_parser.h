// Reads the content of a scenario into its model and checks all of it.
//
// Thread contract: a pure function.
#pragma once

#include <nlohmann/json.hpp>

#include "scenarios/scenario.h"

namespace heapdyno {

// Without `about` and `digest`. REQUIRES: references to parameters are replaced. Throws Problem.
Scenario read_scenario(const nlohmann::json& document);

}  // namespace heapdyno

// The claims as tables: one of all of them, and one of a claim's phases. A change is of ON against
// OFF, in percent: -30 % is 30 % less. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/claims/claim_figures.h"

namespace heapdyno {

// A row for each arm of each claim.
Table claims_table(const std::string& document, const std::vector<ClaimFigures>& rows,
                   const std::vector<std::string>& notes = {});

// Every phase that was run for one row, the headline's first.
Table phases_table(const ClaimFigures& row);

}  // namespace heapdyno

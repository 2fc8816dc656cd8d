// The page of claims, as markdown: the table of all, and for each row what the document says, where it
// was put to the test and why there, every phase, and the explanation of its verdict. Pure.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "harness/claims/claim_figures.h"
#include "harness/claims/explanations.h"

namespace heapdyno {

// Throws Error with Exit::kNotComparable that says all mismatches() where there are any.
void print_claims_page(std::ostream& out, const ClaimList& list,
                       const std::vector<ClaimFigures>& rows, const Explanations& explanations,
                       const std::vector<std::string>& notes = {});

}  // namespace heapdyno

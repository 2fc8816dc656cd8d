// results/claims-explained.json: why each verdict came out as it did, written after the run that it
// explains. JSON with comments:
//
//   {"schema": "heapdyno.claims-explained/1",
//    "explained": {"arena": {"only-arena": {"verdict": "confirmed", "why": "Two sentences."}}}}
//
// by claim and configuration, as the table of claims has them. Thread contract: plain values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/claims/claim_figures.h"

namespace heapdyno {

struct Explanation {
  Outcome outcome = Outcome::kNotConfirmed;  // that it explains
  std::string why;
};

// By claim, by configuration.
using Explanations = std::map<std::string, std::map<std::string, Explanation>>;

// Throw Error that names file, line and place, and says what was expected there.
Explanations parse_explanations(const std::string& text, const std::string& file);
Explanations load_explanations(const std::string& file);

// What is wrong with them, a sentence each: a row that is not explained, one whose verdict is another
// one than is explained, and an explanation of what is no row.
std::vector<std::string> mismatches(const Explanations& explanations,
                                    const std::vector<ClaimFigures>& rows);

}  // namespace heapdyno

// What stands for a number in a scenario's file: "$keys", "$keys * 0.9", "$keys / 10". A product or
// quotient of a whole parameter is rounded to the nearest whole number, and is at least 1.
//
// Thread contract: pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "scenarios/scenario_document.h"

namespace heapdyno {

// The document without "parameters", "sweep" and "gate" and with a number for each reference; what
// refers to a parameter without a value is left out. Throws Problem.
nlohmann::ordered_json replace_references(const nlohmann::ordered_json& root,
                                          const std::vector<Parameter>& parameters);

// Throws Problem when nothing refers to one of the parameters. REQUIRES: replace_references() does
// not throw.
void refuse_idle_parameters(const nlohmann::ordered_json& root,
                            const std::vector<Parameter>& parameters);

// Throws Problem when the "count" of a phase or of its keys is left out for want of a parameter's value:
// a scale would leave it as large as it is.
void refuse_unset_counts(const nlohmann::ordered_json& root,
                         const std::vector<Parameter>& parameters);

// Multiplies the "count" of every phase and of its keys, rounded to the nearest, at least 1.
// REQUIRES: the references are replaced.
void scale_counts(nlohmann::ordered_json& root, double scale);

}  // namespace heapdyno

// The numbers of a scenario's file that have names: its "parameters", and what sets them, "sweep"
// and "gate". All but number_text() throw Problem.
//
// Thread contract: pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/scenario_document.h"

namespace heapdyno {

// In the order of the file.
std::vector<Parameter> read_parameters(const nlohmann::ordered_json& root);
std::optional<Sweep> read_sweep(const nlohmann::ordered_json& root,
                                const std::vector<Parameter>& parameters);
std::optional<Gate> read_gate(const nlohmann::ordered_json& root,
                              const std::vector<Parameter>& parameters);

// The one of this name. Throws a Problem at `pointer`.
const Parameter& find_parameter(const std::vector<Parameter>& parameters, const std::string& name,
                                const std::string& pointer);

// Throws at `pointer` unless the number is one that the parameter can have.
void check_number(const Parameter& parameter, double number, const std::string& pointer);

}  // namespace heapdyno

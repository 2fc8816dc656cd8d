// The content of a scenario's file with settings: its numbers settled, and what then is other than
// in the file, as a text.
//
// Thread contract: pure functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "scenarios/scenario_document.h"

namespace heapdyno {

bool is_gate(const ScenarioSettings& settings);
bool is_swept(const ScenarioDocument& document, const std::string& parameter);

// `root` is the file's JSON. REQUIRES: a gate, if the settings are of its size. Throws Problem.
nlohmann::ordered_json content_of(const ScenarioDocument& document,
                                  const nlohmann::ordered_json& root,
                                  const ScenarioSettings& settings);

// "{keys=1000,scale=0.1}", or empty where nothing is other than in the file. REQUIRES: as above.
std::string braces_of(const ScenarioDocument& document, const ScenarioSettings& settings);

// Throws Problem, at no place, when the document has not one of these parameters, or it is another
// kind of number.
void check_parameters(const ScenarioDocument& document, const ScenarioSettings& settings);

}  // namespace heapdyno

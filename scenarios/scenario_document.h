// A scenario's file as it is written: its numbers may have names, a parameter may be swept, and it
// says at which size it is a test of itself (the grammar stands in scenario.h). Settled with
// settings it is one workload without any of that: an instance, whose text is a scenario again.
//
// An instance's name says how it differs from the file:
//
//     fill-random                           as it stands
//     fill-random{keys=1000,scale=0.1}      parameters, in the order of the file, then the scale
//     fill-random{size=gate}                at gate size
//     value-sizes{value_size=64}            a point of a sweep, whose parameter is always named
//
// Thread contract: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/status.h"
#include "scenarios/scenario.h"

namespace heapdyno {

// Whole numbers are held exactly up to 2^53.
using NamedNumber = std::pair<std::string, double>;

struct Parameter {
  std::string name;
  std::optional<double> value;  // none: where it is referred to, nothing stands
  bool whole = true;            // a whole number; else a decimal one
};

struct Sweep {
  std::string parameter;
  std::vector<double> values;  // at least two, distinct
};

// The smallest size at which the scenario still flushes twice and compacts twice.
struct Gate {
  std::vector<NamedNumber> parameters;
  double scale = 1;
  std::string exempt;  // why the smallest size is another one; empty: it is not
};

enum class ScenarioSize { kFull, kGate };

struct ScenarioSettings {
  std::vector<NamedNumber> parameters;
  std::optional<double> scale;       // 1 where none is given; multiplies the gate's, too
  std::optional<ScenarioSize> size;  // kFull where none is given
};

struct ScenarioDocument {
  std::string file;
  std::string text;
  Scenario scenario;  // as it stands
  std::vector<Parameter> parameters;
  std::optional<Sweep> sweep;
  std::optional<Gate> gate;
};

// Errors name file, line and place, and the settings if only some of the sweep's points or the gate
// make no scenario.
engine::Result<ScenarioDocument> parse_scenario_document(std::string_view text,
                                                         const std::string& file);
engine::Result<ScenarioDocument> load_scenario_document(const std::string& path);

struct ScenarioInstance {
  std::string name;
  Scenario scenario;
  std::string text;  // without parameters: parses to `scenario`; begins with the file's comments
};

// Errors: a parameter that the document does not have or that is whole, no gate, or settings with
// which it makes no scenario.
engine::Result<ScenarioInstance> settle(const ScenarioDocument& document,
                                        const ScenarioSettings& settings);

// The settings of each point of the document's sweep; `settings` alone if it has none or they name
// its parameter.
std::vector<ScenarioSettings> points_of(const ScenarioDocument& document,
                                        const ScenarioSettings& settings);

// 0 < scale <= kLargestScale.
inline constexpr double kLargestScale = 1000;

// "1000000", "0.99"
std::string number_text(double number);

}  // namespace heapdyno

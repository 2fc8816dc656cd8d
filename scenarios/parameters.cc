#include "scenarios/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "scenarios/object_reader.h"

namespace heapdyno {
namespace {

using nlohmann::ordered_json;

constexpr double kLargest = 9007199254740992;  // 2^53

// What stands beside parameters where they are set.
constexpr auto kOtherSettings = std::to_array<std::string_view>({"scale", "size", "exempt"});

bool is_parameter_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name.size() <= 64 && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), fits);
}

void check_parameter_name(const std::string& name, const std::string& pointer) {
  if (!is_parameter_name(name)) {
    throw Problem{pointer,
                  "expected a name of lower-case letters, digits and _ that begins with a letter"};
  }
  if (std::find(kOtherSettings.begin(), kOtherSettings.end(), name) != kOtherSettings.end())
    throw Problem{pointer, "scale, size and exempt mean something else where parameters are set"};
}

// Names in the order of the file.
Words names_of(const std::vector<Parameter>& parameters) {
  Words names({});
  for (const Parameter& parameter : parameters) names.push_back(parameter.name);
  return names;
}

double read_number(const ordered_json& value, const std::string& pointer) {
  if (value.is_number() && value >= 0 && value <= kLargest) return value.get<double>();
  throw Problem{pointer, "expected a number from 0 to 2^53, found " + value.dump()};
}

double read_number(const ordered_json& value, const Parameter& parameter,
                   const std::string& pointer) {
  const double number = read_number(value, pointer);
  check_number(parameter, number, pointer);
  return number;
}

Parameter read_parameter(const std::string& name, const ordered_json& value) {
  const std::string pointer = "/parameters/" + name;
  check_parameter_name(name, pointer);
  if (value.is_null()) return {name, std::nullopt, true};
  return {name, read_number(value, pointer), value.is_number_integer()};
}

void require_object(const ordered_json& value, const std::string& pointer) {
  if (!value.is_object()) throw Problem{pointer, "expected an object in {}, found " + value.dump()};
}

}  // namespace

std::vector<Parameter> read_parameters(const ordered_json& root) {
  std::vector<Parameter> parameters;
  if (!root.contains("parameters")) return parameters;
  require_object(root["parameters"], "/parameters");
  for (const auto& [name, value] : root["parameters"].items())
    parameters.push_back(read_parameter(name, value));
  return parameters;
}

std::optional<Sweep> read_sweep(const ordered_json& root,
                                const std::vector<Parameter>& parameters) {
  if (!root.contains("sweep")) return std::nullopt;
  const ordered_json& object = root["sweep"];
  require_object(object, "/sweep");
  if (object.size() != 1)
    throw Problem{"/sweep", "expected one parameter with its values, as in {\"keys\": [10, 100]}"};
  Sweep sweep{object.begin().key(), {}};
  const std::string pointer = "/sweep/" + sweep.parameter;
  const Parameter& parameter = find_parameter(parameters, sweep.parameter, pointer);
  const ordered_json& values = object.begin().value();
  if (!values.is_array() || values.size() < 2)
    throw Problem{pointer, "expected a list of at least two values"};
  for (size_t i = 0; i < values.size(); ++i) {
    const std::string place = pointer + "/" + std::to_string(i);
    const double number = read_number(values[i], parameter, place);
    if (std::find(sweep.values.begin(), sweep.values.end(), number) != sweep.values.end())
      throw Problem{place, "this value stands here twice"};
    sweep.values.push_back(number);
  }
  return sweep;
}

std::optional<Gate> read_gate(const ordered_json& root, const std::vector<Parameter>& parameters) {
  if (!root.contains("gate")) return std::nullopt;
  Words keys = names_of(parameters);
  keys.insert(keys.end(), {"scale", "exempt"});
  const nlohmann::json object = root["gate"];
  const ObjectReader reader(object, "/gate", keys);
  Gate gate;
  for (const auto& [key, value] : root["gate"].items()) {
    if (key == "scale" || key == "exempt") continue;
    const std::string pointer = reader.place(key);
    gate.parameters.emplace_back(
        key, read_number(value, find_parameter(parameters, key, pointer), pointer));
  }
  gate.scale = reader.number("scale", 1, 0, kLargestScale);
  if (gate.scale == 0) reader.fail("scale", "expected a number above 0");
  gate.exempt = reader.text("exempt", "");
  if (reader.has("exempt") && gate.exempt.empty())
    reader.fail("exempt", "expected the reason, in words");
  return gate;
}

const Parameter& find_parameter(const std::vector<Parameter>& parameters, const std::string& name,
                                const std::string& pointer) {
  for (const Parameter& parameter : parameters) {
    if (parameter.name == name) return parameter;
  }
  const std::string what = "unknown parameter \"" + name + "\"";
  if (parameters.empty()) throw Problem{pointer, what + "; the scenario has no parameters"};
  throw Problem{pointer, unknown(what, name, names_of(parameters))};
}

void check_number(const Parameter& parameter, double number, const std::string& pointer) {
  if (!parameter.whole || (number == std::floor(number) && number <= kLargest)) return;
  throw Problem{pointer, "expected a whole number, as " + parameter.name + " is, found " +
                             number_text(number)};
}

std::string number_text(double number) {
  std::array<char, 400> text{};  // the longest double has 309 digits before the point
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return {text.data(), end.ptr};
}

}  // namespace heapdyno

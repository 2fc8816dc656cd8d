#include "scenarios/references.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "scenarios/object_reader.h"
#include "scenarios/parameters.h"

namespace heapdyno {
namespace {

using nlohmann::ordered_json;

constexpr const char* kDeclarations[] = {"parameters", "sweep", "gate"};

bool is_reference(const ordered_json& value) {
  return value.is_string() && value.get_ref<const std::string&>().starts_with('$');
}

struct Reference {
  std::string parameter;
  char operation = ' ';  // * or /
  double operand = 1;
};

Problem not_a_reference(const std::string& text, const std::string& pointer) {
  return {pointer, "\"" + text +
                       "\" is no reference to a parameter: expected \"$NAME\", \"$NAME * NUMBER\" "
                       "or \"$NAME / NUMBER\""};
}

std::string without_spaces(const std::string& text) {
  std::string rest;
  std::copy_if(text.begin(), text.end(), std::back_inserter(rest), [](char c) { return c != ' '; });
  return rest;
}

Reference parse_reference(const std::string& text, const std::string& pointer) {
  const std::string compact = without_spaces(text);
  const size_t at = std::min(compact.find_first_of("*/"), compact.size());
  Reference reference{compact.substr(1, at - 1)};
  if (at == compact.size()) return reference;
  reference.operation = compact[at];
  const char* const end = compact.data() + compact.size();
  const auto [parsed, error] =
      std::from_chars(compact.data() + at + 1, end, reference.operand, std::chars_format::fixed);
  const bool positive = std::isfinite(reference.operand) && reference.operand > 0;
  if (error != std::errc() || parsed != end || !positive) throw not_a_reference(text, pointer);
  return reference;
}

double rounded_count(double number) { return std::max(1.0, std::round(number)); }

ordered_json to_json(double number, bool whole) {
  if (whole) return static_cast<uint64_t>(number);
  return number;
}

// Null where the parameter has no value.
ordered_json value_of(const std::string& text, const std::vector<Parameter>& parameters,
                      const std::string& pointer) {
  const Reference reference = parse_reference(text, pointer);
  const Parameter& parameter = find_parameter(parameters, reference.parameter, pointer);
  if (!parameter.value) return nullptr;
  double number = *parameter.value;
  if (reference.operation == '*') number *= reference.operand;
  if (reference.operation == '/') number /= reference.operand;
  if (reference.operation != ' ' && parameter.whole) number = rounded_count(number);
  check_number(parameter, number, pointer);
  return to_json(number, parameter.whole);
}

class Replacement {
 public:
  explicit Replacement(const std::vector<Parameter>& parameters) : parameters_(parameters) {}

  ordered_json in(const ordered_json& value, const std::string& pointer) const {
    if (value.is_object()) return in_object(value, pointer);
    if (value.is_array()) return in_array(value, pointer);
    if (is_reference(value)) return value_of(value, parameters_, pointer);
    return value;
  }

 private:
  ordered_json in_object(const ordered_json& object, const std::string& pointer) const {
    ordered_json copy = ordered_json::object();
    for (const auto& [key, value] : object.items()) {
      ordered_json replaced = in(value, pointer + "/" + key);
      if (is_reference(value) && replaced.is_null()) continue;
      copy[key] = std::move(replaced);
    }
    return copy;
  }

  ordered_json in_array(const ordered_json& array, const std::string& pointer) const {
    ordered_json copy = ordered_json::array();
    for (size_t i = 0; i < array.size(); ++i)
      copy.push_back(in(array[i], pointer + "/" + std::to_string(i)));
    return copy;
  }

  const std::vector<Parameter>& parameters_;
};

ordered_json without_declarations(ordered_json root) {
  for (const char* key : kDeclarations) {
    if (root.is_object()) root.erase(key);
  }
  return root;
}

void collect_names(const ordered_json& value, std::set<std::string>& names) {
  if (is_reference(value)) names.insert(parse_reference(value, "").parameter);
  if (!value.is_structured()) return;
  for (const ordered_json& member : value) collect_names(member, names);
}

// What leaves the "count" of `object` out.
void refuse_unset_count(const ordered_json& object, const std::vector<Parameter>& parameters,
                        const std::string& pointer) {
  if (!object.is_object() || !object.contains("count") || !is_reference(object["count"])) return;
  const std::string place = pointer + "/count";
  const Reference reference = parse_reference(object["count"].get<std::string>(), place);
  const std::string& name = reference.parameter;
  if (find_parameter(parameters, name, place).value) return;
  throw Problem{place, "a scale has nothing to multiply: " + name +
                           " has no value; set it, as in -p " + name + "=1000"};
}

void scale_count(ordered_json& object, double scale) {
  if (!object.is_object() || !object.contains("count")) return;
  ordered_json& count = object["count"];
  if (!count.is_number_unsigned()) return;
  const double scaled = rounded_count(count.get<double>() * scale);
  // What is too much is refused by who reads the count.
  count = static_cast<uint64_t>(std::min(scaled, 1e15));
}

}  // namespace

ordered_json replace_references(const ordered_json& root,
                                const std::vector<Parameter>& parameters) {
  return Replacement(parameters).in(without_declarations(root), "");
}

void refuse_idle_parameters(const ordered_json& root, const std::vector<Parameter>& parameters) {
  std::set<std::string> names;
  collect_names(without_declarations(root), names);
  for (const Parameter& parameter : parameters) {
    if (names.count(parameter.name) != 0) continue;
    throw Problem{"/parameters/" + parameter.name,
                  "nothing refers to it; write \"$" + parameter.name + "\" where it belongs"};
  }
}

void refuse_unset_counts(const ordered_json& root, const std::vector<Parameter>& parameters) {
  if (!root.contains("phases") || !root["phases"].is_array()) return;
  for (size_t i = 0; i < root["phases"].size(); ++i) {
    const ordered_json& phase = root["phases"][i];
    const std::string place = "/phases/" + std::to_string(i);
    refuse_unset_count(phase, parameters, place);
    if (phase.is_object() && phase.contains("keys"))
      refuse_unset_count(phase["keys"], parameters, place + "/keys");
  }
}

void scale_counts(ordered_json& root, double scale) {
  if (!root.contains("phases") || !root["phases"].is_array()) return;
  for (ordered_json& phase : root["phases"]) {
    scale_count(phase, scale);
    if (phase.is_object() && phase.contains("keys")) scale_count(phase["keys"], scale);
  }
}

}  // namespace heapdyno

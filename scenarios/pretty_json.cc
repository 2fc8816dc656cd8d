#include "scenarios/pretty_json.h"

#include <nlohmann/json.hpp>

namespace heapdyno {
namespace {

using nlohmann::ordered_json;

constexpr size_t kColumns = 100;
constexpr size_t kIndent = 2;

std::string label_of(const std::string& key) { return ordered_json(key).dump() + ": "; }

std::string in_one_line(const ordered_json& value) {
  if (!value.is_structured()) return value.dump();
  std::string text;
  for (const auto& [key, member] : value.items()) {
    if (!text.empty()) text += ", ";
    text += (value.is_object() ? label_of(key) : "") + in_one_line(member);
  }
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

// `used`: columns before the value; its members stand `indent` columns in.
std::string in_lines(const ordered_json& value, size_t indent, size_t used) {
  const std::string line = in_one_line(value);
  // One column more for the comma after it.
  const bool fits = indent > kIndent && used + line.size() < kColumns;
  if (!value.is_structured() || value.empty() || fits) return line;
  const std::string space(indent, ' ');
  std::string text;
  for (const auto& [key, member] : value.items()) {
    const std::string label = value.is_object() ? label_of(key) : "";
    text += (text.empty() ? "\n" : ",\n") + space + label +
            in_lines(member, indent + kIndent, indent + label.size());
  }
  text += "\n" + space.substr(kIndent);
  return value.is_object() ? "{" + text + "}" : "[" + text + "]";
}

}  // namespace

std::string pretty_json(const ordered_json& value) { return in_lines(value, kIndent, 0); }

}  // namespace heapdyno

#include "scenarios/json_document.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;
using nlohmann::ordered_json;

// What nlohmann says without its own prefix: "[json.exception.parse_error.101] parse error at line
// 3, column 5: ...".
std::string words_of(const ordered_json::parse_error& error) {
  const std::string text = error.what();
  const size_t column = text.find("column");
  const size_t colon = column == std::string::npos ? std::string::npos : text.find(": ", column);
  return colon == std::string::npos ? text : text.substr(colon + 2);
}

Status at_line(const std::string& file, int line, const std::string& message) {
  return Status::invalid_argument(file + ":" + std::to_string(line) + ": " + message);
}

}  // namespace

Status JsonDocument::error(const Problem& problem) const {
  const std::string place = problem.pointer.empty() ? "" : problem.pointer + ": ";
  return at_line(file, lines.find(problem.pointer), place + problem.message);
}

Result<JsonDocument> parse_json_document(std::string_view text, const std::string& file) {
  JsonDocument document;
  document.file = file;
  try {
    document.root = ordered_json::parse(text.begin(), text.end(), nullptr, true,
                                        /*ignore_comments=*/true);
  } catch (const ordered_json::parse_error& error) {
    return at_line(file, line_at(text, error.byte > 0 ? error.byte - 1 : 0),
                   "not JSON: " + words_of(error));
  }
  document.lines = find_json_lines(text);
  if (const auto& twice = document.lines.duplicate)
    return document.error({*twice, "this key stands here twice"});
  return document;
}

}  // namespace heapdyno

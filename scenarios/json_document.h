// A JSON text with comments, read whole, and the messages about what is wrong in it: with file,
// line and place.
//
// Thread contract: plain value.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "scenarios/json_lines.h"
#include "scenarios/object_reader.h"

namespace heapdyno {

struct JsonDocument {
  nlohmann::ordered_json root;  // keys in the order of the text
  JsonLines lines;
  std::string file;  // for messages

  // "fill.json:12: /phases/0/cuont: unknown key"
  engine::Status error(const Problem& problem) const;
};

// Errors: no JSON, or a key that stands twice in its object.
engine::Result<JsonDocument> parse_json_document(std::string_view text, const std::string& file);

}  // namespace heapdyno

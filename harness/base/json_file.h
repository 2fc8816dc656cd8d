// What JSON files other than scenarios and records are read with: the whole text, and what is wrong in
// it as an Error that names file, line and place. Pure but for the files; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "harness/base/error.h"
#include "scenarios/json_document.h"

namespace heapdyno {

using Json = nlohmann::json;

std::string text_of_file(const std::string& path);

// A text that is not empty.
std::string required_text(const ObjectReader& reader, const char* key, const char* expected);

void require_schema(const ObjectReader& reader, const std::string& schema);

// The list at `key`, which has some elements; `expected` is said where there is none.
const Json& list_at(const ObjectReader& reader, const char* key, const char* expected);

// "/claims/3"
std::string numbered(const std::string& pointer, size_t i);

// What `read` makes of the document; it throws Problem.
template <typename Read>
auto parse_json_with(const std::string& text, const std::string& file, Read read) {
  const engine::Result<JsonDocument> document = parse_json_document(text, file);
  if (!document.is_ok()) throw Error(std::string(document.status().message()));
  try {
    return read(Json(document->root));
  } catch (const Problem& problem) {
    throw Error(std::string(document->error(problem).message()));
  }
}

}  // namespace heapdyno

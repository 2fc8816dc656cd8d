#include "harness/base/json_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace heapdyno {

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  if (!file) throw Error(path + ": " + std::strerror(errno));
  const bool is_empty = file.peek() == std::ifstream::traits_type::eof() && !file.bad();
  if (!is_empty && !(text << file.rdbuf())) throw Error(path + ": cannot be read");
  return text.str();
}

std::string required_text(const ObjectReader& reader, const char* key, const char* expected) {
  reader.require(key, expected);
  std::string text = reader.text(key, "");
  if (text.empty()) reader.fail(key, std::string("empty; expected ") + expected);
  return text;
}

void require_schema(const ObjectReader& reader, const std::string& schema) {
  const std::string expected = "\"" + schema + "\"";
  if (required_text(reader, "schema", expected.c_str()) != schema)
    reader.fail("schema", "expected " + expected);
}

const Json& list_at(const ObjectReader& reader, const char* key, const char* expected) {
  reader.require(key, expected);
  const Json& list = reader.at(key);
  if (!list.is_array() || list.empty()) reader.fail(key, std::string("expected ") + expected);
  return list;
}

std::string numbered(const std::string& pointer, size_t i) {
  return pointer + "/" + std::to_string(i);
}

}  // namespace heapdyno

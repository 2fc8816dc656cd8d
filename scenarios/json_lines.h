// Where in a text each place of a JSON document stands, for messages that a reader can follow. A
// place is a JSON pointer ("/phases/0/count").
//
// Thread contract: plain value.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace heapdyno {

struct JsonLines {
  std::map<std::string, int, std::less<>>
      line_of;                           // of keys and array elements; the document itself is ""
  std::optional<std::string> duplicate;  // the first key that an object has twice

  // The line of a place, or of the nearest place around it.
  int find(std::string_view pointer) const;
};

// REQUIRES: `text` parses as JSON with comments.
JsonLines find_json_lines(std::string_view text);

// The line, from 1, of byte `offset` of the text.
int line_at(std::string_view text, size_t offset);

}  // namespace heapdyno

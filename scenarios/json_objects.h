// The objects of a list in a JSON file, each a text of its own: what a scenario stores whose data are
// "json".
//
// Thread contract: a pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace heapdyno {

struct JsonObjects {
  std::vector<std::string> keys;   // each object's field `key`
  std::vector<std::string> texts;  // each object, without white space
};

// The list is the member `list` of the file's object. Errors: it is not JSON (with the place), there
// is no such list, or an object whose key is missing, empty or too long for one.
engine::Result<JsonObjects> read_json_objects(std::string_view text, const std::string& list,
                                              const std::string& key);

}  // namespace heapdyno

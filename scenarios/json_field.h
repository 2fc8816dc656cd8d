// A string field of a JSON object, found without allocating: what the indexes of a scenario call
// for each value that is written.
//
// Thread contract: pure.
#pragma once

#include <optional>
#include <string_view>

namespace heapdyno {

// The bytes between the quotes, escapes as they stand, of the first member of `object` that has
// this name (spelt as it stands there) and is a string. Nothing where there is none, or where what
// comes before it is no JSON. Members that are objects or lists are passed by, not looked into.
std::optional<std::string_view> json_field(std::string_view object, std::string_view field);

}  // namespace heapdyno

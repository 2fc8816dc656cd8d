// json_field: what an index of a scenario is over: a field of a JSON object (RFC 8259), found by
// scanning the text, without a tree and without an allocation, because it is done in the middle of
// an operation that is counted.
//
// Thread contract: a pure function; the answer is a view into the document.
#pragma once

#include <optional>
#include <string_view>

namespace heapdyno {

// The value of the first member of the outermost object with this name: of a string what stands
// between its quotes, of a number, true or false the token. Nothing where there is no such member,
// where its value is null, an array or an object, and where the text before it is not JSON. Names
// and strings are taken as they are written: an escape stays an escape.
std::optional<std::string_view> json_field(std::string_view document, std::string_view name);

// What an index is over: "name" is the field, "name:3" its first 3 bytes (Index::text()).
std::optional<std::string_view> indexed_field(std::string_view document, std::string_view text);

}  // namespace heapdyno

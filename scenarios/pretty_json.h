// JSON for people: what fits into a line stands in one.
//
// Thread contract: a pure function.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace heapdyno {

// Lines of at most 100 columns, where texts and names allow; ends without a newline.
std::string pretty_json(const nlohmann::ordered_json& value);

}  // namespace heapdyno

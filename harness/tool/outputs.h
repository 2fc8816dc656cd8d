// Files that a command writes for its user.
#pragma once

#include <functional>
#include <ostream>
#include <string>

namespace heapdyno {

// Nothing for no name. Throws Error where it cannot be written.
void write_output(const std::string& path, const std::function<void(std::ostream&)>& write);

}  // namespace heapdyno

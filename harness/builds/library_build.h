// Which build a library file is. Reads the file; any thread.
#pragma once

#include <string>

namespace heapdyno {

// Its build id, or a hash of its content where it was linked without one. Throws Error where it cannot
// be read.
std::string build_of_library(const std::string& path);

}  // namespace heapdyno

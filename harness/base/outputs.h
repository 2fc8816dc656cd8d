// Files that a command writes for its user.
#pragma once

#include <functional>
#include <ostream>
#include <string>

namespace heapdyno {

// Nothing for no name. The file is written beside `path` and takes its place when it is whole: where
// that fails, which throws Error, what was there stays as it was.
void write_output(const std::string& path, const std::function<void(std::ostream&)>& write);

}  // namespace heapdyno

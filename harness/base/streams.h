// Where a command writes: tables to `out`, progress and warnings to `err`. Borrows both.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace heapdyno {

struct Streams {
  std::ostream& out;
  std::ostream& err;
};

// A line each.
inline void warn(Streams streams, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) streams.err << "warning: " << warning << "\n";
}

}  // namespace heapdyno

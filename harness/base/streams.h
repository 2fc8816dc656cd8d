// Where a command writes: results to `out`, errors to `err`; progress, notes and warnings to `log`,
// which is the same place as `err` unless the user wants quiet. Borrows all.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace heapdyno {

struct Streams {
  std::ostream& out;
  std::ostream& err;
  std::ostream& log;
};

// A line each.
inline void warn(Streams streams, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) streams.log << "warning: " << warning << "\n";
}

}  // namespace heapdyno

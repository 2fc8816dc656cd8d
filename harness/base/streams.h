// Where a command writes: tables to `out`, progress and warnings to `err`. Borrows both.
#pragma once

#include <ostream>

namespace heapdyno {

struct Streams {
  std::ostream& out;
  std::ostream& err;
};

}  // namespace heapdyno

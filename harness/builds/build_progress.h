// How far ninja is, told while it builds: one line of a log each time a tenth more is done, by the
// "[done/all]" with which its lines begin. Short builds tell nothing.
//
// Thread contract: one thread.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

namespace heapdyno {

class BuildProgress {
 public:
  // Borrows the stream.
  explicit BuildProgress(std::ostream& log) : log_(log) {}

  // What ninja wrote next, in pieces of any length.
  void hear(std::string_view text);

 private:
  void hear_line(std::string_view line);

  std::ostream& log_;
  std::string line_;  // that has not ended yet
  int tenths_ = 0;    // told
};

}  // namespace heapdyno

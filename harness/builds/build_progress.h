// How far ninja is, told while it builds, by the "[done/all]" with which its lines begin. On a terminal
// one line that is written over; in a log one line each time a tenth more is done, of short builds none.
//
// Thread contract: one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace heapdyno {

class BuildProgress {
 public:
  // Borrows the stream. `columns`: of the terminal that it is; none: it is a log.
  explicit BuildProgress(std::ostream& log, std::optional<size_t> columns = std::nullopt)
      : log_(log), columns_(columns) {}
  ~BuildProgress();  // takes the terminal's line away
  BuildProgress(const BuildProgress&) = delete;
  BuildProgress& operator=(const BuildProgress&) = delete;

  // What ninja wrote next, in pieces of any length.
  void hear(std::string_view text);

 private:
  void hear_line(std::string_view line);

  std::ostream& log_;
  const std::optional<size_t> columns_;
  std::string line_;  // that has not ended yet
  int tenths_ = 0;    // told
};

}  // namespace heapdyno

// When the calls of an open loop are to begin. The rate is that of all lanes together. A lane has a
// share of it as it has one of the phase's calls, so that all are done at about the same time, and
// its intervals are constant. Of `all` calls and `own` ones in a lane,
//   interval             = 10^9 * all / (rate * own) nanoseconds
//   start of call i      = offset + i * interval, to the nearest nanosecond
//   offset of the nth of `lanes` lanes = interval * n / lanes
// counted from the start of the phase: lanes of equal shares take turns, and do not call all at once.
// Nothing adds up errors: intervals are not rounded. In doubles a start is exact to a nanosecond for
// a month.
//
// Thread contract: immutable.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scenarios/phase_work.h"

namespace heapdyno {

class Schedule {
 public:
  Schedule(double interval_ns, double offset_ns) : interval_(interval_ns), offset_(offset_ns) {}

  // Nanoseconds after the start of the phase.
  uint64_t start_of(uint64_t call) const {
    return static_cast<uint64_t>(offset_ + static_cast<double>(call) * interval_ + 0.5);
  }

 private:
  double interval_;
  double offset_;
};

// One for each work, nothing for one that makes no calls of its own: the writer of a hand-over.
std::vector<std::optional<Schedule>> schedules_of(const Phase& phase,
                                                  const std::vector<PhaseWork>& works,
                                                  uint64_t calls_per_second);

}  // namespace heapdyno

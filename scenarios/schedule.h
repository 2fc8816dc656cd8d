// When the calls of an open loop are to begin: at a constant rate, shared out over the phase's
// threads by how much each has to do, so that they end together and keep the whole rate. Their
// first calls are spread over one interval, so that they do not come all at once.
//
// Thread contract: plain values.
#pragma once

#include <cstdint>
#include <vector>

namespace heapdyno {

// Of one thread.
struct Schedule {
  double first_ns = 0;  // since the phase began
  double interval_ns = 0;

  // Of its nth call, from 0. Each is rounded by itself: a rate that does not divide a second is kept.
  uint64_t start_of(uint64_t call) const {
    return static_cast<uint64_t>(first_ns + static_cast<double>(call) * interval_ns);
  }
};

// One for each thread, which draws so many keys; one that draws none makes no calls. REQUIRES: a
// rate above 0.
std::vector<Schedule> schedules_of(const std::vector<uint64_t>& draws, uint64_t calls_per_second);

}  // namespace heapdyno

#include "scenarios/schedule.h"

#include <cstddef>
#include <numeric>

namespace heapdyno {

std::vector<Schedule> schedules_of(const std::vector<uint64_t>& draws, uint64_t calls_per_second) {
  constexpr double kSecondNs = 1e9;
  const double all = static_cast<double>(std::accumulate(draws.begin(), draws.end(), uint64_t{0}));
  const double threads = static_cast<double>(draws.size());
  std::vector<Schedule> schedules;
  for (size_t i = 0; i < draws.size(); ++i) {
    Schedule schedule;
    if (draws[i] > 0) {
      schedule.interval_ns =
          kSecondNs * all / static_cast<double>(calls_per_second) / static_cast<double>(draws[i]);
      schedule.first_ns = schedule.interval_ns * static_cast<double>(i) / threads;
    }
    schedules.push_back(schedule);
  }
  return schedules;
}

}  // namespace heapdyno

#include "scenarios/schedule.h"

#include <algorithm>
#include <numeric>

namespace heapdyno {
namespace {

// At the end of a phase a call may draw fewer.
uint64_t draws_of(const Phase& phase, Operation operation) {
  switch (operation) {
    case Operation::kBatch:
    case Operation::kHandOver:
      return phase.batch_size;
    case Operation::kCommit:
      return phase.commit.draws();
    default:
      return 1;
  }
}

uint64_t calls_of(const Phase& phase, const PhaseWork& work) {
  uint64_t calls = 0;
  for (uint64_t drawn = 0; drawn < work.draws(); ++calls)
    drawn += draws_of(phase, work.operation(calls));
  return calls;
}

}  // namespace

std::vector<std::optional<Schedule>> schedules_of(const Phase& phase,
                                                  const std::vector<PhaseWork>& works,
                                                  uint64_t calls_per_second) {
  std::vector<uint64_t> calls;
  for (const PhaseWork& work : works) calls.push_back(calls_of(phase, work));
  const auto all = static_cast<double>(std::accumulate(calls.begin(), calls.end(), uint64_t{0}));
  const auto lanes = static_cast<double>(works.size() - std::count(calls.begin(), calls.end(), 0u));
  const double between_calls = 1e9 / static_cast<double>(calls_per_second);
  std::vector<std::optional<Schedule>> schedules;
  double nth = 0;
  for (const uint64_t own : calls) {
    schedules.emplace_back();
    if (own == 0) continue;
    const double interval = between_calls * all / static_cast<double>(own);
    schedules.back().emplace(interval, interval * nth++ / lanes);
  }
  return schedules;
}

}  // namespace heapdyno

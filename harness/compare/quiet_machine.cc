#include "harness/compare/quiet_machine.h"

#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/table.h"
#include "harness/base/words.h"
#include "harness/figures/metrics.h"

namespace heapdyno {
namespace {

// Sums over trials; a single one is too short for the system's ticks.
struct Sums {
  uint64_t wall_ns = 0;
  uint64_t cpu_ns = 0;
  uint64_t busy_ns = 0;
  uint64_t idle_ns = 0;
  uint64_t stolen_ns = 0;
  uint64_t waited_ns = 0;
  uint64_t throttled = 0;
};

Sums sums_of(const std::vector<const Record*>& timed) {
  Sums sums;
  for (const Record* record : timed) {
    const MachineNoise& noise = *record->noise;
    sums.wall_ns += noise.wall_ns;
    sums.cpu_ns += noise.cpu_ns;
    sums.busy_ns += noise.busy_ns.value_or(0);
    sums.idle_ns += noise.idle_ns.value_or(0);
    sums.stolen_ns += noise.stolen_ns.value_or(0);
    sums.waited_ns += noise.waited_ns.value_or(0);
    sums.throttled += noise.throttled.value_or(0);
  }
  return sums;
}

// What the trials' own processes did not use.
double taken(const Sums& sums) {
  const uint64_t others = std::max(sums.busy_ns, sums.cpu_ns) - sums.cpu_ns + sums.stolen_ns;
  return per(others, sums.busy_ns + sums.idle_ns + sums.stolen_ns);
}

std::string of_sums(const Sums& sums) {
  std::vector<std::string> reasons;
  const auto above = [&](double share, double most, const char* what) {
    if (share > most)
      reasons.push_back(percent_text(share) + " of " + what + " (at most " + percent_text(most) +
                        ")");
  };
  above(taken(sums), kMostTaken,
        "the processors' time went to other processes or was stolen by the hypervisor");
  above(per(sums.waited_ns, sums.wall_ns), kMostWaiting,
        "the trials' time some task waited for a processor");
  if (sums.throttled > 0)
    reasons.push_back("processors were slowed down " + thousands(sums.throttled) + " times");
  return join(reasons, "; ");
}

[[noreturn]] void refuse(const Record& record, const std::string& why) {
  throw Error(record.origin + " and others: " + why +
                  ": measure anew on a quiet machine, or compare without --strict",
              Exit::kNotComparable);
}

}  // namespace

void check_quiet(const std::vector<const Record*>& timed) {
  if (timed.empty()) return;
  for (const Record* record : timed) {
    if (!record->noise) refuse(*record, "the record does not say how busy the machine was");
    const auto governor = record->keys.find("governor");
    if (governor != record->keys.end() && governor->second != "performance")
      refuse(*record, "the frequency governor was " + governor->second + ", not performance");
    if (record->longest_gap_ns > kLongestGapNs)
      refuse(*record, "the machine stood still for " + thousands(record->longest_gap_ns / 1000) +
                          " us while the process did nothing");
  }
  const std::string busy = of_sums(sums_of(timed));
  if (!busy.empty()) refuse(*timed.front(), "the machine was not quiet: " + busy);
}

}  // namespace heapdyno

#include "scenarios/process_facts.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace heapdyno {
namespace {

uint64_t nanoseconds(clockid_t clock) {
  timespec now = {};
  clock_gettime(clock, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

// A text of /proc/self; empty where there is none.
class ProcText {
 public:
  explicit ProcText(const char* path) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    (void)!read(file, text_, sizeof text_ - 1);
    close(file);
  }

  // "VmRSS:\t    1234 kB" in bytes; 0 where it has no such line.
  uint64_t field(const char* name) const {
    const char* at = std::strstr(text_, name);
    return at == nullptr ? 0 : std::strtoull(at + std::strlen(name), nullptr, 10) * 1024;
  }

 private:
  char text_[8192] = {};
};

}  // namespace

ProcessMemory process_memory() {
  const ProcText status("/proc/self/status");
  return {.rss_anon = status.field("RssAnon:"),
          .rss_file = status.field("RssFile:"),
          .rss_shmem = status.field("RssShmem:"),
          .vm_rss = status.field("VmRSS:"),
          .vm_hwm = status.field("VmHWM:")};
}

MappedMemory mapped_memory() {
  const ProcText rollup("/proc/self/smaps_rollup");
  return {.pss = rollup.field("\nPss:"), .anon_huge = rollup.field("\nAnonHugePages:")};
}

bool reset_peak_memory() {
  const int file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool done = write(file, "5", 1) == 1;
  close(file);
  return done;
}

PageFaults page_faults() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return {static_cast<uint64_t>(usage.ru_minflt), static_cast<uint64_t>(usage.ru_majflt)};
}

uint64_t monotonic_ns() { return nanoseconds(CLOCK_MONOTONIC); }
uint64_t process_cpu_ns() { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }
uint64_t thread_cpu_ns() { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

Noise measure_noise(uint64_t spin_ns) {
  constexpr uint64_t kGap = 5000;
  Noise noise;
  const uint64_t start = monotonic_ns();
  uint64_t last = start;
  while (last - start < spin_ns) {
    const uint64_t now = monotonic_ns();
    if (now - last > kGap) {
      noise.max_gap_ns = std::max(noise.max_gap_ns, now - last);
      noise.gaps_ns += now - last;
    }
    last = now;
  }
  noise.spun_ns = last - start;
  return noise;
}

uint64_t clock_cost_ns() {
  constexpr uint64_t kReads = 1000;
  uint64_t best = UINT64_MAX;
  for (int round = 0; round < 5; ++round) {
    const uint64_t start = monotonic_ns();
    for (uint64_t i = 1; i < kReads; ++i) monotonic_ns();
    best = std::min(best, (monotonic_ns() - start) / kReads);
  }
  return best;
}

}  // namespace heapdyno

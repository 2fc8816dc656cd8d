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

// "VmRSS:\t    1234 kB" of the status text, in bytes.
uint64_t field(const char* status, const char* name) {
  const char* at = std::strstr(status, name);
  return at == nullptr ? 0 : std::strtoull(at + std::strlen(name), nullptr, 10) * 1024;
}

}  // namespace

ProcessMemory process_memory() {
  char status[8192] = {};
  const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  const ssize_t n = read(file, status, sizeof status - 1);
  close(file);
  if (n <= 0) return {};
  return {.rss_anon = field(status, "RssAnon:"),
          .rss_file = field(status, "RssFile:"),
          .rss_shmem = field(status, "RssShmem:"),
          .vm_rss = field(status, "VmRSS:"),
          .vm_hwm = field(status, "VmHWM:")};
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

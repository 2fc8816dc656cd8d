// What the kernel says of this process, read without allocating, so that a reading does not disturb
// what is measured.
//
// Thread contract: any thread.
#pragma once

#include <cstdint>

namespace heapdyno {

// Bytes, of /proc/self/status. vm_rss == rss_anon + rss_file + rss_shmem.
struct ProcessMemory {
  uint64_t rss_anon = 0;
  uint64_t rss_file = 0;   // of mapped files: libraries, and the tables of a store that maps them
  uint64_t rss_shmem = 0;  // shared without a file, or with one in memory
  uint64_t vm_rss = 0;
  uint64_t vm_hwm = 0;
};
ProcessMemory process_memory();

// Makes VmHWM begin anew. False: the kernel does not let us.
bool reset_peak_memory();

struct PageFaults {
  uint64_t minor = 0;
  uint64_t major = 0;
};
PageFaults page_faults();

uint64_t monotonic_ns();
uint64_t process_cpu_ns();  // of all threads
uint64_t thread_cpu_ns();

// What one reading of the monotonic clock costs: the smallest mean over a few rounds.
uint64_t clock_cost_ns();

}  // namespace heapdyno

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

// What was found at one moment of a phase; which figures these are, the mode says.
struct MemorySample {
  uint64_t drawn = 0;  // keys, by all threads; of several threads an estimate from one
  uint64_t ns = 0;     // since the phase began
  uint64_t first = 0;  // bytes
  uint64_t second = 0;
};

// Bytes, of /proc/self/smaps_rollup, for which the kernel walks all pages: at the end of a phase only.
struct MappedMemory {
  uint64_t pss = 0;        // pages that other processes have too count in part
  uint64_t anon_huge = 0;  // in huge pages
};
MappedMemory mapped_memory();

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

// How often something else has the processor: gaps of more than 5 us between two readings of the clock,
// over so long a spin. A tail below the longest gap is the machine's.
struct Noise {
  uint64_t max_gap_ns = 0;
  uint64_t gaps_ns = 0;  // all of them together
  uint64_t spun_ns = 0;
};
Noise measure_noise(uint64_t spin_ns);

// What one reading of the monotonic clock costs: the smallest mean over a few rounds.
uint64_t clock_cost_ns();

}  // namespace heapdyno

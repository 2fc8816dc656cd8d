// Instructions that a process executed and data that it missed in simulated caches, as cachegrind wrote
// them down. The caches are the same on every machine: 32 KiB of first level, 8 ways; 8 MiB of last
// level, 16 ways; lines of 64 bytes. Pure but for the file; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heapdyno {

struct CachegrindCounts {
  uint64_t instructions = 0;
  uint64_t cache_misses = 0;   // reads and writes of data that the first level did not have
  uint64_t memory_misses = 0;  // nor the last
};

// A command under cachegrind: valgrind and its arguments, to stand before the program.
std::vector<std::string> cachegrind_command(const std::string& out_file);

// Likewise, for all processes that the program starts: PID stands behind the name of each one's file.
std::vector<std::string> cachegrind_command_of_all(const std::string& out_file);

// Throws Error where valgrind is not installed; it names the package.
void check_cachegrind();

// The sums of an out-file's text ("events: Ir I1mr ..." and "summary: N N ..."). Throws Error that
// names `origin`.
CachegrindCounts parse_cachegrind(const std::string& text, const std::string& origin);

}  // namespace heapdyno

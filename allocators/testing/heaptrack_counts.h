// heaptrack, a second opinion on the observer's counts: run a program with both variables of
// heaptrack_environment() and count its raw file. Format: heaptrack's libheaptrack.cpp.
// Thread contract: pure functions.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "allocators/heaptrack.h"

namespace heapdyno {

inline std::vector<std::string> heaptrack_environment(const std::string& raw_file) {
  return {std::string("LD_PRELOAD=") + kHeaptrack,
          std::string(kHeaptrackVariable) + "=" + raw_file};
}

// The raw file has one line for each event; those of allocations begin with a plus sign.
inline uint64_t heaptracks_allocations(const std::string& raw_file) {
  std::ifstream file(raw_file);
  uint64_t count = 0;
  for (std::string line; std::getline(file, line);) count += line.starts_with("+ ");
  return count;
}

}  // namespace heapdyno

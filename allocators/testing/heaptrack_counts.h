// heaptrack, a second opinion on the observer's counts: run a program with both variables of
// heaptrack_environment() and add up its raw file. Format: heaptrack's libheaptrack.cpp; what is
// made of it: heaptrack_interpret.cpp (temporary) and accumulatedtracedata.cpp (peak).
// Thread contract: pure functions.
#pragma once

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "allocators/heaptrack.h"

namespace heapdyno {

inline std::vector<std::string> heaptrack_environment(const std::string& raw_file) {
  return {std::string("LD_PRELOAD=") + kHeaptrack,
          std::string(kHeaptrackVariable) + "=" + raw_file};
}

struct HeaptrackTotals {
  uint64_t allocations = 0;
  uint64_t temporary = 0;  // freed by the next call
  uint64_t peak = 0;       // bytes
};

// The raw file has one line for each event: "+ SIZE TRACE BLOCK" or "- BLOCK" in hexadecimal, and
// others. A realloc is both, the old block first. What is alive at the end is not the program's:
// heaptrack has the C and the C++ library free their own then.
inline HeaptrackTotals heaptrack_totals(const std::string& raw_file) {
  std::ifstream file(raw_file);
  HeaptrackTotals totals;
  std::unordered_map<uint64_t, uint64_t> sizes;
  uint64_t live = 0;
  uint64_t last = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind;
    uint64_t size = 0, trace = 0, block = 0;
    words >> kind >> std::hex;
    if (kind == "+" && words >> size >> trace >> block) {
      ++totals.allocations;
      live += sizes[block] = size;
      totals.peak = std::max(totals.peak, live);
      last = block;
    } else if (kind == "-" && words >> block) {
      const auto found = sizes.find(block);
      if (found != sizes.end()) {
        totals.temporary += block == last;
        live -= found->second;
        sizes.erase(found);
      }
      last = 0;
    }
  }
  return totals;
}

}  // namespace heapdyno

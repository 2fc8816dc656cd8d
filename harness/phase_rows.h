// What a table has a row for when it shows each phase of each configuration, and the samples behind
// every row. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/cells.h"

namespace heapdyno {

struct PhaseRow {
  std::string scenario;
  std::string phase;
  std::string load;           // of an open loop
  std::string configuration;  // variant, or store
  std::string alloc;          // empty: of all allocators together
  std::vector<Sample> samples;
};

enum class Allocators { kApart, kTogether };

// In the order of scenarios, configurations, loads and allocators, phases as they ran.
std::vector<PhaseRow> phase_rows(const std::vector<Sample>& samples, Allocators allocators);

}  // namespace heapdyno

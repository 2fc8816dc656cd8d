// What a table has a row for when it shows each phase of each configuration, and the samples behind
// every row. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/cells.h"

namespace heapdyno {

struct PhaseRow {
  std::string in;  // the input's label; empty: all are of one input
  std::string scenario;
  std::string phase;
  std::string load;           // of an open loop
  std::string configuration;  // variant, or store
  std::string alloc;          // empty: of all allocators together
  std::string operation;      // a kind's; empty: of all together
  std::vector<Sample> samples;
};

enum class Allocators { kApart, kTogether };

// In the order of inputs, scenarios, phases as they ran, configurations, loads, allocators and
// operations; numbers in names count as such.
std::vector<PhaseRow> phase_rows(const std::vector<Sample>& samples, Allocators allocators);

// The headings of what tells the rows apart, and a row's cells beneath them: only what any of the
// rows has.
std::vector<Column> key_columns(const std::vector<PhaseRow>& rows);
std::vector<TableCell> key_cells(const PhaseRow& row, const std::vector<PhaseRow>& rows);

}  // namespace heapdyno

// What a table has a row for when it shows each phase of each configuration, and the samples behind
// every row. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/figures/cells.h"

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

// A table whose rows begin with what tells phase rows apart: only what any of them has.
class PhaseTable {
 public:
  PhaseTable(std::string title, const std::vector<PhaseRow>& rows);

  // What stands behind that.
  void add_column(std::string name, Align align = Align::kRight);
  void add_row(const PhaseRow& row, const std::vector<TableCell>& cells);
  void add_note(std::string note) { table_.notes.push_back(std::move(note)); }

  const Table& table() const { return table_; }

 private:
  struct Key;
  static const std::vector<Key>& all_keys();

  Table table_;
  std::vector<const Key*> keys_;
};

}  // namespace heapdyno

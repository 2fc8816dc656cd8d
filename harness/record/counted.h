// What was counted of one cell of the gate, a scenario on a variant or a user's program: integers
// alone, which are equal on every run of the same build, but for those that are bounded. Plain
// values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace heapdyno {

// Where a call site is in the sources.
struct SourcePlace {
  std::string
      file;  // from the root of the checkout or project, "engine/store/memtable.cc"; empty: unknown
  int line = 0;
  auto operator<=>(const SourcePlace&) const = default;
};

// Who allocates, as far as a baseline is concerned: lines are for people and match nothing.
struct CellSite {
  std::string operation;  // "put", "put, background"
  std::string function;   // innermost of the store's or the project's: "Memtable::insert"
  std::string callee;     // what it called of a library: "std::string"; empty: the allocator itself
  SourcePlace place;
  uint64_t allocations = 0;
  uint64_t bytes = 0;
};

// By name: "allocations", "frees", "bytes", ...
using NamedCounts = std::map<std::string, uint64_t>;

// Sums of bounded metrics (check/bounded.h), by phase, then by name: "instructions". A program is one
// phase, "program".
using BoundedCounts = std::map<std::string, NamedCounts>;

struct CellOperation {
  uint64_t operations = 0;  // how many stand behind the figures; 0: they are not of operations
  NamedCounts figures;
};

struct CellPhase {
  std::string name;
  std::string work;  // digests of what was done and answered; empty: a program's, which has none
  std::map<std::string, CellOperation> operations;  // "put", "background", ...
  NamedCounts physical;                             // flushes, wal_bytes, ...; of all operations
  std::vector<CellSite> sites;                      // empty: not profiled
};

struct CountedCell {
  std::string scenario;  // or the program's name
  std::string variant;   // empty: a program
  std::string digest;    // of the scenario's content, or of the program's arguments
  std::vector<CellPhase> phases;
  BoundedCounts bounded = {};  // those that were asked for
};

}  // namespace heapdyno

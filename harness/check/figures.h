// The figures of a cell, one by one, by where they stand. Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/record/counted.h"

namespace heapdyno {

inline constexpr const char* kAllocations = "allocations";

struct FigureKey {
  std::string phase;
  std::string operation;  // empty: of the phase
  std::string metric;
  auto operator<=>(const FigureKey&) const = default;

  std::string text() const;  // "fill put allocations", "fill flushes"
};

// A figure that is not here is 0.
using CellFigures = std::map<FigureKey, uint64_t>;

CellFigures figures_of(const CountedCell& cell);

uint64_t figure_at(const CellFigures& figures, const FigureKey& key);

// Of all its operations.
uint64_t allocations_of(const CellPhase& phase);

// Whether it was profiled.
bool has_sites(const CountedCell& cell);

// A further run of a cell.
struct FurtherRun {
  CountedCell cell;
  std::string how = {};  // "under jemalloc", "with another TMPDIR"
};

// Whether all runs did the same: of the same content, in the same phases, with the same digests of
// what was done and answered.
bool is_same_work(const CountedCell& cell, const std::vector<FurtherRun>& further);

struct MovedFigure {
  FigureKey key;
  uint64_t first = 0;  // in the first run
  uint64_t other = 0;  // in the first that differs from it
  std::string how;     // that one was run

  std::string text() const;  // "fill put bytes (341, and 355 under jemalloc)"
};

// Those that are not the same in all runs.
std::vector<MovedFigure> moved_figures(const CountedCell& cell,
                                       const std::vector<FurtherRun>& further);

}  // namespace heapdyno

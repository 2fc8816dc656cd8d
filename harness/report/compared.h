// The contrasts of a report, judged: counted metrics as they are, noisy ones round by round, as
// `compare` does (compare/comparable.h, figures/noisy_cells.h). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/figures/noisy_cells.h"
#include "harness/report/contrasts.h"
#include "harness/report/gathered.h"

namespace heapdyno {

struct NoisyContrast {
  Contrast contrast;
  NoisyLine line;
};

// All lines of a metric in one group; they are corrected together.
struct NoisyComparison {
  const Metric* metric = nullptr;
  std::vector<NoisyContrast> lines;  // each has a result
  NoisyLine mean;                    // the geometric mean of several
};

struct CountedContrast {
  Contrast contrast;
  ExactValue a;
  ExactValue b;
};

struct ComparedGroup {
  Axis axis = Axis::kVariant;
  std::string name;  // "all against baseline"
  std::string before;
  std::string after;
  std::vector<CountedContrast> counted;  // allocs/op
  std::vector<NoisyComparison> noisy;    // in the order of Gathered::noisy_metrics()

  // Null: it was not measured.
  const NoisyComparison* of(std::string_view metric) const;
};

struct ComparedCells {
  std::vector<ComparedGroup> groups;      // as groups_of() orders them
  std::vector<std::string> incomparable;  // why pairs are left out, a sentence for each reason
};

ComparedCells compare_cells(const Gathered& gathered);

}  // namespace heapdyno

// The lines of a comparison: what is asked for, and which cells of the two sides answer it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/compare/comparable.h"

namespace heapdyno {

struct CompareOptions {
  Selection a;
  Selection b;
  Selection filter;                  // on both sides
  Selection row;                     // empty: scenario, phase, and what else varies
  Selection col;                     // empty: one column for each metric
  std::vector<std::string> metrics;  // empty: those of kDefaultMetrics that are there
  std::optional<double> margin;      // relative; absent: margin_of() each metric
  Rules rules;                       // of what may differ

  double margin_for(const Metric& metric) const { return margin.value_or(margin_of(metric)); }
};

inline const std::vector<std::string> kDefaultMetrics = {"allocations", "allocs/op", "bytes/op",
                                                         "ns/op", "rss_anon"};

using Metrics = std::vector<const Metric*>;

// Of the store null, whose trials show the driver's own cost, where neither a side nor a row, a column
// or the filter names it: not compared.
bool is_left_out(const CellKeys& keys, const CompareOptions& options);

// The pairs of the two sides that are in the rows and columns asked for. Throws as pair_sides(), and
// a usage error when none is left.
std::vector<Pair> lines_of(const std::vector<Sample>& samples, const CompareOptions& options);

// Likewise the cells that one side lacks; there may be none.
std::vector<Pair> half_lines_of(const std::vector<Sample>& samples, const CompareOptions& options);

// False where a store does not have what the phase is about.
bool applies(const Pair& line);

// One line's samples of one mode.
Pair of_mode(const Pair& line, Mode mode);

bool is_measured(const std::vector<Sample>& samples, const Metric& metric);

// The metrics asked for that were measured on both sides of a line. Throws Error with
// Exit::kNotComparable where there are none.
Metrics measured_metrics(const std::vector<std::string>& names, const std::vector<Pair>& lines);

// One sentence for each metric of these that was measured on no line's both sides.
std::vector<std::string> unmeasured_notes(const std::vector<std::string>& names,
                                          const std::vector<Pair>& lines);

std::vector<Sample> samples_in(const std::vector<Pair>& lines);

}  // namespace heapdyno

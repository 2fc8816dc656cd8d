// Bounded metrics in the gate: those that are asked for by name (figures/metrics.h), which move a
// little from run to run and are compared within their tolerance.
//
// A figure is the sum over a phase, an integer, by the metric's name without "/op": "instructions" of
// instructions/op. It is the mean of its runs, or the least, as the metric says. A figure whose runs
// differ by more than the tolerance says nothing. They are measured under glibc, as some depend on
// the allocator. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/check/figures.h"
#include "harness/figures/metrics.h"
#include "harness/record/record.h"

namespace heapdyno {

// Before it is accepted a bounded figure is measured so often.
inline constexpr int kBoundedRunsToAccept = 3;

using BoundedMetrics = std::vector<const Metric*>;

// What each run says of a figure, whose operation is empty.
using BoundedRuns = std::map<FigureKey, std::vector<uint64_t>>;

// By name, each once. Throws a usage error for one that there is not, and for one that is not
// bounded.
BoundedMetrics parse_bounded(const std::vector<std::string>& names);

bool is_per_operation(const Metric& metric);

// "instructions"
std::string figure_name(const Metric& metric);

// How far it may move, relative.
double bounded_tolerance(const Metric& metric);

// Those of a trial's measured phases that are of its mode.
void take_bounded(const Record& record, const BoundedMetrics& metrics, BoundedRuns& runs);

// By phase, then by name. REQUIRES: the runs are of these metrics.
BoundedCounts settled(const BoundedRuns& runs, const BoundedMetrics& metrics);

// Those whose runs differ by more than the tolerance. REQUIRES: as above.
std::vector<FigureKey> moved_figures(const BoundedRuns& runs, const BoundedMetrics& metrics);

}  // namespace heapdyno

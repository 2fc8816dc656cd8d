// What a user has to know of a metric beside what metrics.h has: how it is measured, and what it is
// easily taken for. One row for each metric. Constant data and pure functions.
#pragma once

#include <span>
#include <string_view>

#include "harness/figures/metrics.h"

namespace heapdyno {

struct MetricExplanation {
  std::string_view metric;    // its name
  std::string_view measured;  // how, in sentences
  std::string_view traps;     // likewise: what it is not, and when it misleads
};

// In the order of metrics().
std::span<const MetricExplanation> explanations();

// REQUIRES: the metric is one of metrics().
const MetricExplanation& explanation_of(const Metric& metric);

// What gives metrics of a mode: "heapdyno run --live 1".
std::string_view measured_by(Mode mode);

}  // namespace heapdyno

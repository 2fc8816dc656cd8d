// What exports have in common: which samples, which of their figures, and what a name must say. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harness/figures/cells.h"

namespace heapdyno {

// The configuration keys, but for scenario, phase and mode, of which these samples have several
// values: what a name must say beside scenario and phase. So two exports that each are of one
// configuration have the same names.
std::vector<std::string> varying_keys(const std::vector<Sample>& samples);

// The figures of a sample's own mode, in the order of metrics().
std::vector<std::pair<const Metric*, double>> figures_of(const Sample& sample);

}  // namespace heapdyno

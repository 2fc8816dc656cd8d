// Many comparisons at once. Of twenty true nulls one is detected at 5 %: a gate is held to the chance
// that any of its lines fails by chance (Holm), a grid that is explored to the share of its
// detections that are by chance (Benjamini and Hochberg).
//
// Sources: Holm, Scandinavian Journal of Statistics 6 (1979), 65-70; Benjamini and Hochberg, Journal
// of the Royal Statistical Society B 57 (1995), 289-300. R's p.adjust gives the same. Pure; any thread.
#pragma once

#include <span>
#include <vector>

namespace heapdyno {

// Each p adjusted, in the order given: to be compared with the level as it is.
std::vector<double> holm(std::span<const double> p);
std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace heapdyno

// What call sites make more or fewer than they made by the baseline, so that moved lines and
// inlining do not cry wolf.
//
// A site is the same by its operation and function. A line matches nothing: it moves with every
// edit above it. Within a function, calls of one library function that make as many as before are
// the same calls. What one function makes more and another exactly as many fewer has moved: a
// function was divided, or leaves no frame where it was inlined; the sum is what it was.
// Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/check/check_report.h"

namespace heapdyno {

struct SiteDeltas {
  std::vector<SiteDelta> net;    // that make up the change of the operation's sum
  std::vector<SiteDelta> moved;  // in pairs: whence, whither
};

// Of one operation; the greatest change first.
SiteDeltas site_deltas(const std::vector<CellSite>& before, const std::vector<CellSite>& after);

}  // namespace heapdyno

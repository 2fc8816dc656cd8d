// The difference between two profiles of one scenario, by call site: what is gone, new, more and
// fewer in the second. A site is the same in both by its operation and function, with inlining made
// even (inlining.h). For each figure, the sum of second - first over all sites of a phase or a
// moment is exactly the difference of their totals.
//
// In JSON, "heapdyno.profile-diff/1":
//   {"schema": "heapdyno.profile-diff/1", "tool": ..., "scenario": ..., "scenario_digest": ...,
//    "before": {"store": "reference", "variant": "baseline"}, "after": {...}, "allocator": ...,
//    "phases": [{
//      "phase": "fill", "operations": {"put": 100000},
//      "before": {"allocations": 600211, "bytes": ..., "temporary": ...}, "after": {...},
//      "same": 12,                               // sites with equal figures, which are left out
//      "sites": [{"change": "gone",              // or "new", "more", "fewer"; greatest first
//                 "operation": "put", "function": ...,
//                 "before": {...}, "after": {...}}]}],
//    "heaps": [{"moment": "peak", "before": {"blocks": ..., "bytes": ...}, "after": {...},
//              "same": ..., "sites": [...]}]}
// The totals of "heaps" are of the sites: the driver's own is not among them.
// Pure values; any thread.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/profile/profile.h"

namespace heapdyno {

struct SiteChange {
  std::string operation;
  std::string function;
  Allocated before;
  Allocated after;

  // "gone" and "new": without any on one side; "more" and "fewer": by the figure, or, where it is
  // equal, by the first that is not; "same".
  std::string_view change(By by) const;
};

// Second - first.
int64_t difference(const SiteChange& site, By by);

struct Changes {
  Allocated before;  // in all
  Allocated after;
  std::vector<SiteChange> sites;  // whose figures are not equal; by operation and function
  size_t same = 0;                // sites with equal figures
};

Changes changes_of(const CallStacks& before, const CallStacks& after);

// Greatest change first, whichever its sign.
std::vector<SiteChange> most_changed(std::vector<SiteChange> sites, By by);

struct PhaseDiff {
  const PhaseProfile* before;
  const PhaseProfile* after;
  Changes changes;
};

struct HeapDiff {
  std::string moment;
  Changes changes;
};

// Borrows both.
struct ProfileDiff {
  const Profile& before;
  const Profile& after;
  std::vector<PhaseDiff> phases;  // that both have
  std::vector<HeapDiff> heaps;
};

ProfileDiff diff_of(const Profile& before, const Profile& after);

nlohmann::ordered_json to_json(const ProfileDiff& diff);

}  // namespace heapdyno

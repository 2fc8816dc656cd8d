// The figures of each claim, out of records: OFF and ON in every phase that is run for it, the
// headline, the same against LevelDB where it has the phase, and the outcome.
//
// Counted figures are compared as they are, noisy ones round by round: the headline of a round is the
// mean of its phases' differences of logarithms, and the interval is that of the rounds. Pure; any
// thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/claims/claim_list.h"
#include "harness/claims/verdict_rules.h"
#include "harness/record/plan.h"
#include "harness/record/record.h"

namespace heapdyno {

// The store that claims are held against beside the baseline.
inline constexpr const char* kPeer = "leveldb";

// What has to be measured for a claim: its phases' scenarios on both sides of each arm and, of the
// headline, on the peer. A claim that is a ratio, a difference or a share has no peer.
std::set<PlannedCell> cells_of(const Claim& claim);

struct SideFigures {
  double off = 0;  // of noisy metrics the median over rounds
  double on = 0;
  Change change;
};

struct PhaseFigures {
  ClaimPlace place;
  SideFigures figures;
};

// ON against the peer's own figure, as `off`.
struct PeerFigures {
  SideFigures figures;
  size_t phases = 0;  // of the headline, that the peer has
};

struct ClaimFigures {
  const Claim* claim = nullptr;  // of the list
  ClaimArm arm;
  std::vector<PhaseFigures> phases;  // the headline's first; others where there is a figure
  SideFigures headline;              // geometric means; of shares the mean
  std::optional<PeerFigures> peer;
  Outcome outcome = Outcome::kNotConfirmed;

  // Of all phases: the one that changed most to the less, and most to the more. Of a share the
  // greatest and the least.
  const PhaseFigures& best() const;
  const PhaseFigures& worst() const;
};

// A row for each arm of each claim, in order. Throws Error with Exit::kNotComparable that names a
// claim of which something is not recorded.
std::vector<ClaimFigures> claim_figures(const ClaimList& list, const std::vector<Record>& records);

}  // namespace heapdyno

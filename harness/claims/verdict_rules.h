// The rules by which a claim is held against what was measured.
//
// The headline is the geometric mean over the claim's headline phases of ON over OFF, as a
// logarithm. With the claimed range [low, high] of the reduction 1 - exp(headline), in this order:
//
//   exceeded       the reduction lies above the range
//   confirmed      it lies within; of a claim without a figure: there is a reduction
//   partly         it lies below, or there is none, but some headline phase alone reaches the range
//   not confirmed  it is exactly 0, or its interval holds 0
//   reversed       what should be less is more
//
// The first two ask, too, that the interval excludes 0. A share that is said to be more than some
// percent is confirmed where it is in every headline phase, partly where it is in some.
//
// Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "harness/claims/claim_list.h"
#include "harness/figures/stats.h"

namespace heapdyno {

enum class Outcome { kExceeded, kConfirmed, kPartly, kNotConfirmed, kReversed };
std::string_view name_of(Outcome outcome);

// ON over OFF, as a logarithm: -infinity where nothing is left. The interval of a counted figure is
// what it may move by, of an exact one the point; absent: there were too few rounds.
struct Change {
  double log_ratio = 0;
  std::optional<Interval> interval;

  double percent() const;    // -30: 30 % less
  double reduction() const;  // 30
  bool detected() const;     // the interval excludes 0
};

// Of a claim with or without a range; `phases` are the headline's one by one.
Outcome outcome_of(const std::optional<ClaimedRange>& range, const Change& headline,
                   std::span<const Change> phases);

// Of shares between 0 and 1. REQUIRES: not empty.
Outcome outcome_of_shares(double more_than_percent, std::span<const double> shares);

}  // namespace heapdyno

// Campaigns simulated from the noise of real ones, and what a procedure decides of them.
//
// A campaign is put together of stretches of consecutive rounds of real A/A campaigns, drawn with
// replacement, so that what one round has in common with the next stays (Politis and Romano's
// circular block bootstrap, 1992), and what the cells of a round have in common, too. Which of the
// two arms is called b is decided by a coin for each stretch and cell: there is no effect then but
// the one that is injected. To multiply all times of b by a factor is to add its logarithm to the
// differences.
//
// Deterministic by seed. Pure; any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "harness/calibrate/noise.h"
#include "harness/figures/looks.h"
#include "harness/figures/verdict.h"

namespace heapdyno {

// Rounds that follow on one another: a third of a campaign of 12.
inline constexpr size_t kStretch = 4;

// Of each cell, differences of kLooks.back() rounds.
using Simulated = std::vector<std::vector<double>>;

std::vector<Simulated> simulate(const NoisePool& noise, int campaigns, uint64_t seed);

// What is told of a cell, and after how many rounds.
struct Decision {
  SignedRank result;
  Judgement judgement;

  int rounds() const { return result.n; }
};

// signed_rank, but where a test wants a broken one.
using Estimator = std::function<SignedRank(std::span<const double> differences, double level)>;

// A procedure: what it decides of differences, of which it may leave the last out.
using Procedure = std::function<Decision(std::span<const double> differences)>;

// After so many rounds, at 5 %.
Procedure fixed_rounds(int rounds, double margin, Estimator estimator = signed_rank);

// `run --until resolved`: at each look at its level, until there is a verdict.
Procedure until_resolved(double margin, Estimator estimator = signed_rank);

// Likewise, until something is detected: what looking costs at its worst.
Procedure until_detected(double margin, Estimator estimator = signed_rank);

// What a procedure decides of one cell of every campaign when b is slower by `effect`: 0.03 is 3 %.
std::vector<Decision> decisions_of_cell(const std::vector<Simulated>& campaigns, size_t cell,
                                        double effect, const Procedure& procedure);

// Of every cell, in order: of each what it is in every campaign.
std::vector<std::vector<Decision>> decisions(const std::vector<Simulated>& campaigns, double effect,
                                             const Procedure& procedure);

}  // namespace heapdyno

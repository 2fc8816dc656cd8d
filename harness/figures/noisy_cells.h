// What a reader sees of a noisy line: the ratio with its interval and the two answers (verdict.h),
// and of many lines, a grid, which detections are more than chance brings about.
//
//   0.931 [0.912, 0.948] improvement
//   ~ 1.004 [0.991, 1.016] equivalent                   ~  not detected: the interval holds 1
//   ~ 1.010 [0.992, 1.029] inconclusive (sees 2.7 %, 77 more rounds)
//   ? 1.021 [1.003, 1.039] inconclusive (sees 2.6 %, ...)   ?  detected, but not kept
//   ~ 1.004, 2 rounds; an interval needs 6              too few for one
//   0 in 3 of 12 rounds: no ratio                       0 has no logarithm
//
// "sees": the smallest effect that so many rounds detect in four cases of five. "more rounds": for an
// effect as large as the one seen, until the verdict is one of the other three. A detected line
// whose sign is not the same in every link order is inconclusive; an undetected one, whose sign says
// nothing, stays what it is. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/figures/noisy.h"
#include "harness/figures/verdict.h"

namespace heapdyno {

// The share of a grid's kept detections that may be by chance.
inline constexpr double kFalseDiscoveryRate = 0.05;

struct NoisyLine {
  std::optional<NoisyResult> result;  // absent: not measured on both sides
  Judgement judgement;
  std::optional<double> q;  // in a grid of several lines: p by Benjamini and Hochberg

  bool has_interval() const { return result && result->ratio.interval; }
  bool kept() const { return judgement.detected && q.value_or(0) <= kFalseDiscoveryRate; }
};

// The verdict of one line; inconclusive where it is detected and link orders disagree.
Judgement judge(const NoisyResult& result, double margin);
NoisyLine judged(std::optional<NoisyResult> result, double margin);

// All lines of one metric of a table, in the order given.
std::vector<NoisyLine> judge_grid(std::vector<std::optional<NoisyResult>> results, double margin);

// "2 rounds; an interval needs 6"
std::string too_few_rounds(int rounds, int fewest);

// p as if the level were 5 %: what several lines at levels of their own are corrected with.
double p_at_level(const NoisyResult& result, double p);

// "-" where there is no result. Its figures: a, b, ratio, low, high, rounds, layouts where there are
// several, detected, detectable, more_rounds, p, q; its word: verdict.
TableCell noisy_cell(const NoisyLine& line);

// Where noisy_result() is absent for these rounds: "0 -> 0, equivalent" where both sides are 0 in all
// of them, else "0 in 3 of 12 rounds: no ratio". "-" where there are none.
TableCell zero_cell(const ZeroRounds& rounds);

// "7 of 9 lines detected, 6 kept ...", and how many link orders there are; empty where there is
// nothing to say.
std::vector<std::string> grid_notes(const Metric& metric, std::span<const NoisyLine> lines);

// "95 %", or what the looks make of it: "99.4 %", "95.7 to 99.4 %".
std::string confidence_text(std::span<const NoisyLine> lines);

}  // namespace heapdyno

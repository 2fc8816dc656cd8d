#include "harness/figures/verdict.h"

#include <algorithm>
#include <cmath>

namespace heapdyno {
namespace {

Verdict verdict_of(const SignedRank& result, double limit) {
  if (!result.interval) return Verdict::kInconclusive;
  const auto [low, high] = *result.interval;
  if (low > limit) return Verdict::kRegression;
  if (high < -limit) return Verdict::kImprovement;
  if (low >= -limit && high <= limit) return Verdict::kEquivalent;
  return Verdict::kInconclusive;
}

// How far the effect seen is from the nearer end of the margin, but not less than a quarter of the
// margin: an effect that is as large as the margin would never be told from it.
double distance_to_margin(const SignedRank& result, double limit) {
  return std::max(std::abs(std::abs(result.estimate) - limit), limit / 4);
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kRegression:
      return "regression";
    case Verdict::kImprovement:
      return "improvement";
    case Verdict::kEquivalent:
      return "equivalent";
    case Verdict::kInconclusive:
      return "inconclusive";
  }
  return "";
}

Judgement judge(const SignedRank& result, double margin) {
  const double limit = std::log1p(margin);
  Judgement judgement;
  judgement.detected = result.resolved();
  judgement.verdict = verdict_of(result, limit);
  judgement.detectable = std::expm1(detectable_effect(spread_of(result), result.n, result.level));
  if (judgement.verdict == Verdict::kInconclusive) {
    const int needed =
        blocks_to_detect(spread_of(result), distance_to_margin(result, limit), result.level);
    judgement.more_blocks = std::max(1, needed - result.n);
  }
  return judgement;
}

}  // namespace heapdyno

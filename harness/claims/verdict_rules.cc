#include "harness/claims/verdict_rules.h"

#include <algorithm>
#include <cmath>

namespace heapdyno {
namespace {

// A reduction is the exponential of a logarithm, so that 20 % of 5 are a rounding less than 20 %.
constexpr double kRounding = 1e-9;
bool is_at_least(double percent, double bound) { return percent >= bound - kRounding; }

bool reaches(const Change& change, const ClaimedRange& range) {
  return change.detected() && is_at_least(change.reduction(), range.low);
}

}  // namespace

std::string_view name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kExceeded:
      return "exceeded";
    case Outcome::kConfirmed:
      return "confirmed";
    case Outcome::kPartly:
      return "partly";
    case Outcome::kNotConfirmed:
      return "not confirmed";
    case Outcome::kReversed:
      return "reversed";
  }
  return "";
}

double Change::percent() const { return 100 * std::expm1(log_ratio); }

double Change::reduction() const { return -percent(); }

bool Change::detected() const { return interval && (interval->low > 0 || interval->high < 0); }

Outcome outcome_of(const std::optional<ClaimedRange>& range, const Change& headline,
                   std::span<const Change> phases) {
  const bool less = headline.detected() && headline.log_ratio < 0;
  if (!range) {
    if (less) return Outcome::kConfirmed;
    return headline.detected() ? Outcome::kReversed : Outcome::kNotConfirmed;
  }
  if (less && headline.reduction() > range->high + kRounding) return Outcome::kExceeded;
  if (less && is_at_least(headline.reduction(), range->low)) return Outcome::kConfirmed;
  const bool somewhere = std::any_of(phases.begin(), phases.end(),
                                     [&](const Change& phase) { return reaches(phase, *range); });
  if (less || somewhere) return Outcome::kPartly;
  return headline.detected() ? Outcome::kReversed : Outcome::kNotConfirmed;
}

Outcome outcome_of_shares(double more_than_percent, std::span<const double> shares) {
  const auto more = std::count_if(shares.begin(), shares.end(),
                                  [&](double share) { return 100 * share > more_than_percent; });
  if (more == static_cast<std::ptrdiff_t>(shares.size())) return Outcome::kConfirmed;
  return more > 0 ? Outcome::kPartly : Outcome::kNotConfirmed;
}

}  // namespace heapdyno

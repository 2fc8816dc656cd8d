#include "harness/calibrate/outcomes.h"

#include <algorithm>

#include "harness/figures/multiplicity.h"

namespace heapdyno {
namespace {

Rate rate(double count, size_t of) { return {count / static_cast<double>(of), of}; }

std::vector<double> p_of(const std::vector<CellDecisions>& cells, size_t campaign) {
  std::vector<double> p;
  for (const CellDecisions& cell : cells) p.push_back(cell[campaign].result.p);
  return p;
}

// By halving; `rate_at` gives what is detected of an effect.
double effect_half_found(const std::function<double(double)>& rate_at) {
  double low = 0;
  double high = 1;
  while (high - low > 0.0005) {
    const double middle = (low + high) / 2;
    (rate_at(middle) < 0.5 ? low : high) = middle;
  }
  return high;
}

}  // namespace

bool is_detected(const Decision& decision) { return decision.judgement.detected; }
bool is_regression(const Decision& decision) {
  return decision.judgement.verdict == Verdict::kRegression;
}
bool is_equivalent(const Decision& decision) {
  return decision.judgement.verdict == Verdict::kEquivalent;
}

Rate rate_of(const CellDecisions& decisions, bool (*is)(const Decision&)) {
  return rate(static_cast<double>(std::count_if(decisions.begin(), decisions.end(), is)),
              decisions.size());
}

Rate rate_of(const std::vector<CellDecisions>& cells, bool (*is)(const Decision&)) {
  CellDecisions all;
  for (const CellDecisions& cell : cells) all.insert(all.end(), cell.begin(), cell.end());
  return rate_of(all, is);
}

double mean_rounds(const CellDecisions& decisions) {
  double sum = 0;
  for (const Decision& decision : decisions) sum += decision.rounds();
  return sum / static_cast<double>(decisions.size());
}

Rate family_alarms(const std::vector<CellDecisions>& cells) {
  double alarms = 0;
  const size_t campaigns = cells.front().size();
  for (size_t campaign = 0; campaign < campaigns; ++campaign) {
    const std::vector<double> adjusted = holm(p_of(cells, campaign));
    alarms += *std::min_element(adjusted.begin(), adjusted.end()) <= kLevel;
  }
  return rate(alarms, campaigns);
}

Rate false_discoveries(const std::vector<CellDecisions>& without_effect,
                       const std::vector<CellDecisions>& with_effect) {
  double shares = 0;
  const size_t campaigns = without_effect.front().size();
  for (size_t campaign = 0; campaign < campaigns; ++campaign) {
    std::vector<double> p = p_of(without_effect, campaign);
    const std::vector<double> others = p_of(with_effect, campaign);
    for (size_t cell = 1; cell < p.size(); cell += 2) p[cell] = others[cell];
    const std::vector<double> adjusted = benjamini_hochberg(p);
    double kept[2] = {};
    for (size_t cell = 0; cell < p.size(); ++cell) kept[cell % 2] += adjusted[cell] <= kLevel;
    if (kept[0] > 0) shares += kept[0] / (kept[0] + kept[1]);
  }
  return rate(shares, campaigns);
}

Outcomes::Outcomes(const std::vector<Simulated>& campaigns, const std::vector<double>& effects,
                   Procedure procedure)
    : campaigns_(campaigns), procedure_(std::move(procedure)) {
  for (const double effect : effects)
    at_.emplace(effect, decisions(campaigns_, effect, procedure_));
}

CellDecisions Outcomes::of_cell(size_t cell, double effect) const {
  return decisions_of_cell(campaigns_, cell, effect, procedure_);
}

double Outcomes::half_found(size_t cell) const {
  return effect_half_found(
      [&](double effect) { return rate_of(of_cell(cell, effect), is_detected).rate; });
}

double Outcomes::half_found() const {
  return effect_half_found([&](double effect) {
    return rate_of(decisions(campaigns_, effect, procedure_), is_detected).rate;
  });
}

Rate Outcomes::detectable_detected() const {
  std::vector<CellDecisions> cells;
  for (size_t cell = 0; cell < at(0).size(); ++cell) {
    std::vector<double> said;
    for (const Decision& decision : at(0)[cell]) said.push_back(decision.judgement.detectable);
    cells.push_back(of_cell(cell, median(std::move(said))));
  }
  return rate_of(cells, is_detected);
}

}  // namespace heapdyno

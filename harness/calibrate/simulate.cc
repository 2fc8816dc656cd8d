#include "harness/calibrate/simulate.h"

#include <cmath>

#include "engine/base/random.h"

namespace heapdyno {
namespace {

using engine::Random;

constexpr size_t kMostRounds = static_cast<size_t>(kLooks.back());

Simulated one_campaign(const NoisePool& noise, Random& random) {
  Simulated cells(noise.cells.size());
  while (cells.front().size() < kMostRounds) {
    const ControlCampaign& from = noise.campaigns[random.below(noise.campaigns.size())];
    const size_t begin = random.below(from.rounds.size());
    for (size_t cell = 0; cell < cells.size(); ++cell) {
      const double sign = random.below(2) == 0 ? 1 : -1;
      for (size_t i = 0; i < kStretch && cells[cell].size() < kMostRounds; ++i)
        cells[cell].push_back(sign * from.rounds[(begin + i) % from.rounds.size()][cell]);
    }
  }
  return cells;
}

Decision decide(std::span<const double> differences, int rounds, double level, double margin,
                const Estimator& estimator) {
  Decision decision;
  decision.result = estimator(differences.first(static_cast<size_t>(rounds)), level);
  decision.judgement = judge(decision.result, margin);
  return decision;
}

// Looks, until `is_enough` or after the last.
Procedure looking(double margin, Estimator estimator, bool (*is_enough)(const Judgement&)) {
  return
      [margin, estimator = std::move(estimator), is_enough](std::span<const double> differences) {
        Decision decision;
        for (const int look : kLooks) {
          decision = decide(differences, look, level_of_look(look), margin, estimator);
          if (is_enough(decision.judgement)) break;
        }
        return decision;
      };
}

bool is_detected(const Judgement& judgement) { return judgement.detected; }
bool has_verdict(const Judgement& judgement) { return judgement.verdict != Verdict::kInconclusive; }

}  // namespace

std::vector<Simulated> simulate(const NoisePool& noise, int campaigns, uint64_t seed) {
  Random random(seed);
  std::vector<Simulated> simulated;
  for (int i = 0; i < campaigns; ++i) simulated.push_back(one_campaign(noise, random));
  return simulated;
}

Procedure fixed_rounds(int rounds, double margin, Estimator estimator) {
  return [rounds, margin, estimator = std::move(estimator)](std::span<const double> differences) {
    return decide(differences, rounds, kLevel, margin, estimator);
  };
}

Procedure until_resolved(double margin, Estimator estimator) {
  return looking(margin, std::move(estimator), has_verdict);
}

Procedure until_detected(double margin, Estimator estimator) {
  return looking(margin, std::move(estimator), is_detected);
}

std::vector<Decision> decisions_of_cell(const std::vector<Simulated>& campaigns, size_t cell,
                                        double effect, const Procedure& procedure) {
  std::vector<Decision> decisions;
  for (const Simulated& campaign : campaigns) {
    std::vector<double> differences = campaign[cell];
    for (double& difference : differences) difference += std::log1p(effect);
    decisions.push_back(procedure(differences));
  }
  return decisions;
}

std::vector<std::vector<Decision>> decisions(const std::vector<Simulated>& campaigns, double effect,
                                             const Procedure& procedure) {
  std::vector<std::vector<Decision>> all;
  for (size_t cell = 0; cell < campaigns.front().size(); ++cell)
    all.push_back(decisions_of_cell(campaigns, cell, effect, procedure));
  return all;
}

}  // namespace heapdyno

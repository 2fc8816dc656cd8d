#include "harness/claims/claim_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "harness/base/error.h"
#include "harness/figures/conditions.h"
#include "harness/figures/noisy.h"

namespace heapdyno {
namespace {

bool has_peer(const Claim& claim) {
  const auto is_plain = [](const ClaimPlace& place) {
    return place.over.empty() && place.less.empty();
  };
  return !claim.more_than && std::all_of(claim.places.begin(), claim.places.end(), is_plain);
}

PlannedCell cell_of(const Claim& claim, const std::string& scenario,
                    const ClaimConfiguration& configuration) {
  return {claim.metric->mode, scenario, "reference", configuration.variant, configuration.alloc};
}

PlannedCell peer_cell_of(const Claim& claim, const std::string& scenario,
                         const ClaimConfiguration& configuration) {
  return {claim.metric->mode, scenario, kPeer, "", configuration.alloc};
}

// ln(b / a); of two that are nothing 0.
double log_ratio(double a, double b) {
  if (a <= 0) return b <= 0 ? 0 : std::numeric_limits<double>::infinity();
  return b <= 0 ? -std::numeric_limits<double>::infinity() : std::log(b / a);
}

// The samples of records by cell and phase.
class Cells {
 public:
  explicit Cells(const std::vector<Record>& records) {
    for (Sample& sample : samples_of(records)) {
      const std::string phase = value_of(sample, "phase");
      samples_[{key_of(sample), phase}].push_back(std::move(sample));
    }
  }

  // Empty: none is recorded.
  const std::vector<Sample>& at(const PlannedCell& cell, const std::string& phase) const {
    static const std::vector<Sample> kNone;
    const auto found = samples_.find({cell, phase});
    return found == samples_.end() ? kNone : found->second;
  }

 private:
  static PlannedCell key_of(const Sample& sample) {
    PlannedCell cell{Mode::kCount, value_of(sample, "scenario"), value_of(sample, "store"),
                     value_of(sample, "variant"), value_of(sample, "alloc")};
    const std::string name = value_of(sample, "mode");
    for (const Mode mode : kModes) {
      if (name == name_of(mode)) cell.mode = mode;
    }
    return cell;
  }

  std::map<std::pair<PlannedCell, std::string>, std::vector<Sample>> samples_;
};

// What one phase comes to on two configurations; of noisy metrics with its rounds.
struct Compared {
  SideFigures figures;
  std::optional<NoisyResult> rounds;
};

Change change_of(const NoisyResult& rounds) {
  return {rounds.ratio.estimate, rounds.ratio.interval};
}

// What two configurations come to, phase by phase.
class Comparison {
 public:
  // Makes the cell of a scenario.
  using CellOf = PlannedCell (*)(const Claim&, const std::string&, const ClaimConfiguration&);

  Comparison(const Cells& cells, const Claim& claim, CellOf off_cell, ClaimArm arm)
      : cells_(cells), claim_(claim), off_cell_(off_cell), arm_(std::move(arm)) {}

  // Nothing where one of them has no figure. Throws where one of them was not measured, or where they
  // do not share what they must.
  std::optional<Compared> at(const ClaimPlace& place) const {
    for (const std::string& scenario : {place.scenario, place.over, place.less}) {
      if (!scenario.empty()) check_comparable(scenario, place.phase);
    }
    return is_counted(*claim_.metric) ? counted(place) : timed(place);
  }

 private:
  void check_comparable(const std::string& scenario, const std::string& phase) const {
    const std::vector<Sample>& off = samples(scenario, phase, false);
    const std::vector<Sample>& on = samples(scenario, phase, true);
    std::vector<Sample> both = off;
    both.insert(both.end(), on.begin(), on.end());
    const std::string where = "claim " + claim_.id + ", " + scenario + " " + phase;
    Conditions conditions;
    conditions.check_alike(where, both);
    conditions.check_build(where, off);
    conditions.check_build(where, on);
    if (!is_counted(*claim_.metric)) conditions.check_host(where, both);
  }

  const std::vector<Sample>& samples(const std::string& scenario, const std::string& phase,
                                     bool on) const {
    const PlannedCell cell =
        on ? cell_of(claim_, scenario, arm_.on) : off_cell_(claim_, scenario, arm_.off);
    const std::vector<Sample>& samples = cells_.at(cell, phase);
    if (samples.empty()) {
      const std::string configuration = cell.variant.empty() ? cell.store : cell.variant;
      throw Error("claim " + claim_.id + ": there is no record of " +
                      std::string(claim_.metric->name) + " in " + scenario + " " + phase + ", " +
                      configuration + " under " + cell.alloc + ", mode " +
                      std::string(name_of(cell.mode)) + ": heapdyno claims --claim " + claim_.id +
                      " measures it",
                  Exit::kNotComparable);
    }
    return samples;
  }

  std::optional<ExactValue> value(const std::string& scenario, const std::string& phase,
                                  bool on) const {
    return exact_value(samples(scenario, phase, on), *claim_.metric);
  }

  std::optional<ExactValue> value(const ClaimPlace& place, bool on) const {
    std::optional<ExactValue> value = this->value(place.scenario, place.phase, on);
    const std::string& other_scenario = place.over.empty() ? place.less : place.over;
    if (!value || other_scenario.empty()) return value;
    const std::optional<ExactValue> other = this->value(other_scenario, place.phase, on);
    if (!other) return std::nullopt;
    if (!place.over.empty()) {
      if (other->low <= 0) return std::nullopt;
      value->tolerance += other->tolerance;
      value->low /= other->high;
      value->high /= other->low;
    } else {
      const double slack = value->tolerance * value->high + other->tolerance * other->high;
      const double low = value->low - other->high;
      value->high = std::max(0.0, value->high - other->low);
      value->low = std::max(0.0, low);
      value->tolerance = value->low > 0 ? slack / value->low : 0;
    }
    return value;
  }

  std::optional<Compared> counted(const ClaimPlace& place) const {
    const std::optional<ExactValue> off = value(place, false);
    const std::optional<ExactValue> on = value(place, true);
    if (!off || !on) return std::nullopt;
    const double slack = std::log1p(std::max(off->tolerance, on->tolerance));
    const Interval interval{log_ratio(off->high, on->low) - slack,
                            log_ratio(off->low, on->high) + slack};
    return Compared{{off->low, on->low, {log_ratio(off->low, on->low), interval}}, std::nullopt};
  }

  std::optional<NoisyResult> rounds(const std::string& scenario, const std::string& phase) const {
    const std::vector<Sample>& off = samples(scenario, phase, false);
    std::optional<NoisyResult> rounds =
        noisy_result(off, samples(scenario, phase, true), *claim_.metric);
    if (rounds && !rounds->interleaved)
      throw Error("claim " + claim_.id + ", " + scenario + " " + phase +
                      ": its sides were not measured in the same rounds of one run",
                  Exit::kNotComparable);
    return rounds;
  }

  std::optional<Compared> timed(const ClaimPlace& place) const {
    std::optional<NoisyResult> result = rounds(place.scenario, place.phase);
    if (!result) return std::nullopt;
    if (!place.over.empty()) {
      const std::optional<NoisyResult> other = rounds(place.over, place.phase);
      if (!other) return std::nullopt;
      result = quotient(*result, *other);
      if (!result) return std::nullopt;
    }
    return Compared{{result->a, result->b, change_of(*result)}, result};
  }

  const Cells& cells_;
  const Claim& claim_;
  const CellOf off_cell_;
  const ClaimArm arm_;
};

// Of one phase itself, to the last digit.
double geometric_mean_of(const std::vector<Compared>& phases, double SideFigures::*side) {
  if (phases.size() == 1) return phases[0].figures.*side;
  double sum = 0;
  for (const Compared& phase : phases) sum += std::log(phase.figures.*side);
  return std::exp(sum / static_cast<double>(phases.size()));
}

// Of a share there is one figure.
SideFigures mean_share(const std::vector<Compared>& phases) {
  SideFigures mean;
  for (const Compared& phase : phases)
    mean.on += phase.figures.on / static_cast<double>(phases.size());
  return mean;
}

Change mean_change(const std::vector<Compared>& phases) {
  const double n = static_cast<double>(phases.size());
  Change mean{0, Interval{0, 0}};
  for (const Compared& phase : phases) {
    const Change& change = phase.figures.change;
    mean.log_ratio += change.log_ratio / n;
    mean.interval->low += change.interval->low / n;
    mean.interval->high += change.interval->high / n;
  }
  return mean;
}

// Nothing where noisy phases have no round in common, or where one phase comes from nothing and another
// to nothing.
std::optional<SideFigures> headline_of(const std::vector<Compared>& phases) {
  SideFigures headline{geometric_mean_of(phases, &SideFigures::off),
                       geometric_mean_of(phases, &SideFigures::on),
                       {}};
  std::vector<NoisyResult> rounds;
  for (const Compared& phase : phases) {
    if (phase.rounds) rounds.push_back(*phase.rounds);
  }
  if (rounds.empty()) {
    headline.change = mean_change(phases);
    return std::isnan(headline.change.log_ratio) ? std::nullopt : std::optional(headline);
  }
  const std::optional<NoisyResult> mean = geometric_mean(rounds);
  if (!mean) return std::nullopt;
  headline.change = change_of(*mean);
  return headline;
}

// One arm of one claim.
class Row {
 public:
  Row(const Cells& cells, const Claim& claim, const ClaimArm& arm) : cells_(cells) {
    row_.claim = &claim;
    row_.arm = arm;
  }

  ClaimFigures figures() {
    const std::vector<Compared> headline = compare_phases();
    const std::optional<SideFigures> mean =
        claim().more_than ? mean_share(headline) : headline_of(headline);
    if (!mean) fail("its headline phases have no mean: no round in common, or 0 on either side");
    if (!claim().more_than && !mean->change.interval)
      fail("too few rounds were measured: an interval needs " + std::to_string(fewest_blocks()));
    row_.headline = *mean;
    row_.outcome = outcome(headline);
    row_.peer = peer();
    return std::move(row_);
  }

 private:
  const Claim& claim() const { return *row_.claim; }

  [[noreturn]] void fail(const std::string& why) const {
    throw Error("claim " + claim().id + ", " + row_.arm.name() + ": " + why, Exit::kNotComparable);
  }

  // Those of the headline are returned.
  std::vector<Compared> compare_phases() {
    const Comparison comparison(cells_, claim(), cell_of, sides());
    std::vector<Compared> headline;
    for (const ClaimPlace& place : claim().places) {
      const bool is_headline = headline.size() < claim().headline;
      std::optional<Compared> compared = comparison.at(place);
      if (!compared && is_headline)
        fail("no " + std::string(claim().metric->name) + " in " + place.name());
      if (!compared) continue;
      row_.phases.push_back({place, compared->figures});
      if (is_headline) headline.push_back(std::move(*compared));
    }
    return headline;
  }

  // Of a share both are the one configuration.
  ClaimArm sides() const {
    return claim().more_than ? ClaimArm{row_.arm.on, row_.arm.on} : row_.arm;
  }

  Outcome outcome(const std::vector<Compared>& headline) const {
    std::vector<Change> changes;
    std::vector<double> shares;
    for (const Compared& phase : headline) {
      changes.push_back(phase.figures.change);
      shares.push_back(phase.figures.on);
    }
    return claim().more_than ? outcome_of_shares(*claim().more_than, shares)
                             : outcome_of(claim().reduction, row_.headline.change, changes);
  }

  // What was not measured of the peer is left out: a build need not have it.
  std::optional<PeerFigures> peer() const {
    if (!has_peer(claim())) return std::nullopt;
    const ClaimArm against{row_.arm.on, row_.arm.on};
    const Comparison comparison(cells_, claim(), peer_cell_of, against);
    std::vector<Compared> phases;
    for (size_t i = 0; i < claim().headline; ++i) {
      const ClaimPlace& place = claim().places[i];
      const PlannedCell cell = peer_cell_of(claim(), place.scenario, row_.arm.on);
      const std::vector<Sample>& there = cells_.at(cell, place.phase);
      if (there.empty() || !applies(there)) continue;
      if (std::optional<Compared> compared = comparison.at(place))
        phases.push_back(std::move(*compared));
    }
    if (phases.empty()) return std::nullopt;
    const std::optional<SideFigures> mean = headline_of(phases);
    return mean ? std::optional<PeerFigures>({*mean, phases.size()}) : std::nullopt;
  }

  const Cells& cells_;
  ClaimFigures row_;
};

// More is better of a share, less of all else.
bool is_better(const ClaimFigures& row, const PhaseFigures& a, const PhaseFigures& b) {
  return row.claim->more_than ? a.figures.on > b.figures.on
                              : a.figures.change.log_ratio < b.figures.change.log_ratio;
}

}  // namespace

std::set<PlannedCell> cells_of(const Claim& claim) {
  std::set<PlannedCell> cells;
  for (const ClaimArm& arm : claim.arms) {
    for (size_t i = 0; i < claim.places.size(); ++i) {
      const ClaimPlace& place = claim.places[i];
      for (const std::string& scenario : {place.scenario, place.over, place.less}) {
        if (scenario.empty()) continue;
        cells.insert(cell_of(claim, scenario, arm.on));
        if (!claim.more_than) cells.insert(cell_of(claim, scenario, arm.off));
      }
      if (i < claim.headline && has_peer(claim))
        cells.insert(peer_cell_of(claim, place.scenario, arm.on));
    }
  }
  return cells;
}

const PhaseFigures& ClaimFigures::best() const {
  return *std::min_element(phases.begin(), phases.end(),
                           [&](const auto& a, const auto& b) { return is_better(*this, a, b); });
}

const PhaseFigures& ClaimFigures::worst() const {
  return *std::max_element(phases.begin(), phases.end(),
                           [&](const auto& a, const auto& b) { return is_better(*this, a, b); });
}

std::vector<ClaimFigures> claim_figures(const ClaimList& list, const std::vector<Record>& records) {
  const Cells cells(records);
  std::vector<ClaimFigures> rows;
  for (const Claim& claim : list.claims) {
    for (const ClaimArm& arm : claim.arms) rows.push_back(Row(cells, claim, arm).figures());
  }
  return rows;
}

}  // namespace heapdyno

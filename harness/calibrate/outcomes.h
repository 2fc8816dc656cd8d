// How often a procedure decides what, over simulated campaigns. Pure; any thread.
#pragma once

#include <map>
#include <vector>

#include "harness/calibrate/simulate.h"

namespace heapdyno {

// A share of so many cases.
struct Rate {
  double rate = 0;
  size_t of = 0;
};

using CellDecisions = std::vector<Decision>;

bool is_detected(const Decision& decision);
bool is_regression(const Decision& decision);
bool is_equivalent(const Decision& decision);

// REQUIRES, of all of these: not empty.
Rate rate_of(const CellDecisions& decisions, bool (*is)(const Decision&));
Rate rate_of(const std::vector<CellDecisions>& cells, bool (*is)(const Decision&));
double mean_rounds(const CellDecisions& decisions);

// How often a campaign has a cell that is detected at 5 % under Holm over all of its cells.
Rate family_alarms(const std::vector<CellDecisions>& cells);

// The mean share, over campaigns, of cells without an effect among what Benjamini and Hochberg keep
// at 5 %, where of ten cells the first, third, ... have none.
Rate false_discoveries(const std::vector<CellDecisions>& without_effect,
                       const std::vector<CellDecisions>& with_effect);

// A procedure's decisions at several effects. Borrows the campaigns.
class Outcomes {
 public:
  Outcomes(const std::vector<Simulated>& campaigns, const std::vector<double>& effects,
           Procedure procedure);

  // By cell. REQUIRES: one of the effects.
  const std::vector<CellDecisions>& at(double effect) const { return at_.at(effect); }

  // The effect of which half are detected, of one cell or over all.
  double half_found(size_t cell) const;
  double half_found() const;

  // How often an effect is detected that is as large as comparisons without one say they could
  // detect (their median in each cell).
  Rate detectable_detected() const;

 private:
  CellDecisions of_cell(size_t cell, double effect) const;

  const std::vector<Simulated>& campaigns_;
  Procedure procedure_;
  std::map<double, std::vector<CellDecisions>> at_;
};

}  // namespace heapdyno

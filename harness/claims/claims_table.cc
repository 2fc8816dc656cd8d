#include "harness/claims/claims_table.h"

#include <algorithm>
#include <cmath>

namespace heapdyno {
namespace {

constexpr int kMostDecimals = 6;

// "-83.3", "+0.2", "-0.004": a digit at least of what is not nothing, for the verdict asks whether it
// is.
std::string change_text(double percent) {
  if (std::isinf(percent)) return "from 0";  // which is no percentage
  const double size = std::abs(percent);
  if (size == 0 || size >= 0.1) return signed_fixed(percent, 1);
  return signed_fixed(percent,
                      std::min(kMostDecimals, static_cast<int>(-std::floor(std::log10(size)))));
}

double percent_of(double log_ratio) { return 100 * std::expm1(log_ratio); }

bool is_noisy(const ClaimFigures& row) { return !is_counted(*row.claim->metric); }

// "-30.1 %"; of a noisy one with its interval, and "~" before it where that holds 0.
TableCell change_cell(const Change& change, bool noisy) {
  if (!noisy && change.log_ratio == 0) {
    TableCell none("0");
    none.figures = {{"percent", 0}};
    return none;
  }
  TableCell cell(change_text(change.percent()) + (std::isinf(change.percent()) ? "" : " %"));
  cell.figures = {{"percent", change.percent()}};
  if (!noisy) return cell;
  if (!change.detected()) cell.text = "~ " + cell.text;
  if (!change.interval) {
    cell.text += ", too few rounds";
    return cell;
  }
  const double low = percent_of(change.interval->low);
  const double high = percent_of(change.interval->high);
  cell.text += " [" + change_text(low) + ", " + change_text(high) + "]";
  cell.figures.insert(cell.figures.end(), {{"low", low}, {"high", high}});
  return cell;
}

TableCell phase_cell(const ClaimFigures& row, const PhaseFigures& phase) {
  const std::string name = phase.place.name();
  if (row.claim->more_than) return name + ": " + figure(100 * phase.figures.on) + " %";
  TableCell cell = change_cell(phase.figures.change, is_noisy(row));
  cell.text = name + ": " + cell.text;
  return cell;
}

// A share in percent, by itself.
TableCell value_cell(const ClaimFigures& row, double value) {
  return row.claim->more_than ? number_cell(100 * value) : number_cell(value);
}

TableCell off_cell(const ClaimFigures& row, const SideFigures& figures) {
  return row.claim->more_than ? TableCell() : value_cell(row, figures.off);
}

TableCell headline_cell(const ClaimFigures& row, const SideFigures& figures) {
  return row.claim->more_than ? TableCell() : change_cell(figures.change, is_noisy(row));
}

TableCell peer_cell(const ClaimFigures& row) {
  if (!row.peer) return "-";
  TableCell cell = change_cell(row.peer->figures.change, is_noisy(row));
  if (row.peer->phases < row.claim->headline) {
    cell.text += " (" + std::to_string(row.peer->phases) + " of " +
                 std::to_string(row.claim->headline) + " phases)";
  }
  return cell;
}

// What the claim's headline is: the metric itself, or what is made of two scenarios' figures.
std::string metric_text(const Claim& claim) {
  const auto any = [&](std::string ClaimPlace::*other) {
    return std::any_of(claim.places.begin(), claim.places.end(),
                       [&](const ClaimPlace& place) { return !(place.*other).empty(); });
  };
  std::string text(claim.metric->name);
  if (claim.more_than) text += ", %";
  if (any(&ClaimPlace::over)) text += ", ratio";
  if (any(&ClaimPlace::less)) text += ", difference";
  return text;
}

// "stress{threads=2} over stress{threads=1}"
std::string scenario_text(const ClaimPlace& place) {
  if (!place.over.empty()) return place.scenario + " over " + place.over;
  return place.scenario + (place.less.empty() ? "" : " less " + place.less);
}

}  // namespace

Table claims_table(const std::string& document, const std::vector<ClaimFigures>& rows,
                   const std::vector<std::string>& notes) {
  Table table{document + ": what it says, and what was measured",
              {{"chapter", Align::kLeft},
               {"claim", Align::kLeft},
               {"configuration", Align::kLeft},
               {"metric", Align::kLeft},
               {"claimed"},
               {"off"},
               {"on"},
               {"change"},
               {std::string("against ") + kPeer},
               {"best", Align::kLeft},
               {"worst", Align::kLeft},
               {"verdict", Align::kLeft}},
              {},
              {}};
  for (const ClaimFigures& row : rows) {
    const Claim& claim = *row.claim;
    table.rows.push_back({claim.number, claim.id, row.arm.name(), metric_text(claim),
                          claim.claimed(), off_cell(row, row.headline),
                          value_cell(row, row.headline.on), headline_cell(row, row.headline),
                          peer_cell(row), phase_cell(row, row.best()), phase_cell(row, row.worst()),
                          std::string(name_of(row.outcome))});
  }
  table.notes.push_back(
      "off, on and change: geometric means (of shares means) over the claim's headline phases, "
      "which were chosen before the first full run; best and worst: of all phases that are run for "
      "it");
  table.notes.insert(table.notes.end(), notes.begin(), notes.end());
  return table;
}

Table phases_table(const ClaimFigures& row) {
  Table table{"",
              {{"scenario", Align::kLeft},
               {"phase", Align::kLeft},
               {"headline", Align::kLeft},
               {"off"},
               {metric_text(*row.claim)},
               {"change"}},
              {},
              {}};
  for (size_t i = 0; i < row.phases.size(); ++i) {
    const PhaseFigures& phase = row.phases[i];
    table.rows.push_back({scenario_text(phase.place), phase.place.phase,
                          i < row.claim->headline ? "yes" : "", off_cell(row, phase.figures),
                          value_cell(row, phase.figures.on), headline_cell(row, phase.figures)});
  }
  return table;
}

}  // namespace heapdyno

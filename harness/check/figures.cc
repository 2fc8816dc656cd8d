#include "harness/check/figures.h"

#include <algorithm>
#include <iterator>

#include "harness/base/table.h"

namespace heapdyno {
namespace {

bool is_same_phase(const CellPhase& a, const CellPhase& b) {
  return a.name == b.name && a.work == b.work;
}

}  // namespace

std::string FigureKey::text() const {
  return phase + " " + (operation.empty() ? "" : operation + " ") + metric;
}

std::string MovedFigure::text() const {
  return key.text() + " (" + thousands(first) + ", and " + thousands(other) +
         (how.empty() ? "" : " " + how) + ")";
}

CellFigures figures_of(const CountedCell& cell) {
  CellFigures figures;
  const auto take = [&](const std::string& phase, const std::string& operation,
                        const std::map<std::string, uint64_t>& values) {
    for (const auto& [metric, value] : values) {
      if (value != 0) figures[{phase, operation, metric}] = value;
    }
  };
  for (const CellPhase& phase : cell.phases) {
    take(phase.name, "", phase.physical);
    for (const auto& [name, operation] : phase.operations) {
      take(phase.name, name, operation.figures);
      take(phase.name, name, {{"operations", operation.operations}});
    }
  }
  return figures;
}

uint64_t figure_at(const CellFigures& figures, const FigureKey& key) {
  const auto found = figures.find(key);
  return found == figures.end() ? 0 : found->second;
}

uint64_t allocations_of(const CellPhase& phase) {
  uint64_t sum = 0;
  for (const auto& [name, operation] : phase.operations) {
    const auto found = operation.figures.find(kAllocations);
    if (found != operation.figures.end()) sum += found->second;
  }
  return sum;
}

bool has_sites(const CountedCell& cell) {
  return std::any_of(cell.phases.begin(), cell.phases.end(),
                     [](const CellPhase& phase) { return !phase.sites.empty(); });
}

bool is_same_work(const CountedCell& cell, const std::vector<FurtherRun>& further) {
  return std::all_of(further.begin(), further.end(), [&](const FurtherRun& run) {
    return run.cell.digest == cell.digest &&
           std::equal(run.cell.phases.begin(), run.cell.phases.end(), cell.phases.begin(),
                      cell.phases.end(), is_same_phase);
  });
}

std::vector<MovedFigure> moved_figures(const CountedCell& cell,
                                       const std::vector<FurtherRun>& further) {
  const CellFigures first = figures_of(cell);
  std::map<FigureKey, MovedFigure> moved;
  for (const FurtherRun& run : further) {
    const CellFigures other = figures_of(run.cell);
    std::vector<std::pair<FigureKey, uint64_t>> differences;
    std::set_symmetric_difference(first.begin(), first.end(), other.begin(), other.end(),
                                  std::back_inserter(differences));
    for (const auto& [key, value] : differences)
      moved.try_emplace(key,
                        MovedFigure{key, figure_at(first, key), figure_at(other, key), run.how});
  }
  std::vector<MovedFigure> list;
  for (auto& [key, figure] : moved) list.push_back(std::move(figure));
  return list;
}

}  // namespace heapdyno

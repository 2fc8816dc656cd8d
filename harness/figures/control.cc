#include "harness/figures/control.h"

#include <algorithm>
#include <tuple>

#include "harness/base/words.h"
#include "harness/figures/control_samples.h"

namespace heapdyno {
namespace {

// P(at least so many succeed) of independent trials, each with a probability of its own.
double chance_of(const std::vector<double>& probabilities, int successes) {
  std::vector<double> distribution = {1.0};
  for (const double p : probabilities) {
    distribution.push_back(0);
    for (size_t i = distribution.size() - 1; i > 0; --i) {
      distribution[i] = distribution[i] * (1 - p) + distribution[i - 1] * p;
    }
    distribution[0] *= 1 - p;
  }
  double sum = 0;
  for (size_t i = static_cast<size_t>(successes); i < distribution.size(); ++i) {
    sum += distribution[i];
  }
  return sum;
}

// What a reader can do about a control that says that intervals are too narrow.
constexpr const char* kWayOut =
    "measure again on a quieter machine; `heapdyno doctor` says what disturbs";

std::string note_of(const ControlResult& control) {
  const std::string of = "A/A control of " + std::string(control.metric->name) + ": ";
  if (control.cells == 0)
    return of + "too few rounds: an interval needs " + std::to_string(fewest_blocks());
  return of + std::to_string(control.detected) + " of " + std::to_string(control.cells) +
         (control.cells == 1 ? " cell" : " cells") + " detected (of true nulls, " +
         share_text(control.expected) + " would be); " + std::to_string(control.rounds) +
         " rounds of its spread see " + share_text(control.detectable);
}

// "972"; beyond a million it says no more.
std::string runs_text(double chance) {
  constexpr double kMost = 1e6;
  return 1 / chance > kMost ? "more than a million"
                            : thousands(static_cast<unsigned long long>(1 / chance));
}

}  // namespace

ControlResult control_of(const std::vector<std::optional<NoisyResult>>& cells,
                         const Metric& metric) {
  ControlResult control;
  control.metric = &metric;
  control.recorded = !cells.empty();
  std::vector<double> levels;
  std::vector<std::pair<double, int>> detectable;
  for (const std::optional<NoisyResult>& cell : cells) {
    const NoisyLine line = judged(cell, margin_of(metric));
    if (!line.has_interval()) continue;
    levels.push_back(line.result->ratio.level);
    control.expected += levels.back();
    control.detected += line.judgement.detected ? 1 : 0;
    detectable.emplace_back(line.judgement.detectable, line.result->blocks());
  }
  if (levels.empty()) return control;
  control.cells = static_cast<int>(levels.size());
  control.expected /= control.cells;
  control.chance = chance_of(levels, control.detected);
  std::sort(detectable.begin(), detectable.end());
  std::tie(control.detectable, control.rounds) = detectable[detectable.size() / 2];
  return control;
}

ControlResult control_of(const std::vector<Record>& records, const Metric& metric) {
  std::vector<std::optional<NoisyResult>> cells;
  for (const ControlCell& cell : control_cells(records, metric.mode))
    cells.push_back(noisy_result(cell.arm, cell.control, metric));
  return control_of(cells, metric);
}

std::vector<ControlResult> controls_of(const std::vector<Record>& records,
                                       const std::vector<const Metric*>& metrics) {
  std::vector<ControlResult> controls;
  for (const Metric* metric : metrics) controls.push_back(control_of(records, *metric));
  return controls;
}

std::vector<std::string> control_notes(const std::vector<ControlResult>& controls) {
  std::vector<std::string> notes;
  std::vector<std::string> without;
  for (const ControlResult& control : controls) {
    if (control.recorded) {
      notes.push_back(note_of(control));
    } else {
      without.emplace_back(control.metric->name);
    }
  }
  if (!without.empty()) {
    notes.push_back("A/A control of " + join(without, ", ") +
                    ": none was recorded, so nothing shows how far to trust the intervals");
  }
  for (const std::string& alarm : control_alarms(controls)) notes.push_back("warning: " + alarm);
  return notes;
}

std::vector<std::string> control_alarms(const std::vector<ControlResult>& controls) {
  std::vector<std::string> alarms;
  for (const ControlResult& control : controls) {
    if (!control.alarm()) continue;
    alarms.push_back("the intervals of " + std::string(control.metric->name) +
                     " are not to be trusted: of the A/A control " +
                     std::to_string(control.detected) + " of " + std::to_string(control.cells) +
                     " cells were detected, by chance once in " + runs_text(control.chance) +
                     " runs. What to do: " + kWayOut);
  }
  return alarms;
}

}  // namespace heapdyno

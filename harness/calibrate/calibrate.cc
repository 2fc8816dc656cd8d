#include "harness/calibrate/calibrate.h"

#include "harness/base/words.h"
#include "harness/calibrate/outcomes.h"
#include "harness/calibrate/promises.h"

namespace heapdyno {
namespace {

constexpr int kRounds = 12;  // of `run`, by default
constexpr double kFalseAlarms = 0.05;
constexpr double kPower = 0.95;
constexpr double kDetectablePower = 0.75;  // said is 0.8, by a formula for normal noise
constexpr double kSlight = 0.02;
constexpr double kSmall = 0.03;  // to be detected
constexpr double kLarge = 0.05;  // to be called a regression
const std::vector<double> kEffects = {0, kSlight, kSmall, kLarge};
// To simulate for each campaign, where it is a campaign that is one case.
constexpr int kFamilies = 50;

// Of the real campaigns of a recording, or of all.
Rate real_detections(std::span<const ControlCampaign> campaigns, double margin) {
  CellDecisions decisions;
  for (const ControlCampaign& campaign : campaigns) {
    for (const NoisyResult& result : campaign.compared)
      decisions.push_back({result.ratio, judge(result.ratio, margin)});
  }
  return rate_of(decisions, is_detected);
}

std::string slower(double effect) { return "b " + percent_text(effect) + " slower: "; }

// Twelve rounds are meant to have the power that going on until there is a verdict must have.
enum class Power { kAim, kBound };

void add_promises(Promises& promises, const Outcomes& outcomes, Power kind) {
  const auto power = [&](const std::string& promise, Rate measured) {
    kind == Power::kBound ? promises.at_least(promise, measured, kPower)
                          : promises.aims_at_least(promise, measured, kPower);
  };
  promises.at_most("no effect: detected", rate_of(outcomes.at(0), is_detected), kFalseAlarms);
  promises.without_bound("no effect: equivalent", rate_of(outcomes.at(0), is_equivalent));
  promises.without_bound(slower(kSlight) + "detected", rate_of(outcomes.at(kSlight), is_detected));
  const Rate small = rate_of(outcomes.at(kSmall), is_detected);
  power(slower(kSmall) + "detected", small);
  power(slower(kLarge) + "a regression", rate_of(outcomes.at(kLarge), is_regression));
  promises.at_most(slower(kLarge) + "equivalent", rate_of(outcomes.at(kLarge), is_equivalent), 0);
  promises.without_bound("found half of the time: slower by", {outcomes.half_found(), small.of});
}

// Of many comparisons at once.
void add_families(Promises& promises, const std::vector<Simulated>& campaigns,
                  const Procedure& procedure) {
  const Outcomes outcomes(campaigns, {0, kSmall}, procedure);
  promises.at_most("no effect, under Holm over a campaign's cells: any detected",
                   family_alarms(outcomes.at(0)), kFalseAlarms);
  promises.at_most("every other cell " + percent_text(kSmall) +
                       " slower: false ones among what Benjamini-Hochberg keeps",
                   false_discoveries(outcomes.at(0), outcomes.at(kSmall)), kFalseAlarms);
}

Table cells_table(const NoisePool& noise, const Outcomes& fixed, const Outcomes& resolved) {
  Table table{"By cell",
              {{"cell", Align::kLeft},
               {"spread"},
               {"12 rounds: false"},
               {"12: 3 % found"},
               {"12: 5 % a regression"},
               {"12: half found"},
               {"until resolved: false"},
               {"resolved: 3 % found"},
               {"resolved: 5 % a regression"},
               {"resolved: half found"},
               {"resolved: rounds at 0, 3, 5 %"}},
              {},
              {"spread: of one round's difference, 1.4826 times the median deviation; half found: "
               "the effect that is detected half of the time"}};
  for (size_t cell = 0; cell < noise.cells.size(); ++cell) {
    std::vector<TableCell> row = {
        noise.cells[cell], percent_text(signed_rank(differences_of_cell(noise, cell)).sigma)};
    for (const Outcomes* const outcomes : {&fixed, &resolved}) {
      row.emplace_back(percent_text(rate_of(outcomes->at(0)[cell], is_detected).rate));
      row.emplace_back(percent_text(rate_of(outcomes->at(kSmall)[cell], is_detected).rate));
      row.emplace_back(percent_text(rate_of(outcomes->at(kLarge)[cell], is_regression).rate));
      row.emplace_back(percent_text(outcomes->half_found(cell)));
    }
    std::vector<std::string> rounds;
    for (const double effect : {0.0, kSmall, kLarge})
      rounds.push_back(figure(mean_rounds(resolved.at(effect)[cell])));
    row.emplace_back(join(rounds, ", "));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table recordings_table(const NoisePool& time, const NoisePool& memory) {
  Table table{"The real campaigns",
              {{"recorded", Align::kLeft},
               {"campaigns"},
               {"comparisons"},
               {"ns/op detected"},
               {"rss_anon detected"}},
              {},
              {}};
  size_t first = 0;
  for (const size_t campaigns : recordings_of(time)) {
    const std::span<const ControlCampaign> times =
        std::span(time.campaigns).subspan(first, campaigns);
    const std::span<const ControlCampaign> of_memory =
        std::span(memory.campaigns).subspan(first, campaigns);
    const Rate detected = real_detections(times, time.margin);
    table.rows.push_back({times.front().begin + " to " + times.back().end, count_cell(campaigns),
                          count_cell(detected.of), percent_text(detected.rate),
                          percent_text(real_detections(of_memory, memory.margin).rate)});
    first += campaigns;
  }
  return table;
}

}  // namespace

Calibration calibrate(const std::vector<Record>& records, const CalibrationOptions& options) {
  const NoisePool time = noise_of(records, find_metric("ns/op"));
  const NoisePool memory = noise_of(records, find_metric("rss_anon"));
  const auto simulated = [&](const NoisePool& noise, int times = 1) {
    return simulate(noise, times * options.campaigns, options.seed);
  };
  const std::vector<Simulated> campaigns = simulated(time);
  const std::vector<Simulated> families = simulated(time, kFamilies);
  const Procedure twelve = fixed_rounds(kRounds, time.margin, options.estimator);
  const Outcomes fixed(campaigns, kEffects, twelve);
  const Outcomes resolved(campaigns, kEffects, until_resolved(time.margin, options.estimator));
  const Outcomes looks(families, {0}, until_detected(time.margin, options.estimator));
  const std::vector<Simulated> memory_campaigns = simulated(memory);
  const Outcomes of_memory(memory_campaigns, {0},
                           fixed_rounds(kRounds, memory.margin, options.estimator));

  Promises promises("What is promised, and what was measured");
  promises.about("real A/A campaigns");
  promises.at_most("ns/op: detected", real_detections(time.campaigns, time.margin), kFalseAlarms);
  promises.at_most("rss_anon: detected", real_detections(memory.campaigns, memory.margin),
                   kFalseAlarms);
  promises.about("12 rounds");
  add_promises(promises, fixed, Power::kAim);
  promises.at_least("slower by what is said to be detectable: detected",
                    fixed.detectable_detected(), kDetectablePower);
  promises.at_most("rss_anon, no effect: detected", rate_of(of_memory.at(0), is_detected),
                   kFalseAlarms);
  add_families(promises, families, twelve);
  promises.about("until resolved");
  add_promises(promises, resolved, Power::kBound);
  promises.at_most("no effect: detected at any look", rate_of(looks.at(0), is_detected),
                   kFalseAlarms);
  return {{promises.table(), cells_table(time, fixed, resolved), recordings_table(time, memory)},
          promises.hold()};
}

}  // namespace heapdyno

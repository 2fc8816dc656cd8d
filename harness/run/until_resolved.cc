#include "harness/run/until_resolved.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/figures/looks.h"
#include "harness/figures/noisy_cells.h"

namespace heapdyno {
namespace {

constexpr size_t kMostNames = 3;  // of lines without a verdict, in a decision's text

std::vector<Sample> before_round(std::vector<Sample> samples, int round) {
  std::erase_if(samples, [&](const Sample& sample) { return sample.record->block >= round; });
  return samples;
}

// Nothing: a side did not run the phase, and there is nothing to resolve.
std::optional<Verdict> verdict_of(const std::vector<Sample>& a, const std::vector<Sample>& b) {
  if (!applies(a) || !applies(b)) return std::nullopt;
  const Metric& metric = find_metric("ns/op");
  return judged(noisy_result(a, b, metric), margin_of(metric)).judgement.verdict;
}

std::vector<Comparison> comparisons_of(const Plan& plan, int scenario) {
  std::map<int, Side> of_arms;
  for (const Trial& trial : plan.trials) {
    const Arm& arm = plan.arms[static_cast<size_t>(trial.arm)];
    if (trial.mode != Mode::kTime || trial.scenario != scenario) continue;
    if (!arm.control && arm.store != "null")
      of_arms[trial.arm] = {configuration_of(plan.keys_of(trial)), arm.alloc.name};
  }
  std::vector<Side> sides;
  std::set<std::string> configurations;
  for (const auto& [arm, side] : of_arms) {
    if (std::find(sides.begin(), sides.end(), side) == sides.end()) sides.push_back(side);
    configurations.insert(side.configuration);
  }
  std::vector<Comparison> comparisons;
  for (const Side& side : sides) {
    const Side& first = *std::find_if(sides.begin(), sides.end(), [&](const Side& other) {
      return configurations.size() == 1 || other.alloc == side.alloc;
    });
    if (first != side) comparisons.push_back({first, side});
  }
  return comparisons;
}

}  // namespace

bool Look::resolved() const {
  return std::none_of(lines.begin(), lines.end(), [](const LookedAtLine& line) {
    return line.verdict == Verdict::kInconclusive;
  });
}

bool Look::is_last() const { return resolved() || rounds == kLooks.back(); }

std::string text_of(const Look& look, const Plan& plan) {
  std::vector<std::string> unresolved;
  for (const LookedAtLine& line : look.lines) {
    if (line.verdict == Verdict::kInconclusive) unresolved.push_back(line.name);
  }
  std::string text = plan.scenarios[static_cast<size_t>(look.scenario)].name + " after " +
                     std::to_string(look.rounds) + " rounds: ";
  if (look.lines.empty()) return text + "nothing to compare: stops";
  text += std::to_string(look.lines.size() - unresolved.size()) + " of " +
          std::to_string(look.lines.size()) + " lines have a verdict";
  if (look.resolved()) return text + ": stops";
  text += ", still open: " + listed(unresolved, kMostNames);
  if (look.is_last()) return text + ": ends unresolved";
  return text + ": goes on to " +
         std::to_string(*std::upper_bound(kLooks.begin(), kLooks.end(), look.rounds));
}

void check_can_be_resolved(const Plan& plan) {
  const bool any = std::any_of(plan.trials.begin(), plan.trials.end(),
                               [](const Trial& trial) { return trial.mode == Mode::kTime; });
  if (!any) {
    throw usage_error(
        "--until resolved goes on with timed trials, and --filter leaves none: let it pick "
        "mode:time, too");
  }
  for (size_t scenario = 0; scenario < plan.scenarios.size(); ++scenario) {
    if (!comparisons_of(plan, static_cast<int>(scenario)).empty()) return;
  }
  throw usage_error(
      "--until resolved compares the first configuration with the others, and there is no other: "
      "name a second with --variant, --alloc or --store");
}

UntilResolved::UntilResolved(const Plan& plan, std::function<void(const Look&)> on_look)
    : plan_(plan), on_look_(std::move(on_look)), states_(plan.scenarios.size()) {
  for (size_t scenario = 0; scenario < states_.size(); ++scenario)
    states_[scenario].comparisons = comparisons_of(plan, static_cast<int>(scenario));
}

void UntilResolved::add(Record record) {
  if (record.keys.at("mode") != name_of(Mode::kTime)) return;
  for (size_t scenario = 0; scenario < states_.size(); ++scenario) {
    if (plan_.scenarios[scenario].name != record.keys.at("scenario")) continue;
    states_[scenario].records.push_back(std::move(record));
    return;
  }
}

bool UntilResolved::wants(const Trial& trial) {
  if (trial.mode != Mode::kTime) return true;
  State& state = states_[static_cast<size_t>(trial.scenario)];
  while (!state.stopped && trial.block >= kLooks[state.looks]) look(trial.scenario);
  return !state.stopped;
}

void UntilResolved::conclude() {
  for (size_t scenario = 0; scenario < states_.size(); ++scenario) {
    while (!states_[scenario].stopped && !states_[scenario].comparisons.empty())
      look(static_cast<int>(scenario));
  }
}

void UntilResolved::look(int scenario) {
  State& state = states_[static_cast<size_t>(scenario)];
  Look look{scenario, kLooks[state.looks++], {}};
  look.lines = lines_of(state, look.rounds);
  state.stopped = look.is_last();
  on_look_(look);
}

std::vector<LookedAtLine> UntilResolved::lines_of(const State& state, int rounds) const {
  const std::vector<Sample> samples = before_round(samples_of(state.records), rounds);
  std::vector<LookedAtLine> lines;
  for (const std::string& phase : values_of(samples, "phase")) {
    const auto of = [&](const Side& side) {
      std::vector<Sample> chosen = samples;
      std::erase_if(chosen, [&](const Sample& sample) {
        return sample.phase->name != phase ||
               Side{configuration_of(*sample.keys), sample.keys->at("alloc")} != side;
      });
      return chosen;
    };
    for (const Comparison& comparison : state.comparisons) {
      const std::optional<Verdict> verdict = verdict_of(of(comparison.a), of(comparison.b));
      const Side& b = comparison.b;
      if (!verdict) continue;
      lines.push_back(
          {"phase " + phase + " of " + b.configuration + " under " + b.alloc, *verdict});
    }
  }
  return lines;
}

}  // namespace heapdyno

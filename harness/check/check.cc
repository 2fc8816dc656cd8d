#include "harness/check/check.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "harness/check/advice.h"
#include "harness/check/figures.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

class Check {
 public:
  Check(const BaselineFolder& baselines, const CheckContext& context)
      : baselines_(baselines), context_(context) {}

  void add(const CountedTrial& trial) {
    trial_ = &trial;
    toolchains_.insert(trial.toolchain.key());
    checked_.insert({trial.cell.scenario, trial.cell.variant});
    report_.cells.push_back({trial.cell.scenario, trial.cell.variant});
    if (!trial.failure.empty() && !context_.rules.skipped.contains(GateCheck::kFailures)) {
      say(Found::kFailed, "it failed: " + trial.failure, "");
    } else if (!is_same_work(trial.cell, trial.further)) {
      say(Found::kNotComparable,
          "its runs disagree: what they do or answer is not the same in all of them",
          "the work hangs on chance, or an allocator breaks what it is given to keep");
    } else if (const auto moved = moved_figures(trial.cell, trial.further); !moved.empty()) {
      say(Found::kNotComparable,
          "its runs disagree: " + moved.front().text() + " is not the same in all of them",
          "an exact figure hangs on chance: an address, a clock, a thread, or the allocator");
    } else if (const BaselineCell* const cell = own_baseline()) {
      compare(*cell);
    } else {
      compare_with_others();
    }
  }

  CheckReport end() {
    if (context_.all) add_those_not_run();
    std::stable_sort(report_.findings.begin(), report_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.found < b.found; });
    return std::move(report_);
  }

 private:
  using Name = std::pair<std::string, std::string>;  // scenario, variant

  void say(Found found, const std::string& text, const std::string& advice) {
    Finding finding;
    finding.found = found;
    finding.scenario = trial_->cell.scenario;
    finding.variant = trial_->cell.variant;
    finding.text = text;
    finding.advice = advice;
    report_.findings.push_back(std::move(finding));
  }

  // Of the trial's scenario and toolchain; each file is read once.
  const Baseline* baseline_of(const std::string& scenario, const Toolchain& toolchain) {
    const std::string file = baselines_.file_of(scenario, toolchain);
    const auto [place, is_new] = read_.try_emplace(file);
    if (is_new) place->second = baselines_.load(scenario, toolchain);
    return place->second ? &*place->second : nullptr;
  }

  const BaselineCell* own_baseline() {
    const Baseline* const baseline = baseline_of(trial_->cell.scenario, trial_->toolchain);
    return baseline == nullptr ? nullptr
                               : baseline->find(trial_->cell.scenario, trial_->cell.variant);
  }

  void compare(const BaselineCell& cell) {
    CellCheck result = check_cell(trial_->cell, cell, context_.rules);
    report_.cells.back().figures = result.figures;
    for (const Metric* metric : result.missing) say_missing(*metric);
    for (Finding& finding : result.findings) report_.findings.push_back(std::move(finding));
    const std::string& expires = cell.accepted.expires;
    if (expires.empty() || context_.date <= expires) return;
    say(Found::kExpired,
        "it was accepted until " + expires + " (" + cell.accepted.reason + "), and this is of " +
            context_.date,
        "mend it, or " + accepting() + " once more");
  }

  void say_missing(const Metric& metric) {
    const std::string name(metric.name);
    say(Found::kNotComparable, "the baseline has no " + name,
        accepting(" --metric " + name) + " banks it");
  }

  std::string accepting(const std::string& options = "") const {
    return accept_call(context_.rules.accept_arguments, options);
  }

  // What another compiler's build counts is worth knowing, and no baseline of this one.
  void compare_with_others() {
    std::vector<std::string> others;
    for (const Baseline& other : baselines_.load_others(trial_->cell.scenario, trial_->toolchain)) {
      const BaselineCell* const cell = other.find(trial_->cell.scenario, trial_->cell.variant);
      if (cell == nullptr) continue;
      const CellCheck result = check_cell(trial_->cell, *cell, context_.rules);
      if (is_equal(result)) {
        for (const Metric* metric : result.missing) say_missing(*metric);
        report_.cells.back().figures = result.figures;
        return say(Found::kNote,
                   "equal to the baseline of " + other.toolchain.key() + "; there is none of " +
                       trial_->toolchain.key(),
                   "");
      }
      others.push_back(other.toolchain.key());
    }
    if (others.empty())
      return say(Found::kNotComparable, "there is no baseline in " + baselines_.path(),
                 accepting() + " makes it one");
    say(Found::kNotComparable,
        "there is no baseline of " + trial_->toolchain.key() +
            ", and the figures are not those of " + others.front(),
        accepting() + " makes it one");
  }

  static bool is_equal(const CellCheck& result) {
    return std::all_of(result.findings.begin(), result.findings.end(),
                       [](const Finding& finding) { return finding.found >= Found::kMoved; });
  }

  // Of the toolchains that were run: a scenario that is gone would else be checked no more, unseen.
  void add_those_not_run() {
    for (const std::string& toolchain : toolchains_) {
      std::error_code none;
      std::vector<fs::path> files;
      for (const auto& entry :
           fs::directory_iterator(fs::path(baselines_.path()) / toolchain, none))
        files.push_back(entry.path());
      std::sort(files.begin(), files.end());
      for (const fs::path& file : files) {
        if (file.extension() == ".json") add_those_not_run(file);
      }
    }
  }

  void add_those_not_run(const fs::path& file) {
    const Baseline baseline = BaselineFolder::read(file.string());
    for (const BaselineCell& cell : baseline.cells) {
      if (checked_.contains({cell.counted.scenario, cell.counted.variant})) continue;
      Finding finding;
      finding.found = Found::kNotComparable;
      finding.scenario = cell.counted.scenario;
      finding.variant = cell.counted.variant;
      finding.text = "it has a baseline, and is not run any more";
      finding.advice = "if that is meant, take it out of " + file.string();
      report_.findings.push_back(std::move(finding));
    }
  }

  const BaselineFolder& baselines_;
  const CheckContext& context_;
  const CountedTrial* trial_ = nullptr;
  std::map<std::string, std::optional<Baseline>> read_;  // by file
  std::set<std::string> toolchains_;
  std::set<Name> checked_;
  CheckReport report_;
};

}  // namespace

CheckReport check(const std::vector<CountedTrial>& trials, const BaselineFolder& baselines,
                  const CheckContext& context) {
  Check check(baselines, context);
  for (const CountedTrial& trial : trials) check.add(trial);
  return check.end();
}

}  // namespace heapdyno

#include "harness/check/accept.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <set>

#include "harness/base/error.h"
#include "harness/check/check_cell.h"
#include "harness/check/figures.h"

namespace heapdyno {
namespace {

std::string name_of(const CountedCell& cell) {
  return cell.scenario + (cell.variant.empty() ? "" : " " + cell.variant);
}

void check_is_fit(const CountedTrial& trial) {
  if (!trial.failure.empty())
    throw Error(name_of(trial.cell) + " failed, so nothing was accepted: " + trial.failure);
  if (!is_same_work(trial.cell, trial.further))
    throw Error(name_of(trial.cell) +
                " does not do the same in each run, so nothing was accepted: its digests differ");
}

void check_allocations_hold_still(const CountedTrial& trial) {
  for (const MovedFigure& figure : moved_figures(trial.cell, trial.further)) {
    if (figure.key.metric != kAllocations) continue;
    throw Error(
        name_of(trial.cell) + ": " + figure.text() +
        " is not the same in all runs, so nothing was accepted: make it repeat, mark a part "
        "that does with heapdyno/scope.h, or leave what moves out of every check with "
        "--leave-out");
  }
}

// The bounded figures of metrics that are not asked for.
BoundedCounts others(const BaselineCell& before, const BoundedMetrics& asked) {
  BoundedCounts others = before.counted.bounded;
  for (auto& [phase, figures] : others) {
    for (const Metric* metric : asked) figures.erase(figure_name(*metric));
  }
  std::erase_if(others, [](const auto& phase) { return phase.second.empty(); });
  return others;
}

// With what is known of them: those that moved stay out.
void keep(const BoundedCounts& bounded, const BaselineCell& before, BaselineCell& now) {
  for (const auto& [phase, figures] : bounded) {
    for (const auto& [name, value] : figures) {
      now.counted.bounded[phase][name] = value;
      const std::string text = FigureKey{phase, "", name}.text();
      if (std::find(before.moved.begin(), before.moved.end(), text) != before.moved.end())
        now.moved.push_back(text);
    }
  }
}

std::vector<std::string> names_of(const BoundedCounts& bounded) {
  std::set<std::string> names;
  for (const auto& [phase, figures] : bounded) {
    for (const auto& [name, value] : figures) names.insert(name);
  }
  return {names.begin(), names.end()};
}

bool is_change(const Finding& finding) { return finding.found != Found::kNote; }

std::set<std::string> set_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

bool is_as_it_was(const BaselineCell& before, const BaselineCell& now, const CellCheck& changes) {
  const auto& findings = changes.findings;
  return std::none_of(findings.begin(), findings.end(), is_change) && changes.missing.empty() &&
         set_of(before.moved) == set_of(now.moved) &&
         before.accepted.expires == now.accepted.expires &&
         has_sites(before.counted) == has_sites(now.counted);
}

// One accepting of several cells.
class Accepting {
 public:
  Accepting(const BaselineFolder& baselines, const Acceptance& acceptance,
            const BoundedMetrics& bounded)
      : baselines_(baselines), acceptance_(acceptance), bounded_(bounded) {}

  void add(const CountedTrial& trial) {
    BaselineCell now{trial.cell, acceptance_, {}};
    for (const MovedFigure& figure : moved_figures(trial.cell, trial.further))
      leave_out(figure.key, figure.text(), now);
    for (const FigureKey& key : moved_figures(trial.bounded, bounded_))
      leave_out(key, key.text() + " (within its tolerance)", now);
    Baseline& baseline = baseline_of(trial);
    const BaselineCell* const before = baseline.find(trial.cell.scenario, trial.cell.variant);
    if (before != nullptr && !replaces(*before, now)) {
      ++accepted_.kept;
      return;
    }
    baseline.toolchain = trial.toolchain;
    baseline.put(std::move(now));
    ++accepted_.cells;
  }

  Accepted save() {
    if (accepted_.cells == 0) return std::move(accepted_);
    for (const auto& [file, baseline] : files_) baselines_.save(baseline);
    return std::move(accepted_);
  }

 private:
  void leave_out(const FigureKey& key, const std::string& said, BaselineCell& now) {
    now.moved.push_back(key.text());
    accepted_.left_out.push_back(name_of(now.counted) + ": " + said);
  }

  Baseline& baseline_of(const CountedTrial& trial) {
    const std::string file = baselines_.file_of(trial.cell.scenario, trial.toolchain);
    if (!files_.contains(file)) {
      const Baseline empty{base_name(trial.cell.scenario), trial.toolchain, {}};
      files_[file] = baselines_.load(trial.cell.scenario, trial.toolchain).value_or(empty);
    }
    return files_[file];
  }

  // Whether anything is other than it was. `now` gets what it keeps of it.
  bool replaces(const BaselineCell& before, BaselineCell& now) {
    CellCheck changes = check_cell(now.counted, before, {bounded_});
    const BoundedCounts unasked = others(before, bounded_);
    if (changes.same_work) {
      keep(unasked, before, now);
    } else {
      for (const std::string& name : names_of(unasked))
        accepted_.dropped.push_back(name_of(now.counted) + ": " + name);
    }
    if (is_as_it_was(before, now, changes)) return false;
    for (Finding& change : changes.findings) {
      if (is_change(change)) accepted_.changes.push_back(std::move(change));
    }
    return true;
  }

  const BaselineFolder& baselines_;
  const Acceptance& acceptance_;
  const BoundedMetrics& bounded_;
  std::map<std::string, Baseline> files_;  // by path
  Accepted accepted_;
};

}  // namespace

Accepted accept(const std::vector<CountedTrial>& trials, const BaselineFolder& baselines,
                const Acceptance& acceptance, const BoundedMetrics& bounded,
                MovingAllocations moving) {
  for (const CountedTrial& trial : trials) {
    check_is_fit(trial);
    if (moving == MovingAllocations::kRefused) check_allocations_hold_still(trial);
  }
  Accepting accepting(baselines, acceptance, bounded);
  for (const CountedTrial& trial : trials) accepting.add(trial);
  return accepting.save();
}

void check_expiry(const std::string& date, const std::string& today) {
  std::tm parts{};
  const char* const end = strptime(date.c_str(), "%Y-%m-%d", &parts);
  char text[16];
  std::tm there_is = parts;
  there_is.tm_isdst = 0;
  timegm(&there_is);  // the 31st of February becomes a day of March
  std::strftime(text, sizeof text, "%Y-%m-%d", &there_is);
  if (end == nullptr || *end != '\0' || date != text)
    throw usage_error("--expires " + date + ": expected a day, such as 2027-01-31");
  if (date <= today)
    throw usage_error("--expires " + date + ": that is not after " + today + ", when it begins");
}

}  // namespace heapdyno

#include "harness/check/accept.h"

#include <algorithm>
#include <ctime>
#include <map>

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

BaselineCell cell_of(const CountedTrial& trial, const Acceptance& acceptance) {
  BaselineCell cell{trial.cell, acceptance, {}};
  for (const FigureKey& key : moved_figures(trial.cell, trial.further))
    cell.moved.push_back(key.text());
  return cell;
}

bool is_as_it_was(const BaselineCell& before, const BaselineCell& now, const CellCheck& changes) {
  return changes.findings.empty() && before.moved == now.moved &&
         before.accepted.expires == now.accepted.expires &&
         has_sites(before.counted) == has_sites(now.counted);
}

}  // namespace

Accepted accept(const std::vector<CountedTrial>& trials, const BaselineFolder& baselines,
                const Acceptance& acceptance) {
  for (const CountedTrial& trial : trials) check_is_fit(trial);
  Accepted accepted;
  std::map<std::string, Baseline> changed;  // by file
  for (const CountedTrial& trial : trials) {
    BaselineCell now = cell_of(trial, acceptance);
    const std::string file = baselines.file_of(trial.cell.scenario, trial.toolchain);
    if (!changed.contains(file)) {
      const Baseline empty{base_name(trial.cell.scenario), trial.toolchain, {}};
      changed[file] = baselines.load(trial.cell.scenario, trial.toolchain).value_or(empty);
    }
    Baseline& baseline = changed[file];
    for (const std::string& figure : now.moved)
      accepted.left_out.push_back(name_of(trial.cell) + ": " + figure);
    if (const BaselineCell* const before = baseline.find(trial.cell.scenario, trial.cell.variant)) {
      CellCheck changes = check_cell(trial.cell, *before);
      if (is_as_it_was(*before, now, changes)) {
        ++accepted.kept;
        continue;
      }
      for (Finding& change : changes.findings) accepted.changes.push_back(std::move(change));
    }
    baseline.toolchain = trial.toolchain;
    baseline.put(std::move(now));
    ++accepted.cells;
  }
  if (accepted.cells == 0) return accepted;
  for (const auto& [file, baseline] : changed) baselines.save(baseline);
  return accepted;
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

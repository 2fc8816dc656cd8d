#include "harness/report/origin.h"

#include <algorithm>
#include <set>

#include "harness/compare/agreement.h"
#include "harness/figures/control.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr size_t kMostValues = 6;
constexpr size_t kMostNotes = 6;

// "alloc" with the version of each: "glibc 2.36, jemalloc 5.3.0".
std::string versioned(const Gathered& gathered, const std::string& key,
                      const std::string& version_key) {
  std::vector<std::string> names;
  for (const Record& record : gathered.records()) {
    const std::string version = short_version(value_of(record.keys, version_key));
    const std::string name = value_of(record.keys, key) + (version.empty() ? "" : " " + version);
    if (name == "null") continue;  // the driver's own cost
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return listed(names, kMostValues);
}

void add_values(Table& table, const Gathered& gathered, const std::string& what,
                const std::string& key) {
  const std::vector<std::string>& values = gathered.values(key);
  if (!values.empty()) table.rows.push_back({what, listed(values, kMostValues)});
}

std::string commits_of(const Gathered& gathered) {
  std::vector<std::string> commits;
  for (const Record& record : gathered.records()) {
    const std::string commit = value_of(record.keys, "commit");
    if (commit.empty()) continue;
    const bool is_dirty = value_of(record.keys, "dirty") == "yes";
    const std::string text = commit + (is_dirty ? " with changes that are not committed" : "");
    if (std::find(commits.begin(), commits.end(), text) == commits.end()) commits.push_back(text);
  }
  return commits.empty() ? "not recorded" : listed(commits, kMostValues);
}

std::string trials_of(const Gathered& gathered) {
  std::vector<std::string> texts;
  for (const auto& [mode, count] : gathered.trials_by_mode()) {
    const auto rounds = gathered.rounds_by_mode().find(mode);
    texts.push_back(thousands(count) + " " + mode +
                    (rounds == gathered.rounds_by_mode().end()
                         ? ""
                         : " in " + std::to_string(rounds->second) + " rounds"));
  }
  return join(texts, ", ");
}

std::string option(const std::string& name, std::vector<std::string> values) {
  std::erase(values, "");
  if (values.empty()) return "";
  std::string list = join(values, ",");
  if (list.find_first_of("{ ;") != std::string::npos) list = "'" + list + "'";
  return " " + name + " " + list;
}

int rounds_of(const Gathered& gathered, Mode mode) {
  const auto found = gathered.rounds_by_mode().find(std::string(name_of(mode)));
  return found == gathered.rounds_by_mode().end() ? 0 : found->second;
}

bool has_mode(const Gathered& gathered, Mode mode) {
  return gathered.trials_by_mode().contains(std::string(name_of(mode)));
}

std::string mode_options(const Gathered& gathered) {
  std::string text;
  if (!has_mode(gathered, Mode::kCount)) text += " --counts 0";
  text += " --rounds " + std::to_string(rounds_of(gathered, Mode::kTime));
  if (has_mode(gathered, Mode::kMemory))
    text += " --memory " + std::to_string(rounds_of(gathered, Mode::kMemory));
  if (has_mode(gathered, Mode::kLive)) text += " --live 1";
  if (has_mode(gathered, Mode::kInstructions))
    text += " --instructions " + std::to_string(rounds_of(gathered, Mode::kInstructions));
  return text;
}

void add_listed(std::vector<std::string>& warnings, const std::vector<std::string>& notes) {
  for (size_t i = 0; i < std::min(notes.size(), kMostNotes); ++i) warnings.push_back(notes[i]);
  if (notes.size() > kMostNotes)
    warnings.push_back(std::to_string(notes.size() - kMostNotes) + " more of the kind");
}

std::vector<std::string> failure_warnings(const Gathered& gathered) {
  if (gathered.failures() == 0) return {};
  std::vector<std::string> texts;
  for (const FailedTrial& trial : gathered.failed())
    texts.push_back(trial.what + " " + trial.state +
                    (trial.reason.empty() ? "" : " (" + trial.reason + ")"));
  const size_t more = gathered.failures() - texts.size();
  if (more > 0) texts.push_back(std::to_string(more) + " more");
  return {std::to_string(gathered.failures()) + " of " + thousands(gathered.trials()) +
          " trials did not succeed and are left out of every figure: " + join(texts, "; ") + "."};
}

// What the A/A control of each metric that was measured says, where it is missing or alarming.
std::vector<std::string> control_warnings(const Gathered& gathered) {
  std::vector<ControlResult> controls;
  std::vector<std::string> without;
  for (const Metric* const metric : Gathered::noisy_metrics()) {
    bool is_measured = false;
    std::vector<std::optional<NoisyResult>> cells;
    for (const auto& [cell, measured] : gathered.noisy()) {
      const auto arm = measured.sides.find(metric);
      const auto control = measured.control.find(metric);
      const bool has_arm = arm != measured.sides.end() && arm->second.is_measured();
      is_measured |= has_arm;
      if (has_arm && control != measured.control.end() && control->second.is_measured())
        cells.push_back(noisy_result(arm->second, control->second));
    }
    if (!is_measured) continue;
    controls.push_back(control_of(cells, *metric));
    if (!controls.back().recorded) without.emplace_back(metric->name);
  }
  std::vector<std::string> warnings = control_alarms(controls);
  if (!without.empty())
    warnings.push_back("There is no A/A control of " + join(without, ", ") +
                       ", so nothing shows how far its intervals can be trusted.");
  return warnings;
}

bool are_interleaved(const ComparedCells& compared) {
  for (const ComparedGroup& group : compared.groups) {
    for (const NoisyComparison& comparison : group.noisy) {
      for (const NoisyContrast& line : comparison.lines) {
        if (!line.line.result->interleaved) return false;
      }
    }
  }
  return true;
}

std::vector<std::string> round_warnings(const Gathered& gathered) {
  std::vector<std::string> warnings;
  for (const auto& [mode, rounds] : gathered.rounds_by_mode()) {
    if (mode == name_of(Mode::kInstructions) || rounds >= fewest_blocks()) continue;
    warnings.push_back("Mode " + mode + " has " + std::to_string(rounds) +
                       (rounds == 1 ? " round" : " rounds") + ": an interval needs " +
                       std::to_string(fewest_blocks()) +
                       ", so nothing says how sure its figures are.");
  }
  return warnings;
}

// "leveldb is n/a in compact compact, commit-10 commit and 3 more: it has no transactions"
std::vector<std::string> not_applicable_warnings(const Gathered& gathered) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>>
      places;  // by store, reason
  for (const Record& record : gathered.records()) {
    const std::string store = value_of(record.keys, "store");
    for (const PhaseRecord& phase : record.phases) {
      if (!phase.measured || phase.applies() || store == "null") continue;
      std::vector<std::string>& names = places[{store, phase.not_applicable}];
      const std::string name = value_of(record.keys, "scenario") + " " + phase.name;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::vector<std::string> warnings;
  for (const auto& [key, names] : places)
    warnings.push_back(key.first + " is n/a in " + listed(names, 3) + ": " + key.second + ".");
  return warnings;
}

}  // namespace

Table provenance_of(const Gathered& gathered, const std::vector<std::string>& files) {
  Table table{"", {{"what", Align::kLeft}, {"value", Align::kLeft}}, {}, {}};
  table.rows.push_back({"Records", join(files, ", ")});
  table.rows.push_back({"Trials", trials_of(gathered)});
  add_values(table, gathered, "Measured on", "date");
  add_values(table, gathered, "Machine", "host");
  add_values(table, gathered, "Frequency governor", "governor");
  add_values(table, gathered, "Huge pages", "thp");
  table.rows.push_back({"Allocators", versioned(gathered, "alloc", "allocator-version")});
  table.rows.push_back({"Stores", versioned(gathered, "store", "store-version")});
  add_values(table, gathered, "Compiler", "compiler");
  add_values(table, gathered, "Flags", "flags");
  add_values(table, gathered, "libstdc++", "libstdcxx");
  table.rows.push_back({"Commit", commits_of(gathered)});
  add_values(table, gathered, "Seed", "seed");
  table.rows.push_back({"Reported by", "heapdyno " HEAPDYNO_VERSION});
  return table;
}

std::string made_of(const Gathered& gathered) {
  const std::vector<std::string>& dates = gathered.values("date");
  return "heapdyno report · " + thousands(gathered.trials()) +
         (gathered.trials() == 1 ? " trial" : " trials") +
         (dates.empty() ? "" : " · " + dates.front()) +
         (dates.size() > 1 ? " to " + dates.back() : "") + " · " +
         listed(gathered.values("host"), 3);
}

std::string command_of(const Gathered& gathered, CampaignKind campaign) {
  const std::vector<std::string>& seeds = gathered.values("seed");
  const std::string end =
      (seeds.size() == 1 && seeds[0] != "1" ? " --seed " + seeds[0] : "") + " --out FILE.jsonl";
  const std::string scenarios = option("--scenario", gathered.values("scenario"));
  const std::string allocators = option("--alloc", gathered.values("alloc"));
  const int rounds = rounds_of(gathered, Mode::kTime);
  const std::string in_rounds = rounds == 0 ? "" : " --rounds " + std::to_string(rounds);
  switch (campaign) {
    case CampaignKind::kSites:
      return "heapdyno sites --out FILE.jsonl";
    case CampaignKind::kClaims:
      return "heapdyno claims" + in_rounds + end;
    case CampaignKind::kAttribute:
      return "heapdyno attribute" + option("--toggles", {attributed_toggles(gathered)}) +
             in_rounds + scenarios + allocators + end;
    case CampaignKind::kRun:
      break;
  }
  std::vector<std::string> stores = gathered.values("store");
  std::erase(stores, "null");
  std::string command =
      "heapdyno run" + scenarios + allocators + option("--variant", gathered.values("variant"));
  if (stores.size() > 1 || (stores.size() == 1 && stores[0] != "reference"))
    command += option("--store", stores);
  if (has_mode(gathered, Mode::kOpenLoop))
    return command + option("--open-loop", gathered.values("load")) + end;
  return command + mode_options(gathered) + end;
}

std::vector<std::string> warnings_of(const Gathered& gathered, const ComparedCells& compared) {
  std::vector<std::string> warnings = failure_warnings(gathered);
  // Trials of two runs may well do different work: that is what comparisons then say.
  if (gathered.values("in").size() < 2) add_listed(warnings, disagreements(gathered.records()));
  add_listed(warnings, compared.incomparable);
  for (const auto& more : {control_warnings(gathered), round_warnings(gathered)})
    warnings.insert(warnings.end(), more.begin(), more.end());
  if (!are_interleaved(compared))
    warnings.push_back(
        "Some sides were measured in different runs, not in turns: a drift of the machine between "
        "them "
        "looks like an effect.");
  const std::vector<std::string>& dirty = gathered.values("dirty");
  if (std::find(dirty.begin(), dirty.end(), "yes") != dirty.end())
    warnings.push_back(
        "It was built from changes that were not committed: the commit alone does not "
        "reproduce it.");
  if (gathered.values("host").size() > 1)
    warnings.push_back("It was measured on several machines: times are compared within one alone.");
  add_listed(warnings, not_applicable_warnings(gathered));
  return warnings;
}

}  // namespace heapdyno

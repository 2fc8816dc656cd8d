#include "harness/check/check_cell.h"

#include <algorithm>
#include <set>

#include "harness/base/table.h"
#include "harness/check/advice.h"
#include "harness/check/counted_records.h"
#include "harness/check/figures.h"
#include "harness/check/site_deltas.h"
#include "harness/figures/metrics.h"

namespace heapdyno {
namespace {

bool is_worse_when_more(const std::string& metric) {
  const Metric* const known = known_metric(metric);
  return known == nullptr || is_cost(*known);
}

class Checker {
 public:
  Checker(const CountedCell& now, const BaselineCell& baseline, const CellRules& rules)
      : now_(now),
        baseline_(baseline),
        rules_(rules),
        before_(figures_of(baseline.counted)),
        after_(figures_of(now)) {}

  CellCheck check() && {
    check_.same_work = is_same_work();
    if (check_.same_work) {
      if (!rules_.skipped.contains(GateCheck::kFigures)) check_figures();
      if (!rules_.skipped.contains(GateCheck::kBlocksAlive)) {
        for (const CellPhase& phase : now_.phases) check_blocks_alive(phase);
      }
      for (const Metric* metric : rules_.bounded) check_bounded(*metric);
      for (const CellPhase& phase : now_.phases) check_sites(phase);
    }
    return std::move(check_);
  }

 private:
  Finding finding(Found found, const std::string& text) const {
    Finding finding;
    finding.found = found;
    finding.scenario = now_.scenario;
    finding.variant = now_.variant;
    finding.text = text;
    return finding;
  }

  bool other_work(const std::string& text) {
    Finding other = finding(Found::kNotComparable, text);
    other.advice = "if that is meant, " + makes_it_the_baseline();
    check_.findings.push_back(std::move(other));
    return false;
  }

  bool is_same_work() {
    const CountedCell& then = baseline_.counted;
    if (now_.digest != then.digest) return other_content();
    for (const CellPhase& phase : then.phases) {
      if (find(now_, phase.name) == nullptr)
        return other_work("the phase " + phase.name + " is in the baseline, and was not run");
    }
    for (const CellPhase& phase : now_.phases) {
      const CellPhase* const before = find(then, phase.name);
      if (before == nullptr)
        return other_work("the phase " + phase.name + " is not in the baseline");
      if (phase.work != before->work && !rules_.skipped.contains(GateCheck::kWork))
        return other_work("other work is done in the phase " + phase.name +
                          ", or its answers are others: the digests are " + phase.work +
                          ", and were " + before->work);
    }
    return is_as_often();
  }

  bool other_content() {
    const std::string digests = now_.digest + ", and was " + baseline_.counted.digest;
    if (!is_program())
      return other_work("what is run is not what the baseline is of: its digest is " + digests);
    other_work("its arguments are not those that the baseline is of: their digest is " + digests);
    check_.findings.back().advice +=
        ", in place of that one: a folder of baselines has one of a program, and --baseline DIR "
        "names another folder";
    return false;
  }

  bool is_program() const { return now_.variant.empty(); }

  // A program has no digest of its work.
  bool is_as_often() {
    for (const CellPhase& phase : now_.phases) {
      for (const auto& [name, operation] : phase.operations) {
        const FigureKey key = {phase.name, name, "operations"};
        const uint64_t was = figure_at(before_, key);
        if (operation.operations != was && !has_moved(key))
          return other_work("in the phase " + phase.name + " " + name + " was done " +
                            std::to_string(operation.operations) + " times, and " +
                            std::to_string(was) + " times before");
      }
    }
    return true;
  }

  static const CellPhase* find(const CountedCell& cell, const std::string& phase) {
    const auto found = std::find_if(cell.phases.begin(), cell.phases.end(),
                                    [&](const CellPhase& other) { return other.name == phase; });
    return found == cell.phases.end() ? nullptr : &*found;
  }

  bool has_moved(const FigureKey& key) const {
    const auto& moved = baseline_.moved;
    return std::find(moved.begin(), moved.end(), key.text()) != moved.end();
  }

  void check_figures() {
    std::set<FigureKey> keys;
    for (const CellFigures* side : {&before_, &after_}) {
      for (const auto& [key, value] : *side) keys.insert(key);
    }
    for (const FigureKey& key : keys) {
      if (has_moved(key)) {
        if (key.metric == kAllocations) note_left_out(key, "from run to run");
        continue;
      }
      ++check_.figures;
      const uint64_t before = figure_at(before_, key);
      const uint64_t after = figure_at(after_, key);
      if (before != after) add_change(key, before, after).operations = operations_behind(key);
    }
  }

  // What is asked for and not compared is said.
  void note_left_out(const FigureKey& key, const std::string& how) {
    Finding note = finding(Found::kNote, key.text().substr(key.phase.size() + 1) + " moved " + how +
                                             " when it was accepted, so it is not compared");
    note.phase = key.phase;
    check_.findings.push_back(std::move(note));
  }

  Finding& add_change(const FigureKey& key, uint64_t before, uint64_t after) {
    const bool is_increase = after > before && is_worse_when_more(key.metric);
    Finding change = finding(is_increase ? Found::kIncrease : Found::kDecrease, "");
    change.phase = key.phase;
    change.operation = key.operation;
    change.metric = key.metric;
    change.before = before;
    change.after = after;
    if (!is_increase) change.advice = makes_it_the_baseline();
    return check_.findings.emplace_back(std::move(change));
  }

  std::string makes_it_the_baseline(const std::string& options = "") const {
    return accept_call(rules_.accept_arguments, options) + " makes it the baseline";
  }

  void check_bounded(const Metric& metric) {
    const auto measured = bounded_of(now_, metric);
    const auto banked = bounded_of(baseline_.counted, metric);
    bool is_measured = !measured.empty();
    for (const auto& [phase, figure] : banked)
      is_measured = is_measured && measured.contains(phase);
    if (!is_measured) {
      check_.findings.push_back(finding(
          Found::kNotComparable, std::string(metric.name) + " is asked for, and was not measured"));
      return;
    }
    bool is_missing = false;
    for (const auto& [phase, figure] : measured) {
      const auto before = banked.find(phase);
      if (before == banked.end()) {
        is_missing = true;
      } else {
        check_bounded(metric, phase, before->second, figure);
      }
    }
    if (is_missing) check_.missing.push_back(&metric);
  }

  // By phase.
  static NamedCounts bounded_of(const CountedCell& cell, const Metric& metric) {
    const std::string name = figure_name(metric);
    NamedCounts figures;
    for (const auto& [phase, counts] : cell.bounded) {
      if (const auto found = counts.find(name); found != counts.end())
        figures[phase] = found->second;
    }
    return figures;
  }

  void check_bounded(const Metric& metric, const std::string& phase, uint64_t before,
                     uint64_t after) {
    const FigureKey key = {phase, "", figure_name(metric)};
    const double tolerance = bounded_tolerance(metric);
    if (has_moved(key))
      return note_left_out(key, "by more than " + share_text(tolerance) + " from run to run");
    ++check_.figures;
    if (agree(static_cast<double>(before), static_cast<double>(after), tolerance)) return;
    Finding& change = add_change(key, before, after);
    change.tolerance = tolerance;
    if (change.found == Found::kDecrease)
      change.advice = makes_it_the_baseline(" --metric " + std::string(metric.name));
    // A program is run as a whole.
    if (is_per_operation(metric) && !is_program())
      change.operations = operations_of(*find(now_, phase));
  }

  void check_blocks_alive(const CellPhase& phase) {
    for (const auto& [name, operation] : phase.operations) {
      for (const char* metric : {kAllocations, "resized", "frees"}) {
        if (has_moved({phase.name, name, metric})) return;
      }
    }
    const int64_t more =
        blocks_left_alive(after_, phase.name) - blocks_left_alive(before_, phase.name);
    if (more <= 0) return;
    Finding increase = finding(Found::kIncrease, "");
    increase.phase = phase.name;
    increase.metric = "blocks left alive";
    increase.operations = operations_of(phase);
    increase.text = increase.metric + ": " + more_text(more, increase.operations);
    check_.findings.push_back(std::move(increase));
  }

  // Below zero where a phase frees what earlier ones made.
  static int64_t blocks_left_alive(const CellFigures& figures, const std::string& phase) {
    int64_t alive = 0;
    for (const auto& [key, value] : figures) {
      if (key.phase != phase) continue;
      if (key.metric == kAllocations) alive += static_cast<int64_t>(value);
      if (key.metric == "resized" || key.metric == "frees") alive -= static_cast<int64_t>(value);
    }
    return alive;
  }

  // "+1.00/op (+3,760)"
  static std::string more_text(int64_t more, uint64_t operations) {
    const std::string all = "+" + thousands(static_cast<uint64_t>(more));
    if (operations == 0) return all;
    return signed_fixed(static_cast<double>(more) / static_cast<double>(operations), 2) + "/op (" +
           all + ")";
  }

  // Background work is for all operations of the phase.
  uint64_t operations_behind(const FigureKey& key) const {
    if (key.operation.empty()) return 0;
    const CellPhase& phase = *find(now_, key.phase);
    const auto own = phase.operations.find(key.operation);
    if (own != phase.operations.end() && own->second.operations != 0) return own->second.operations;
    return operations_of(phase);
  }

  static uint64_t operations_of(const CellPhase& phase) {
    uint64_t all = 0;
    for (const auto& [name, operation] : phase.operations) all += operation.operations;
    return all;
  }

  void check_sites(const CellPhase& phase) {
    const CellPhase& before = *find(baseline_.counted, phase.name);
    if (!knows_sites(phase) || !knows_sites(before)) return;
    std::map<std::string, std::pair<std::vector<CellSite>, std::vector<CellSite>>> operations;
    for (const CellSite& site : before.sites)
      operations[counted_operation(site.operation)].first.push_back(site);
    for (const CellSite& site : phase.sites)
      operations[counted_operation(site.operation)].second.push_back(site);
    for (const auto& [operation, sites] : operations) {
      if (has_moved({phase.name, operation, kAllocations})) continue;
      add_sites_of(phase.name, operation, site_deltas(sites.first, sites.second));
    }
  }

  // It was profiled, or there is nothing to know.
  static bool knows_sites(const CellPhase& phase) {
    return !phase.sites.empty() || allocations_of(phase) == 0;
  }

  void add_sites_of(const std::string& phase, const std::string& operation, SiteDeltas deltas) {
    const auto change =
        std::find_if(check_.findings.begin(), check_.findings.end(), [&](const Finding& other) {
          return other.phase == phase && other.operation == operation &&
                 other.metric == kAllocations && other.found != Found::kMoved;
        });
    // Where the sum is what it was, all that is left has moved, one to several.
    std::vector<SiteDelta>& rest = change == check_.findings.end() ? deltas.moved : change->sites;
    rest.insert(rest.end(), deltas.net.begin(), deltas.net.end());
    if (!deltas.moved.empty()) add_move(phase, operation, std::move(deltas.moved));
  }

  void add_move(const std::string& phase, const std::string& operation,
                std::vector<SiteDelta> sites) {
    Finding move = finding(Found::kMoved, "");
    move.phase = phase;
    move.operation = operation;
    move.metric = kAllocations;
    move.operations = operations_behind({phase, operation, kAllocations});
    move.sites = std::move(sites);
    move.text = operation + ": what one call site allocated is allocated by another now";
    check_.findings.push_back(std::move(move));
  }

  const CountedCell& now_;
  const BaselineCell& baseline_;
  const CellRules& rules_;
  const CellFigures before_;
  const CellFigures after_;
  CellCheck check_;
};

}  // namespace

CellCheck check_cell(const CountedCell& now, const BaselineCell& baseline, const CellRules& rules) {
  return Checker(now, baseline, rules).check();
}

}  // namespace heapdyno

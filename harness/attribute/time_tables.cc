#include "harness/attribute/time_tables.h"

#include <algorithm>
#include <cmath>

#include "harness/attribute/timed_phases.h"
#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/figures/control.h"
#include "harness/figures/multiplicity.h"
#include "harness/figures/noisy_cells.h"
#include "harness/figures/stats.h"

namespace heapdyno {
namespace {

// Toggles, then pairs, but each chain of pairs once.
std::vector<Set> effects_of(const Design& design) {
  std::vector<Set> effects = sets_of_size(1, design.toggles());
  for (const Set pair : sets_of_size(2, design.toggles())) {
    const std::vector<Set> chain = design.aliases(pair, 2);
    if (chain.empty() || pair < chain.front()) effects.push_back(pair);
  }
  return effects;
}

// "arena", "arena x zero_copy"
std::string name_of_effect(Set effect, const std::vector<Factor>& factors) {
  std::vector<std::string> names;
  for (const int i : members_of(effect)) names.push_back(factors[static_cast<size_t>(i)].name);
  return join(names, " x ");
}

// As a change in per cent: "-3.1".
std::string percent(double logarithm) { return signed_fixed(100 * std::expm1(logarithm), 1); }

TableCell effect_cell(const SignedRank& effect, double q) {
  const bool detected = effect.resolved() && q <= kLevel;
  std::string text = (detected ? "" : "~ ") + percent(effect.estimate) + " %";
  TableCell cell;
  cell.figures = {{"percent", 100 * std::expm1(effect.estimate)}, {"p", effect.p}, {"q", q}};
  if (effect.interval) {
    const auto [low, high] = *effect.interval;
    text += " [" + percent(low) + ", " + percent(high) + "]";
    cell.figures.emplace_back("low", 100 * std::expm1(low));
    cell.figures.emplace_back("high", 100 * std::expm1(high));
  } else {
    text += ", " + too_few_rounds(effect.n, fewest_blocks());
  }
  cell.figures.emplace_back("detected", detected ? 1 : 0);
  cell.text = std::move(text);
  return cell;
}

using Rounds = std::vector<double>;  // one value each

Rounds mean_of(const std::vector<Rounds>& of_allocators) {
  Rounds mean(of_allocators.front().size(), 0);
  for (const Rounds& rounds : of_allocators) {
    for (size_t i = 0; i < mean.size(); ++i)
      mean[i] += rounds[i] / static_cast<double>(of_allocators.size());
  }
  return mean;
}

Rounds less(Rounds rounds, const Rounds& reference) {
  for (size_t i = 0; i < rounds.size(); ++i) rounds[i] -= reference[i];
  return rounds;
}

// A table whose cells are judged together.
class EffectTable {
 public:
  explicit EffectTable(std::string title)
      : table_{std::move(title),
               {{"scenario", Align::kLeft},
                {"phase", Align::kLeft},
                {"effect", Align::kLeft},
                {"rounds"}},
               {},
               {}} {}

  // The cells by column: a column that is new stands behind the others.
  void add_row(const TimedPhase& phase, std::string effect,
               const std::vector<std::pair<std::string, Rounds>>& cells) {
    const size_t row = table_.rows.size();
    table_.rows.push_back({phase.scenario, phase.phase, std::move(effect),
                           count_cell(phase.logarithms.front().size())});
    for (const auto& [column, rounds] : cells)
      effects_.push_back({row, place_of(column), signed_rank(rounds)});
  }

  Table finish() && {
    std::vector<double> p;
    for (const Placed& placed : effects_) p.push_back(placed.effect.p);
    const std::vector<double> q = benjamini_hochberg(p);
    for (auto& row : table_.rows) row.resize(table_.columns.size(), "-");
    for (size_t i = 0; i < effects_.size(); ++i) {
      const Placed& placed = effects_[i];
      table_.rows[placed.row][placed.column] = effect_cell(placed.effect, q[i]);
    }
    add_notes();
    return std::move(table_);
  }

 private:
  struct Placed {
    size_t row, column;
    SignedRank effect;
  };

  // The smallest p is 2 / 2^rounds, and an effect that is alone is held to the level by their
  // number.
  void add_notes() {
    const std::string all = std::to_string(effects_.size());
    table_.notes.push_back(
        "detected: the interval excludes 0, and Benjamini and Hochberg keep it at 5 % "
        "among the " +
        all + " of this table");
    int fewest = effects_.front().effect.n;
    for (const Placed& placed : effects_) fewest = std::min(fewest, placed.effect.n);
    const int needed = fewest_blocks(kLevel / static_cast<double>(effects_.size()));
    if (fewest < needed) {
      table_.notes.push_back("in " + std::to_string(fewest) +
                             " rounds an effect that is alone among " + all +
                             " cannot be detected, in " + std::to_string(needed) + " it can");
    }
  }

  size_t place_of(const std::string& name) {
    for (size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.columns[i].name == name) return i;
    }
    table_.columns.push_back({name});
    return table_.columns.size() - 1;
  }

  Table table_;
  std::vector<Placed> effects_;
};

std::string title_of(const char* what, const Metric& metric) {
  return std::string(what) + std::string(metric.name) + " (timed: [95 % interval], ~ not detected)";
}

Table effects_table(const std::vector<TimedPhase>& phases, const Design& design,
                    const std::vector<Factor>& factors, const Metric& metric) {
  EffectTable table(title_of("What each of them does to ", metric));
  for (const TimedPhase& phase : phases) {
    for (const Set effect : effects_of(design)) {
      std::vector<std::pair<std::string, Rounds>> cells;
      std::vector<Rounds> all;
      for (size_t i = 0; i < phase.allocators.size(); ++i) {
        all.push_back(phase.contrasts(design, effect, i));
        cells.emplace_back(phase.allocators[i], all.back());
      }
      if (all.size() > 1) cells.emplace(cells.begin(), "on average", mean_of(all));
      table.add_row(phase, name_of_effect(effect, factors), cells);
    }
  }
  return std::move(table).finish();
}

// How much larger the effect is under another allocator than under the first.
Table differences_table(const std::vector<TimedPhase>& phases, const Design& design,
                        const std::vector<Factor>& factors, const Metric& metric) {
  EffectTable table(title_of("How allocators change what they do to ", metric));
  for (const TimedPhase& phase : phases) {
    for (const Set effect : effects_of(design)) {
      const Rounds reference = phase.contrasts(design, effect, 0);
      std::vector<std::pair<std::string, Rounds>> cells;
      for (size_t i = 1; i < phase.allocators.size(); ++i)
        cells.emplace_back(phase.allocators[i] + " against " + phase.allocators[0],
                           less(phase.contrasts(design, effect, i), reference));
      table.add_row(phase, name_of_effect(effect, factors), cells);
    }
  }
  return std::move(table).finish();
}

// Of a fraction: what else each row may be.
Table alias_table(const Design& design, const std::vector<Factor>& factors) {
  Table table{"What a row cannot be told from (" + std::to_string(design.runs().size()) + " of " +
                  std::to_string(size_t{1} << design.toggles()) + " sets, resolution IV)",
              {{"effect", Align::kLeft}, {"may as well be", Align::kLeft}},
              {},
              {}};
  for (const Set effect : effects_of(design)) {
    std::vector<std::string> names;
    for (const Set alias : design.aliases(effect, size_of(effect) == 1 ? 3 : 2))
      names.push_back(name_of_effect(alias, factors));
    if (!names.empty()) table.rows.push_back({name_of_effect(effect, factors), join(names, ", ")});
  }
  table.notes.push_back(
      "toggles are clear of pairs; which pair of a chain it is, the counts of every set say "
      "(attribute without --rounds), or the pair's four sets alone (--toggles A,B)");
  return table;
}

}  // namespace

std::vector<Table> time_tables(const std::vector<Record>& records,
                               const TimeTableOptions& options) {
  const std::vector<Factor> factors = factors_in(records, options.toggles);
  check_screened(factors);
  const Design design = Design::of_16_runs(static_cast<int>(factors.size()));
  std::vector<Table> tables;
  for (const std::string& name : options.metrics) {
    const Metric& metric = find_metric(name);
    const std::vector<TimedPhase> phases =
        timed_phases(records, factors, metric, options.allocators);
    tables.push_back(effects_table(phases, design, factors, metric));
    std::vector<std::string>& notes = tables.back().notes;
    for (std::string& note : control_notes({control_of(records, metric)}))
      notes.push_back(std::move(note));
    if (phases.front().allocators.size() > 1)
      tables.push_back(differences_table(phases, design, factors, metric));
  }
  if (!design.is_full()) tables.push_back(alias_table(design, factors));
  return tables;
}

}  // namespace heapdyno

#include "harness/attribute/count_tables.h"

#include <algorithm>

#include "harness/attribute/counted_phases.h"
#include "harness/attribute/full_factorial.h"
#include "harness/attribute/interactions.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

// "1.234 (20.1 %)": with its part of a whole that is not 0.
TableCell part_cell(double value, double whole) {
  TableCell cell = number_cell(value);
  if (whole == 0) return cell;
  const double percent = 100 * value / whole;
  cell.text += " (" + fixed(percent, 1) + " %)";
  cell.figures.emplace_back("percent", percent);
  return cell;
}

std::vector<Column> columns_of_phases(const std::vector<Column>& others) {
  std::vector<Column> columns = {{"scenario", Align::kLeft}, {"phase", Align::kLeft}};
  columns.insert(columns.end(), others.begin(), others.end());
  return columns;
}

void add_note(Table& table, const std::string& note) {
  if (std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end())
    table.notes.push_back(note);
}

void add_notes_of_counts(Table& table, const std::vector<PhaseOfSets>& phases) {
  for (const PhaseOfSets& phase : phases) {
    const std::string where = phase.scenario + ", " + phase.phase + ": ";
    if (!phase.equal_under.empty())
      add_note(table, "counted under " + phase.alloc + "; where " + join(phase.equal_under, ", ") +
                          " counted too, the same");
    if (!phase.other_under.empty())
      add_note(table, where + "not the same under " + join(phase.other_under, ", "));
    if (phase.moves) add_note(table, where + "counts may move from trial to trial");
  }
}

double sum_of_first_in(const FullFactorial& matrix) {
  int64_t sum = 0;
  for (int toggle = 0; toggle < matrix.toggles(); ++toggle) sum += matrix.first_in(toggle);
  return static_cast<double>(sum);
}

Table together_table(const std::vector<PhaseOfSets>& phases, const Measure& measure) {
  Table table{"What all of them save together: " + measure.name + " (counted, exact)",
              columns_of_phases({{"baseline"},
                                 {"all of them"},
                                 {"total saved"},
                                 {"sum of first-in"},
                                 {"interaction gap"}}),
              {},
              {}};
  for (const PhaseOfSets& phase : phases) {
    const FullFactorial matrix(phase.counts);
    const double baseline = static_cast<double>(matrix.count(0)) / phase.unit;
    const double total = static_cast<double>(matrix.total()) / phase.unit;
    const double apart = sum_of_first_in(matrix) / phase.unit;
    table.rows.push_back({phase.scenario, phase.phase, number_cell(baseline),
                          number_cell(baseline - total), part_cell(total, baseline),
                          part_cell(apart, total), part_cell(total - apart, total)});
  }
  table.notes.push_back(
      "per cent: the total saved of the baseline, the others of the total saved; gap: the total "
      "less the sum");
  add_notes_of_counts(table, phases);
  return table;
}

Table each_table(const std::vector<PhaseOfSets>& phases, const std::vector<Factor>& factors,
                 const Measure& measure) {
  Table table{
      "What each of them saves: " + measure.name + " (counted, exact)",
      columns_of_phases(
          {{"toggle", Align::kLeft}, {"first-in"}, {"Shapley"}, {"last-in"}, {"main effect"}}),
      {},
      {"first-in: the toggle alone; last-in: where all others are on; per cent: of the total",
       "Shapley: on average over all orders of switching them on; adds up to the total",
       "main effect: on average over all sets of the others"}};
  for (const PhaseOfSets& phase : phases) {
    const FullFactorial matrix(phase.counts);
    const double total = static_cast<double>(matrix.total()) / phase.unit;
    for (int toggle = 0; toggle < matrix.toggles(); ++toggle) {
      const double shapley = static_cast<double>(matrix.shapley_parts(toggle)) / kShapleyParts;
      std::vector<TableCell>& row = table.rows.emplace_back(std::vector<TableCell>{
          phase.scenario, phase.phase, factors[static_cast<size_t>(toggle)].name});
      for (const double saved :
           {static_cast<double>(matrix.first_in(toggle)), shapley,
            static_cast<double>(matrix.last_in(toggle)), matrix.effect(only(toggle))})
        row.push_back(part_cell(saved / phase.unit, total));
    }
  }
  return table;
}

// Of a fraction.
Table main_effects_table(const std::vector<PhaseOfSets>& phases, const Design& design,
                         const std::vector<Factor>& factors, const Measure& measure) {
  Table table{"What each of them saves: " + measure.name + " (counted, exact)",
              columns_of_phases({{"toggle", Align::kLeft}, {"main effect"}}),
              {},
              {}};
  for (const PhaseOfSets& phase : phases) {
    const std::vector<double> saved = phase.saved();
    for (int toggle = 0; toggle < design.toggles(); ++toggle) {
      table.rows.push_back({phase.scenario, phase.phase, factors[static_cast<size_t>(toggle)].name,
                            number_cell(design.contrast(only(toggle), saved))});
    }
  }
  table.notes.push_back("from " + std::to_string(design.runs().size()) + " of " +
                        std::to_string(size_t{1} << design.toggles()) +
                        " sets: toggles and pairs are clear of each other, not of larger groups");
  table.notes.push_back("Shapley shares need every set, and so at most " +
                        std::to_string(kMostFactorialToggles) + " toggles");
  add_notes_of_counts(table, phases);
  return table;
}

}  // namespace

std::vector<Table> count_tables(const std::vector<Record>& records,
                                const CountTableOptions& options) {
  const std::vector<Factor> factors = factors_in(records, options.toggles);
  const Design design = counting_design(factors);
  std::vector<Table> tables;
  for (const std::string& metric : options.metrics) {
    const Measure measure = find_measure(metric);
    const std::vector<PhaseOfSets> phases =
        counted_phases(records, factors, measure, options.alloc);
    if (design.is_full()) {
      tables.push_back(together_table(phases, measure));
      tables.push_back(each_table(phases, factors, measure));
    } else {
      tables.push_back(main_effects_table(phases, design, factors, measure));
    }
    tables.push_back(interactions_table(phases, design, factors, measure, options.interactions));
  }
  return tables;
}

}  // namespace heapdyno

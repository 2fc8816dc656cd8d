#include "harness/attribute/interactions.h"

#include <algorithm>
#include <cmath>

#include "harness/attribute/full_factorial.h"

namespace heapdyno {
namespace {

constexpr int kFew = 5;
constexpr double kLeastPart = 0.01;  // of the baseline's count

struct Interaction {
  Set set;
  double saved;   // beyond what smaller groups save; of a fraction: where the others are on
  double effect;  // as a design has it
};

std::vector<Interaction> of_full_factorial(const PhaseOfSets& phase) {
  const FullFactorial matrix(phase.counts);
  std::vector<Interaction> all;
  for (Set set = 1; set <= all_of(matrix.toggles()); ++set) {
    if (size_of(set) > 1)
      all.push_back({set, static_cast<double>(matrix.dividend(set)) / phase.unit,
                     matrix.effect(set) / phase.unit});
  }
  return all;
}

std::vector<Interaction> of_fraction(const PhaseOfSets& phase, const Design& design) {
  const std::vector<double> saved = phase.saved();
  std::vector<Interaction> all;
  for (const Set pair : sets_of_size(2, design.toggles())) {
    const double effect = design.contrast(pair, saved);
    all.push_back({pair, 2 * effect, effect});
  }
  return all;
}

std::vector<Interaction> largest(const PhaseOfSets& phase, const Design& design, int most) {
  std::vector<Interaction> all =
      design.is_full() ? of_full_factorial(phase) : of_fraction(phase, design);
  const double baseline = static_cast<double>(phase.counts[0]) / phase.unit;
  const double least = most == 0 ? kLeastPart * baseline : 0;
  std::erase_if(all, [&](const Interaction& interaction) {
    return interaction.saved == 0 || std::abs(interaction.saved) < least;
  });
  std::stable_sort(all.begin(), all.end(), [](const Interaction& a, const Interaction& b) {
    return std::abs(a.saved) > std::abs(b.saved);
  });
  const size_t kept = static_cast<size_t>(most == 0 ? kFew : most);
  if (all.size() > kept) all.resize(kept);
  return all;
}

std::string in_words(const Interaction& interaction, const Design& design, const Measure& measure) {
  const bool less = interaction.saved < 0;
  const std::string how_much =
      figure(std::abs(interaction.saved)) + " " + measure.name + (less ? " less" : " more");
  if (!design.is_full())
    return std::string(less ? "overlap" : "help each other") + ": the one saves " + how_much +
           " where the other is on";
  if (size_of(interaction.set) > 2)
    return "together they save " + how_much + " than the smaller groups of them explain";
  return std::string(less ? "overlap" : "help each other") + ": together they save " + how_much +
         " than apart";
}

}  // namespace

Table interactions_table(const std::vector<PhaseOfSets>& phases, const Design& design,
                         const std::vector<Factor>& factors, const Measure& measure, int most) {
  Table table{"The largest interactions: " + measure.name + " (counted, exact)",
              {{"scenario", Align::kLeft},
               {"phase", Align::kLeft},
               {"toggles", Align::kLeft},
               {design.is_full() ? "dividend" : "change"},
               {"effect"},
               {"in words", Align::kLeft}},
              {},
              {}};
  for (const PhaseOfSets& phase : phases) {
    for (const Interaction& interaction : largest(phase, design, most)) {
      table.rows.push_back({phase.scenario, phase.phase, name_of(interaction.set, factors),
                            number_cell(interaction.saved), number_cell(interaction.effect),
                            in_words(interaction, design, measure)});
    }
  }
  if (design.is_full())
    table.notes.push_back("dividend: what the group saves beyond the smaller groups within it");
  table.notes.push_back(
      "effect: half of what the one changes in what the other saves, on average over all sets");
  return table;
}

}  // namespace heapdyno

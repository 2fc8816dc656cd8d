// What each toggle is worth, by the counts of every set of them: the tables of `attribute`.
#include <algorithm>
#include <cmath>

#include "harness/attribute/count_tables.h"
#include "harness/attribute/factors.h"
#include "harness/attribute/time_tables.h"
#include "harness/base/error.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr int kInteractions = 12;  // of each phase

// Without titles, which the section has.
Table untitled(Table table) {
  table.title.clear();
  return table;
}

// Nothing where sets are missing.
std::vector<Table> tables_of_sets(const std::vector<Record>& records) {
  try {
    return count_tables(records, {"", {"allocs/op"}, "", kInteractions});
  } catch (const Error&) {
    return {};
  }
}

std::vector<Table> tables_of_times(const std::vector<Record>& records) {
  try {
    return time_tables(records, {"", {"ns/op"}, {}});
  } catch (const Error&) {
    return {};
  }
}

constexpr size_t kPlaces = 4;     // columns: scenario, phase, effect, rounds
constexpr size_t kMostNamed = 8;  // effects

// A row for each allocator, which the table of `attribute` has side by side.
Table by_allocator(const Table& effects) {
  Table table{"", {}, {}, effects.notes};
  table.columns.assign(effects.columns.begin(), effects.columns.begin() + kPlaces);
  table.columns.insert(table.columns.end(), {{"alloc", Align::kLeft}, {"change", Align::kLeft}});
  for (size_t column = kPlaces; column < effects.columns.size(); ++column) {
    for (const std::vector<TableCell>& row : effects.rows) {
      std::vector<TableCell> melted(row.begin(), row.begin() + kPlaces);
      melted.emplace_back(effects.columns[column].name);
      melted.push_back(row[column]);
      table.rows.push_back(std::move(melted));
    }
  }
  return table;
}

double figure_named(const TableCell& cell, const std::string& name) {
  for (const auto& [known, value] : cell.figures) {
    if (known == name) return value;
  }
  return 0;
}

// The largest of those that are detected, in the first column: on average over the allocators, or
// under the only one.
Statement detected_effects(const Table& effects) {
  std::vector<const std::vector<TableCell>*> detected;
  for (const std::vector<TableCell>& row : effects.rows) {
    if (figure_named(row[kPlaces], "detected") > 0) detected.push_back(&row);
  }
  if (detected.empty()) return {"No effect on time was detected."};
  std::stable_sort(detected.begin(), detected.end(), [](const auto* a, const auto* b) {
    return std::abs(figure_named((*a)[kPlaces], "percent")) >
           std::abs(figure_named((*b)[kPlaces], "percent"));
  });
  const std::string& column = effects.columns[kPlaces].name;
  const std::string where =
      column == "on average" ? "on average over the allocators" : "under " + column;
  Statement statement{"Time for an operation, " + where + ", where a change was detected:"};
  for (const std::vector<TableCell>* row : detected) {
    if (statement.items.size() == kMostNamed) break;
    statement.items.push_back((*row)[2].text + " in " + (*row)[0].text + ": " +
                              (*row)[kPlaces].text);
  }
  if (detected.size() > kMostNamed)
    statement.items.push_back(std::to_string(detected.size() - kMostNamed) + " more stand below");
  return statement;
}

// A stacked bar has its toggles in the order of the table.
Table with_order(Table table) {
  table.columns.push_back({"order"});
  std::map<std::string, double> orders;
  for (std::vector<TableCell>& row : table.rows) {
    const auto order = orders.try_emplace(row[2].text, static_cast<double>(orders.size())).first;
    row.push_back(number_cell(order->second));
  }
  return table;
}

// "81.1 % in fill-random, fill"
std::vector<std::string> together_texts(const Table& together) {
  std::vector<std::string> texts;
  for (const std::vector<TableCell>& row : together.rows) {
    for (const auto& [name, percent] : row[4].figures) {
      if (name == "percent")
        texts.push_back(fixed(percent, 1) + " % in " + row[0].text + ", " + row[1].text);
    }
  }
  return texts;
}

ReportSection shares_section(const Table& together, const Table& each) {
  return {
      "shares",
      "Who saves what share",
      {"Optimizations overlap: what one saves depends on which others are on. A Shapley share is "
       "what one saves on average over all orders of switching them on, so the shares of a row add "
       "up to all that is saved there."},
      "shares",
      untitled(with_order(each)),
      {},
      {{"metric", "allocs/op"}},
      {"All optimizations together save, of the allocations for each operation:",
       together_texts(together)}};
}

ReportSection effects_section(const Table& each) {
  return {"effects",
          "Alone, on average, and where all others are on",
          {"Far apart marks are a sign of overlap: alone the optimization saves much, beside the "
           "others "
           "little, because they save the same allocations."},
          "effects",
          untitled(each),
          {},
          {{"metric", "allocs/op"}}};
}

ReportSection interactions_section(const Table& interactions) {
  return {
      "interactions",
      "What groups of optimizations do to each other",
      {"To the left: together they save less than apart, because they overlap. To the right: they "
       "help each other."},
      "interactions",
      untitled(interactions),
      {"scenario", "phase"},
      {{"metric", "allocs/op"}}};
}

}  // namespace

std::string attributed_toggles(const Gathered& gathered) {
  try {
    const std::vector<Factor> factors = factors_in(gathered.records(), "");
    return factors.size() < 2 ? "" : text_of(factors);
  } catch (const Error&) {  // none is on, or one is on in several ways
    return "";
  }
}

std::vector<ReportSection> attribution_sections(const Gathered& gathered) {
  if (gathered.values("in").size() > 1) return {};  // sets of two runs are no design
  if (attributed_toggles(gathered).empty()) return {};
  const std::vector<Table> tables = tables_of_sets(gathered.records());
  std::vector<ReportSection> sections;
  if (tables.size() == 3) {  // of a full factorial
    sections = {shares_section(tables[0], tables[1]), effects_section(tables[1]),
                interactions_section(tables[2])};
  }
  if (MaybeSection times = time_effects_section(gathered)) sections.push_back(std::move(*times));
  return sections;
}

MaybeSection time_effects_section(const Gathered& gathered) {
  if (!gathered.has_all()) return std::nullopt;
  const std::vector<Table> tables = tables_of_times(gathered.records());
  if (tables.empty()) return std::nullopt;
  return ReportSection{"time-effects",
                       "What each optimization does to time",
                       {"Per cent of the time for an operation that an optimization, or two "
                        "together beyond what they do "
                        "apart, adds (right) or takes away (left), on average over the sets of the "
                        "others. The line is "
                        "the 95 % interval; what is grey was not detected among so many effects."},
                       "timeEffects",
                       by_allocator(tables.front()),
                       {"alloc"},
                       {{"metric", "ns/op"}},
                       detected_effects(tables.front())};
}

}  // namespace heapdyno

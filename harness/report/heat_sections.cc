// Scenarios by configurations: what was measured, and how that is against the reference.
#include <algorithm>
#include <optional>
#include <set>

#include "harness/report/place_columns.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr size_t kMostVariants = 16;  // a map with more shows those with a name

// One measured cell.
struct HeatFigure {
  ReportCell cell;
  double value = 0;
  std::string text;
  std::optional<int> rounds = std::nullopt;  // of a noisy one

  // Of what has no interval yet a ratio may be noise alone.
  bool has_too_few_rounds() const { return rounds && *rounds < fewest_blocks(); }
};

struct HeatMap {
  std::vector<HeatFigure> figures;
  ShowAllocators allocators = ShowAllocators::kYes;
  size_t sets = 0;  // of toggles, that are not shown
};

std::vector<HeatFigure> counted_figures(const Gathered& gathered, const Metric& metric) {
  std::vector<HeatFigure> figures;
  for (const auto& [cell, samples] : gathered.samples(metric.mode)) {
    if (const std::optional<ExactValue> value = exact_value(samples, metric))
      figures.push_back({cell, value->low, text_of(*value)});
  }
  return figures;
}

std::vector<HeatFigure> timed_figures(const Gathered& gathered, const Metric& metric) {
  std::vector<HeatFigure> figures;
  for (const auto& [cell, measured] : gathered.noisy()) {
    const auto side = measured.sides.find(&metric);
    if (side == measured.sides.end()) continue;
    if (const std::optional<double> value = typical(side->second))
      figures.push_back(
          {cell, *value, figure(*value), static_cast<int>(side->second.blocks().size())});
  }
  return figures;
}

// What is the same under every allocator stands once.
void merge_allocators(HeatMap& map) {
  std::vector<HeatFigure> merged;
  for (const HeatFigure& figure : map.figures) {
    ReportCell cell = figure.cell;
    cell.alloc.clear();
    const bool is_other = merged.empty() || !(merged.back().cell == cell);
    if (is_other) {
      merged.push_back({cell, figure.value, figure.text});
    } else if (merged.back().text != figure.text) {
      return;
    }
  }
  map.figures = std::move(merged);
  map.allocators = ShowAllocators::kNo;
}

void keep_plain_variants(HeatMap& map) {
  std::set<std::string> variants;
  for (const HeatFigure& figure : map.figures) variants.insert(figure.cell.variant.text);
  if (variants.size() <= kMostVariants) return;
  map.sets = static_cast<size_t>(std::count_if(variants.begin(), variants.end(),
                                               [](const auto& v) { return !is_plain_variant(v); }));
  std::erase_if(map.figures, [](const HeatFigure& figure) {
    return !is_plain_variant(figure.cell.variant.text);
  });
}

// Absent where nothing was measured.
std::optional<HeatMap> heat_map(std::vector<HeatFigure> figures) {
  if (figures.empty()) return std::nullopt;
  HeatMap map{std::move(figures)};
  keep_plain_variants(map);
  return map;
}

// The first configuration of all is what others are held against.
ReportCell heat_reference(const HeatMap& map) {
  const auto rank = [](const HeatFigure& figure) {
    ReportCell rank = figure.cell;
    rank.scenario = {};
    rank.place = 0;
    return rank;
  };
  return std::min_element(
             map.figures.begin(), map.figures.end(),
             [&](const HeatFigure& a, const HeatFigure& b) { return rank(a) < rank(b); })
      ->cell;
}

// The same place on that configuration.
ReportCell moved_to(ReportCell cell, const ReportCell& reference) {
  cell.input = reference.input;
  cell.in = reference.in;
  cell.store = reference.store;
  cell.variant = reference.variant;
  cell.alloc = reference.alloc;
  return cell;
}

std::string reference_name(const ReportCell& cell) {
  return cell.configuration() + (cell.alloc.empty() ? "" : " under " + cell.alloc);
}

TableCell ratio_cell(const HeatFigure& figure, const HeatFigure* reference) {
  if (reference == nullptr || reference->value <= 0) return "";
  const double ratio = figure.value / reference->value;
  TableCell cell = figure_cell(fixed(ratio, 3), ratio);
  if (figure.has_too_few_rounds() || reference->has_too_few_rounds())
    cell.words = {{"rounds", "too few"}};
  return cell;
}

TableCell value_cell(const HeatFigure& figure) { return figure_cell(figure.text, figure.value); }

Table heat_table(const HeatMap& map, const Metric& metric) {
  std::vector<ReportCell> cells;
  std::map<ReportCell, const HeatFigure*> by_cell;
  for (const HeatFigure& figure : map.figures) {
    cells.push_back(figure.cell);
    by_cell[figure.cell] = &figure;
  }
  const PlaceColumns places(cells, map.allocators);
  Table table{"", places.columns(), {}, {}};
  const ReportCell reference = heat_reference(map);
  table.columns.insert(table.columns.end(), {{"metric", Align::kLeft}, {"value"}, {"ratio"}});
  for (const HeatFigure& figure : map.figures) {
    const auto found = by_cell.find(moved_to(figure.cell, reference));
    std::vector<TableCell> row = places.row(figure.cell);
    row.insert(row.end(), {std::string(metric.name), value_cell(figure),
                           ratio_cell(figure, found == by_cell.end() ? nullptr : found->second)});
    table.rows.push_back(std::move(row));
  }
  table.notes.push_back("ratio: against " + reference_name(reference) + " in the same phase");
  return table;
}

std::vector<std::string> heat_text(const HeatMap& map, const std::string& first,
                                   const std::string& reference) {
  std::vector<std::string> text = {
      first, "Blue cells are less than " + reference + " in the same row, orange ones more."};
  if (std::any_of(map.figures.begin(), map.figures.end(),
                  [](const HeatFigure& figure) { return figure.has_too_few_rounds(); }))
    text.push_back("Cells of fewer than " + std::to_string(fewest_blocks()) +
                   " rounds are grey whatever their ratio: it may be noise alone.");
  if (map.sets > 0)
    text.push_back(
        thousands(map.sets) +
        " more sets of optimizations were counted. They are too many for this map, and what "
        "the other pictures are computed from.");
  return text;
}

ReportSection heat_section(const HeatMap& map, const Metric& metric, std::string id,
                           std::string heading, const std::string& first) {
  const std::string reference = reference_name(heat_reference(map));
  return {std::move(id),
          std::move(heading),
          heat_text(map, first, reference),
          "heat",
          heat_table(map, metric),
          {},
          {{"metric", std::string(metric.name)},
           {"unit", std::string(metric.unit)},
           {"reference", reference}}};
}

}  // namespace

bool is_plain_variant(const std::string& variant) {
  return variant.empty() || variant == "baseline" || variant == "all" || variant == "seed" ||
         variant.starts_with("only-");
}

MaybeSection allocation_section(const Gathered& gathered) {
  const Metric& metric = find_metric("allocs/op");
  std::optional<HeatMap> map = heat_map(counted_figures(gathered, metric));
  if (!map) return std::nullopt;
  merge_allocators(*map);
  std::string first =
      "How often the store asks the allocator for memory, for each operation and with everything "
      "that it causes later. Counted: a second run gives the same.";
  if (map->allocators == ShowAllocators::kNo && gathered.values("alloc").size() > 1)
    first += " It is the same under every allocator that was tried: " +
             listed(gathered.values("alloc"), 6) + ".";
  return heat_section(*map, metric, "allocations", "Allocations for each operation", first);
}

MaybeSection time_section(const Gathered& gathered) {
  const Metric& metric = find_metric("ns/op");
  const std::optional<HeatMap> map = heat_map(timed_figures(gathered, metric));
  if (!map) return std::nullopt;
  return heat_section(*map, metric, "time", "Time for each operation, ns",
                      "The median over the rounds of the best run of each, in nanoseconds. Whether "
                      "a difference is more than noise, the intervals below say.");
}

MaybeSection instruction_section(const Gathered& gathered) {
  const Metric& metric = find_metric("instructions/op");
  const std::optional<HeatMap> map = heat_map(counted_figures(gathered, metric));
  if (!map) return std::nullopt;
  return heat_section(*map, metric, "instructions", "Instructions for each operation",
                      "How many instructions an operation takes, the allocator's own among them, "
                      "counted under cachegrind. A second run gives nearly the same (" +
                          percent_text(metric.tolerance) +
                          "); how long they take, this does not say.");
}

}  // namespace heapdyno

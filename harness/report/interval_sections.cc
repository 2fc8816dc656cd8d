// Noisy comparisons with their intervals, and counted ones as what is left of the reference.
#include <algorithm>
#include <set>

#include "harness/report/place_columns.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr size_t kMostLines = 40;  // of one picture

struct IntervalRow {
  const Contrast* contrast = nullptr;
  const Metric* metric = nullptr;
  const NoisyLine* line = nullptr;
};

std::vector<IntervalRow> rows_of(const NoisyComparison& comparison) {
  std::vector<IntervalRow> rows;
  for (const NoisyContrast& line : comparison.lines)
    rows.push_back({&line.contrast, comparison.metric, &line.line});
  return rows;
}

TableCell margin_cell(const Metric& metric) {
  return figure_cell(share_text(margin_of(metric)), margin_of(metric));
}

Table interval_table(const std::vector<IntervalRow>& rows) {
  std::vector<ReportCell> cells;
  for (const IntervalRow& row : rows) cells.push_back(row.contrast->b);
  const PlaceColumns places(cells, ShowAllocators::kYes);
  Table table{"", {{"compared", Align::kLeft}, {"metric", Align::kLeft}}, {}, {}};
  for (const Column& column : places.columns()) table.columns.push_back(column);
  table.columns.insert(table.columns.end(),
                       {{"before"}, {"after"}, {"ratio", Align::kLeft}, {"margin"}});
  for (const IntervalRow& row : rows) {
    std::vector<TableCell>& line = table.rows.emplace_back(
        std::vector<TableCell>{row.contrast->name(), std::string(row.metric->name)});
    for (TableCell& cell : places.row(row.contrast->b)) line.push_back(std::move(cell));
    line.insert(line.end(), {number_cell(row.line->result->a), number_cell(row.line->result->b),
                             noisy_cell(*row.line), margin_cell(*row.metric)});
  }
  table.notes = {
      "before, after: medians over the rounds; ratio: Hodges-Lehmann estimate [interval by "
      "Wilcoxon's "
      "signed-rank test] and the verdict against the margin; ~ not detected, ? detected, but not "
      "kept "
      "among so many lines (Benjamini-Hochberg)"};
  return table;
}

const std::vector<std::string> kHowToRead = {
    "A mark is the estimated change, its line the interval that holds the true one in 95 of 100 "
    "such runs; the grey band is what is too small to matter. A line outside the band is an "
    "improvement "
    "or a regression, within it nothing that matters changed, and across its edge more rounds "
    "would have "
    "to tell."};

size_t most_lines(const ComparedCells& compared, const Metric* metric) {
  size_t lines = 0;
  for (const ComparedGroup& group : compared.groups) {
    for (const NoisyComparison& comparison : group.noisy)
      lines += comparison.metric == metric ? comparison.lines.size() : 0;
  }
  return lines;
}

}  // namespace

MaybeSection interval_section(const ComparedCells& compared) {
  std::vector<IntervalRow> rows;
  size_t most = 0;
  for (const Metric* const metric : Gathered::noisy_metrics()) {
    most = std::max(most, most_lines(compared, metric));
    for (const ComparedGroup& group : compared.groups) {
      for (const NoisyComparison& comparison : group.noisy) {
        if (comparison.metric != metric) continue;
        for (const IntervalRow& row : rows_of(comparison)) rows.push_back(row);
      }
    }
  }
  if (rows.empty()) return std::nullopt;
  ReportSection section{"intervals",
                        "Differences and how sure they are",
                        kHowToRead,
                        "intervals",
                        interval_table(rows),
                        {"metric"},
                        {}};
  if (most > kMostLines) section.pick.emplace_back("compared");
  return section;
}

MaybeSection intervals_of(const std::vector<const ComparedGroup*>& groups,
                          std::string_view metric) {
  std::vector<IntervalRow> rows;
  std::vector<std::string> names;
  for (const ComparedGroup* const group : groups) {
    const NoisyComparison* const comparison = group->of(metric);
    if (comparison == nullptr ||
        (!rows.empty() && rows.size() + comparison->lines.size() > kMostLines))
      continue;
    names.push_back(group->name);
    for (const IntervalRow& row : rows_of(*comparison)) rows.push_back(row);
  }
  if (rows.empty()) return std::nullopt;
  return ReportSection{"answer",
                       std::string(metric) + ": " + listed(names, 4),
                       kHowToRead,
                       "intervals",
                       interval_table(rows),
                       {},
                       {{"metric", std::string(metric)}}};
}

namespace {

// One line for each, or where every allocator has the same one for all of them.
struct CountedLines {
  std::vector<CountedContrast> lines;
  ShowAllocators allocators = ShowAllocators::kNo;
};

CountedLines merged_lines(const std::vector<CountedContrast>& lines) {
  CountedLines merged;
  std::map<ReportCell, CountedContrast> by_cell;
  for (const CountedContrast& line : lines) {
    ReportCell cell = line.contrast.b;
    cell.alloc.clear();
    const auto [found, is_new] = by_cell.try_emplace(cell, line);
    if (is_new) continue;
    const CountedContrast& other = found->second;
    if (text_of(other.a) != text_of(line.a) || text_of(other.b) != text_of(line.b))
      return {lines, ShowAllocators::kYes};
  }
  for (auto& [cell, line] : by_cell) merged.lines.push_back(std::move(line));
  return merged;
}

TableCell left_cell(const ExactValue& before, const ExactValue& after) {
  if (before.low <= 0) return "";
  return figure_cell(fixed(after.low / before.low, 3), after.low / before.low);
}

TableCell exact_figure(const ExactValue& value) { return figure_cell(text_of(value), value.low); }

Table left_table(const CountedLines& merged) {
  std::vector<ReportCell> cells;
  for (const CountedContrast& line : merged.lines) cells.push_back(line.contrast.b);
  const PlaceColumns places(cells, merged.allocators);
  Table table{"", places.columns(), {}, {}};
  table.columns.insert(table.columns.end(),
                       {{"metric", Align::kLeft}, {"before"}, {"value"}, {"ratio"}});
  for (const CountedContrast& line : merged.lines) {
    std::vector<TableCell>& row = table.rows.emplace_back(places.row(line.contrast.b));
    row.insert(row.end(), {"allocs/op", exact_figure(line.a), exact_figure(line.b),
                           left_cell(line.a, line.b)});
  }
  return table;
}

}  // namespace

ReportSection left_of(const ComparedGroup& group) {
  const std::string before = group.counted.front().contrast.before;
  return {
      "answer",
      "Allocations for each operation: " + group.name,
      {"The shorter a bar, the fewer allocations are left; at the dashed line there are as many as "
       "under " +
       before + ". Counted, so there is no noise in it."},
      "left",
      left_table(merged_lines(group.counted)),
      {},
      {{"metric", "allocs/op"}, {"reference", before}}};
}

}  // namespace heapdyno

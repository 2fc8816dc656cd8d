// Percentiles of latency, of all trials of a cell together.
#include <algorithm>

#include "harness/report/place_columns.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr double kPercentiles[] = {50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99};

TableCell percentile_cell(double percentile) {
  return figure_cell("p" + exact_number(percentile), percentile);
}

void add_percentiles(Table& table, const std::vector<TableCell>& place,
                     const LatencyHistogram& latencies) {
  for (const double percentile : kPercentiles) {
    const auto share = static_cast<uint64_t>(percentile * (kWhole / 100) + 0.5);
    const auto latency = latency_quantile(latencies, share);
    if (!latency) continue;
    std::vector<TableCell>& row = table.rows.emplace_back(place);
    row.insert(row.end(), {percentile_cell(percentile), number_cell(*latency)});
  }
}

}  // namespace

MaybeSection latency_section(const Gathered& gathered) {
  std::vector<ReportCell> cells;
  for (const auto& [cell, measured] : gathered.noisy()) {
    if (!measured.latencies.empty() && is_plain_variant(cell.variant.text)) cells.push_back(cell);
  }
  if (cells.empty()) return std::nullopt;
  const PlaceColumns places(cells, ShowAllocators::kYes);
  Table table{"", places.columns(), {}, {}};
  table.columns.insert(table.columns.end(),
                       {{"operation", Align::kLeft}, {"percentile"}, {"latency"}});
  for (const ReportCell& cell : cells) {
    for (const auto& [operation, latencies] : gathered.noisy().at(cell).latencies) {
      std::vector<TableCell> place = places.row(cell);
      place.emplace_back(operation);
      add_percentiles(table, place, latencies);
    }
  }
  if (table.rows.empty()) return std::nullopt;
  table.notes = {
      "latency: ns, of all trials together, by the midpoints of their buckets; left out "
      "where fewer than ten operations were slower"};
  return ReportSection{
      "latency",
      "Latency by percentile",
      {"p99 is the latency that 99 of 100 operations stay below. Of a closed loop it is "
       "the time of the call; with a load, in per cent, calls begin by a schedule and "
       "wait where the store is behind."},
      "latency",
      std::move(table),
      {"scenario"},
      {{"metric", "latency"}}};
}

}  // namespace heapdyno

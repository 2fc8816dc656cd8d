#include "harness/compare/prediction.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>

#include "harness/compare/noisy_table.h"

namespace heapdyno {
namespace {

// In nanoseconds for each operation.
struct Prediction {
  double allocations = 0;  // saved
  double pair_a = 0;       // the cost of an allocation and its free
  double pair_b = 0;
  double predicted = 0;
  double saved = 0;
  std::optional<Interval> interval;  // of what was saved
  double before = 0;                 // side a's time
};

// The median of what an allocation pair costs under one allocator.
std::optional<double> pair_cost(const std::vector<Sample>& samples, const std::string& allocator) {
  std::vector<double> costs;
  for (const Sample& sample : samples) {
    const std::optional<double>& cost = sample.record->allocation_pair_ns;
    if (cost && value_of(sample, "alloc") == allocator) costs.push_back(*cost);
  }
  return costs.empty() ? std::nullopt : std::optional<double>(median(std::move(costs)));
}

std::optional<Prediction> predict(const Pair& line) {
  const Metric& counted = find_metric("allocs/op");
  const auto allocations_a = exact_value(line.a, counted);
  const auto allocations_b = exact_value(line.b, counted);
  const auto time = noisy_line(line, find_metric("ns/op"));
  const std::vector<Sample> both = samples_in({line});
  const auto pair_a = pair_cost(both, value_of(line.a.front(), "alloc"));
  const auto pair_b = pair_cost(both, value_of(line.b.front(), "alloc"));
  if (!allocations_a || !allocations_b || !time || !pair_a || !pair_b) return std::nullopt;
  Prediction prediction;
  prediction.allocations = allocations_a->low - allocations_b->low;
  prediction.pair_a = *pair_a;
  prediction.pair_b = *pair_b;
  prediction.predicted = allocations_a->low * *pair_a - allocations_b->low * *pair_b;
  prediction.before = time->a;
  const auto saved_at = [&](double log_ratio) { return -time->a * std::expm1(log_ratio); };
  prediction.saved = saved_at(time->ratio.estimate);
  if (const auto& interval = time->ratio.interval)
    prediction.interval = Interval{saved_at(interval->high), saved_at(interval->low)};
  return prediction;
}

bool is_far_apart(const Prediction& prediction, double margin) {
  const double matters = margin * prediction.before;
  if (!prediction.interval ||
      std::max(std::abs(prediction.predicted), std::abs(prediction.saved)) < matters) {
    return false;
  }
  const auto [low, high] = std::minmax({prediction.predicted / 2, prediction.predicted * 2});
  return prediction.interval->high < low || prediction.interval->low > high;
}

TableCell pair_cell(const Prediction& prediction) {
  if (prediction.pair_a == prediction.pair_b) return number_cell(prediction.pair_a);
  return change_cell({"a", prediction.pair_a}, {"b", prediction.pair_b});
}

TableCell saved_cell(const Prediction& prediction) {
  TableCell cell = number_cell(prediction.saved);
  if (!prediction.interval) return cell;
  const auto [low, high] = *prediction.interval;
  cell.text += " [" + figure(low) + ", " + figure(high) + "]";
  cell.figures.emplace_back("low", low);
  cell.figures.emplace_back("high", high);
  return cell;
}

std::vector<TableCell> cells_of(const Prediction& prediction, double margin) {
  return {number_cell(prediction.allocations), pair_cell(prediction),
          number_cell(prediction.predicted), saved_cell(prediction),
          is_far_apart(prediction, margin) ? "more than 2 x apart" : ""};
}

}  // namespace

std::optional<Table> prediction_table(const std::vector<Pair>& lines,
                                      const CompareOptions& options) {
  std::vector<Pair> predicted;
  std::vector<std::vector<TableCell>> cells;
  for (const Pair& line : lines) {
    const std::optional<Prediction> prediction = predict(line);
    if (!prediction) continue;
    predicted.push_back(line);
    cells.push_back(cells_of(*prediction, options.margin_for(find_metric("ns/op"))));
  }
  if (predicted.empty()) return std::nullopt;
  Table table =
      start_table(rows_of(predicted, options), "What the saved allocations explain, " +
                                                   options.a.text() + " -> " + options.b.text());
  for (const char* column : {"allocs/op saved", "ns of a pair", "ns/op predicted", "ns/op saved"})
    table.columns.push_back({column});
  table.columns.push_back({"remark", Align::kLeft});
  for (size_t row = 0; row < cells.size(); ++row) {
    table.rows[row].insert(table.rows[row].end(), cells[row].begin(), cells[row].end());
  }
  return table;
}

}  // namespace heapdyno

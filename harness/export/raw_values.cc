#include "harness/export/raw_values.h"

#include "harness/export/exported.h"

namespace heapdyno {
namespace {

void add_rows(Table& table, const std::vector<std::string>& keys, const Sample& sample) {
  std::vector<TableCell> trial;
  for (const std::string& key : keys) trial.emplace_back(value_of(sample, key));
  trial.emplace_back(std::to_string(sample.record->block));
  trial.emplace_back(std::to_string(sample.record->place));
  for (const auto& [metric, value] : figures_of(sample)) {
    std::vector<TableCell> row = trial;
    row.emplace_back(std::string(metric->name));
    row.emplace_back(std::string(metric->unit));
    row.push_back(number_cell(value));
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

Table raw_values(const std::vector<Record>& records) {
  std::vector<std::string> keys = kKeys;
  keys.insert(keys.end(), {"layout", "plan"});
  Table table;
  for (const std::string& key : keys) table.columns.push_back({key});
  for (const char* column : {"block", "place", "metric", "unit", "value"})
    table.columns.push_back({column});
  for (const Sample& sample : samples_of(records)) add_rows(table, keys, sample);
  for (const Sample& sample : control_samples_of(records)) add_rows(table, keys, sample);
  return table;
}

}  // namespace heapdyno

#include "engine/memory/benchmark/table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace engine {
namespace {

using nlohmann::json;

// IDEA/CASE/KIND, and behind it what the library adds ("/real_time/threads:2").
Row parse_name(const std::string& name) {
  const size_t first = name.find('/');
  const size_t second = name.find('/', first + 1);
  if (second == std::string::npos) throw std::runtime_error("not IDEA/CASE/KIND: " + name);
  const size_t third = std::min(name.find('/', second + 1), name.size());
  return Row{name.substr(0, first),
             name.substr(first + 1, second - first - 1),
             name.substr(second + 1, third - second - 1),
             0,
             0,
             0};
}

// Of several repetitions the median is reported, of one the run itself.
bool is_result(const json& run) {
  if (run.at("run_type") == "aggregate") return run.at("aggregate_name") == "median";
  return run.value("repetitions", 1) == 1;
}

std::map<std::string, json> by_name(const std::string& text) {
  std::map<std::string, json> result;
  const json output = json::parse(text);
  for (const json& run : output.at("benchmarks")) {
    if (is_result(run)) result.emplace(run.at("run_name"), run);
  }
  return result;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
  return text;
}

using Cells = std::array<std::string, 7>;

std::string ratio_to(const Row& off, const Row& row) {
  return row.kind == "off" || off.nanoseconds == 0
             ? ""
             : number(row.nanoseconds / off.nanoseconds) + "x";
}

std::vector<Cells> cells_of(const std::vector<Row>& rows) {
  std::vector<Cells> result = {{"idea", "case", "kind", "ns", "of off", "allocs", "bytes"}};
  std::map<std::pair<std::string, std::string>, const Row*> offs;
  for (const Row& row : rows) {
    if (row.kind == "off") offs[{row.idea, row.name}] = &row;
  }
  for (const Row& row : rows) {
    const Row* off = offs[{row.idea, row.name}];
    result.push_back({row.idea, row.name, row.kind, number(row.nanoseconds),
                      off == nullptr ? "" : ratio_to(*off, row), number(row.allocations),
                      number(row.allocated_bytes)});
  }
  return result;
}

}  // namespace

std::vector<Row> merge(const std::string& timed, const std::string& counted) {
  const std::map<std::string, json> times = by_name(timed);
  const json counts = json::parse(counted);
  std::vector<Row> rows;
  std::vector<std::string> order;  // of the cases, as they first come
  for (const json& count : counts.at("benchmarks")) {
    const std::string name = count.at("run_name");
    const json& time = times.at(name);
    const double items = time.at("items");
    Row row = parse_name(name);
    row.nanoseconds = time.at(time.value("threads", 1) > 1 ? "real_time" : "cpu_time");
    row.nanoseconds /= items;
    row.allocations = count.at("allocs_per_iter").get<double>() / items;
    row.allocated_bytes = count.at("total_allocated_bytes").get<double>() / items;
    order.push_back(row.idea + "/" + row.name);
    rows.push_back(std::move(row));
  }
  // The kinds of a case side by side, whatever order they were added in.
  const auto place = [&order](const Row& row) {
    return std::find(order.begin(), order.end(), row.idea + "/" + row.name) - order.begin();
  };
  std::stable_sort(rows.begin(), rows.end(),
                   [&](const Row& a, const Row& b) { return place(a) < place(b); });
  return rows;
}

std::string to_table(const std::vector<Row>& rows) {
  const std::vector<Cells> table = cells_of(rows);
  std::array<size_t, 7> widths = {};
  for (const Cells& cells : table) {
    for (size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (const Cells& cells : table) {
    for (size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - cells[i].size(), ' ');
      text += i < 3 ? cells[i] + padding
                    : padding + cells[i];  // words to the left, numbers to the right
      text += i + 1 < cells.size() ? "  " : "\n";
    }
  }
  return text;
}

}  // namespace engine

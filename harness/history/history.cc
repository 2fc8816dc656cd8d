#include "harness/history/history.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/base/words.h"
#include "harness/history/change_points.h"

namespace heapdyno {
namespace {

std::string commit_of(const Record& record) {
  const std::string commit = value_of(record.keys, "commit");
  const bool is_dirty = value_of(record.keys, "dirty") == "yes";
  return commit.empty() || !is_dirty ? commit : commit + "+";
}

std::string configuration_at_load(const CellKeys& keys) {
  const std::string load = value_of(keys, "load");
  return configuration_of(keys) + (load.empty() ? "" : " at load " + load);
}

// Every change of a counted metric.
void find_counted_steps(HistoryLine& line, const std::vector<double>& tolerances) {
  if (line.points.empty()) return;
  double level = line.points.front().value;
  std::string text = line.points.front().text;
  for (size_t i = 1; i < line.points.size(); ++i) {
    const HistoryPoint& point = line.points[i];
    const bool is_same =
        tolerances[i] > 0 ? agree(level, point.value, tolerances[i]) : text == point.text;
    if (is_same) continue;
    line.steps.push_back({point.commit, level, point.value});
    level = point.value;
    text = point.text;
  }
}

double median_between(const std::vector<HistoryPoint>& points, size_t begin, size_t end) {
  std::vector<double> values;
  for (size_t i = begin; i < end; ++i) values.push_back(points[i].value);
  return median(std::move(values));
}

// Those that matter.
void find_noisy_steps(HistoryLine& line) {
  std::vector<double> logarithms;
  for (const HistoryPoint& point : line.points) logarithms.push_back(std::log(point.value));
  std::vector<size_t> bounds = change_points(logarithms);
  bounds.insert(bounds.begin(), 0);
  bounds.push_back(line.points.size());
  for (size_t i = 1; i + 1 < bounds.size(); ++i) {
    const double before = median_between(line.points, bounds[i - 1], bounds[i]);
    const double after = median_between(line.points, bounds[i], bounds[i + 1]);
    if (std::abs(after / before - 1) >= margin_of(*line.metric))
      line.steps.push_back({line.points[bounds[i]].commit, before, after});
  }
}

}  // namespace

void HistoryGatherer::add(Record record) {
  if (!record.ok()) return;
  const std::string commit = commit_of(record);
  if (commit.empty()) {
    ++without_commit_;
    return;
  }
  const auto first = first_times_.try_emplace(commit, record.time).first;
  first->second = std::min(first->second, record.time);
  hosts_.insert(value_of(record.keys, "host"));
  const std::vector<Record> one = {std::move(record)};
  for (const Sample& sample : samples_of(one)) {
    if (value_of(sample, "store") != "null") add_sample(sample, commit);
  }
}

HistoryGatherer::Place HistoryGatherer::place_of(const Sample& sample, const Metric& metric) const {
  return {value_of(sample, "scenario"),        value_of(sample, "phase"), &metric,
          configuration_at_load(*sample.keys), value_of(sample, "alloc"), value_of(sample, "host")};
}

HistoryGatherer::Place HistoryGatherer::reference_place(Place place) const {
  if (options_.against.names("variant") || options_.against.names("store"))
    place.configuration.clear();
  if (options_.against.names("alloc")) place.alloc.clear();
  return place;
}

void HistoryGatherer::add_sample(const Sample& sample, const std::string& commit) {
  for (const Metric* metric : options_.metrics) {
    if (value_of(sample, "mode") != name_of(metric->mode)) continue;
    const std::optional<double> value = metric->of(*sample.phase);
    if (!value) continue;
    const Place place = place_of(sample, *metric);
    if (is_counted(*metric)) {
      const double tolerance = tolerance_of(*metric, *sample.keys);
      Counted& counted =
          counted_[place].try_emplace(commit, Counted{*value, *value, tolerance}).first->second;
      counted.low = std::min(counted.low, *value);
      counted.high = std::max(counted.high, *value);
      continue;
    }
    noisy_[place].try_emplace(commit, *metric).first->second.add(sample);
    if (!options_.against.empty() && options_.against.matches(*sample.keys))
      references_[reference_place(place)].try_emplace(commit, *metric).first->second.add(sample);
  }
}

std::vector<HistoryCommit> HistoryGatherer::commits() const {
  std::vector<HistoryCommit> commits;
  for (const auto& [name, time] : first_times_) commits.push_back({name, time});
  std::stable_sort(commits.begin(), commits.end(),
                   [](const auto& a, const auto& b) { return a.time < b.time; });
  return commits;
}

std::vector<HistoryCommit> HistoryGatherer::sorted(const std::vector<std::string>& order) const {
  std::vector<HistoryCommit> commits = this->commits();
  const auto rank = [&](const HistoryCommit& commit) {
    return std::find(order.begin(), order.end(), commit.name) - order.begin();
  };
  std::stable_sort(commits.begin(), commits.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return commits;
}

HistoryLine HistoryGatherer::line_at(const Place& place) const {
  HistoryLine line;
  line.scenario = place.scenario;
  line.phase = place.phase;
  line.configuration = place.configuration;
  line.alloc = place.alloc;
  if (hosts_.size() > 1) line.host = place.host;
  line.metric = place.metric;
  return line;
}

HistoryLine HistoryGatherer::counted_line(const Place& place,
                                          const std::vector<HistoryCommit>& commits) const {
  HistoryLine line = line_at(place);
  const std::map<std::string, Counted>& by_commit = counted_.at(place);
  std::vector<double> tolerances;
  for (size_t i = 0; i < commits.size(); ++i) {
    const auto found = by_commit.find(commits[i].name);
    if (found == by_commit.end()) continue;
    const Counted& counted = found->second;
    line.points.push_back(
        {i, counted.low, text_of(ExactValue{counted.low, counted.high, counted.tolerance, false})});
    tolerances.push_back(counted.tolerance);
  }
  find_counted_steps(line, tolerances);
  return line;
}

std::optional<double> HistoryGatherer::noisy_value(const Place& place,
                                                   const std::string& commit) const {
  const std::map<std::string, NoisySide>& by_commit = noisy_.at(place);
  const auto side = by_commit.find(commit);
  if (side == by_commit.end()) return std::nullopt;
  if (options_.against.empty()) return typical(side->second);
  const auto references = references_.find(reference_place(place));
  if (references == references_.end() || !references->second.contains(commit)) return std::nullopt;
  const auto result = noisy_result(references->second.at(commit), side->second);
  return result ? std::optional(std::exp(result->ratio.estimate)) : std::nullopt;
}

HistoryLine HistoryGatherer::noisy_line(const Place& place,
                                        const std::vector<HistoryCommit>& commits) const {
  HistoryLine line = line_at(place);
  line.is_ratio = !options_.against.empty();
  for (size_t i = 0; i < commits.size(); ++i) {
    const std::optional<double> value = noisy_value(place, commits[i].name);
    if (value && *value > 0) line.points.push_back({i, *value, figure(*value)});
  }
  find_noisy_steps(line);
  return line;
}

std::vector<std::string> HistoryGatherer::notes() const {
  if (without_commit_ == 0) return {};
  if (without_commit_ == 1) return {"1 record does not say of which commit it is, and is left out"};
  return {thousands(without_commit_) +
          " records do not say of which commit they are, and are left out"};
}

History HistoryGatherer::history(const std::vector<std::string>& order) const {
  History history;
  history.commits = sorted(order);
  history.notes = notes();
  for (const auto& [place, by_commit] : counted_)
    history.lines.push_back(counted_line(place, history.commits));
  for (const auto& [place, by_commit] : noisy_)
    history.lines.push_back(noisy_line(place, history.commits));
  std::erase_if(history.lines, [](const HistoryLine& line) { return line.points.empty(); });
  std::stable_sort(history.lines.begin(), history.lines.end(), [](const auto& a, const auto& b) {
    return std::tie(a.scenario, a.phase) < std::tie(b.scenario, b.phase);
  });
  return history;
}

}  // namespace heapdyno

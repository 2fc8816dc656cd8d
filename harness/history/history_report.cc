#include "harness/history/history_report.h"

#include <algorithm>
#include <functional>
#include <map>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/history/change_points.h"

namespace heapdyno {
namespace {

struct PlacedStep {
  const HistoryLine* line = nullptr;
  const HistoryStep* step = nullptr;
};

std::vector<PlacedStep> steps_in_order(const History& history) {
  std::vector<PlacedStep> steps;
  for (const HistoryLine& line : history.lines) {
    for (const HistoryStep& step : line.steps) steps.push_back({&line, &step});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const PlacedStep& a, const PlacedStep& b) {
    return a.step->commit < b.step->commit;
  });
  return steps;
}

bool has_hosts(const History& history) {
  return std::any_of(history.lines.begin(), history.lines.end(),
                     [](const HistoryLine& line) { return !line.host.empty(); });
}

std::vector<Column> line_columns(bool with_hosts) {
  std::vector<Column> columns = {{"scenario", Align::kLeft},
                                 {"phase", Align::kLeft},
                                 {"variant", Align::kLeft},
                                 {"alloc", Align::kLeft}};
  if (with_hosts) columns.push_back({"host", Align::kLeft});
  return columns;
}

std::vector<TableCell> line_cells(const HistoryLine& line, bool with_hosts) {
  std::vector<TableCell> cells = {line.scenario, line.phase, line.configuration, line.alloc};
  if (with_hosts) cells.emplace_back(line.host);
  return cells;
}

std::string change_text(const HistoryStep& step) {
  if (step.before == 0) return "from nothing";
  return signed_fixed(100 * (step.after / step.before - 1), 1) + " %";
}

TableCell change_of(const HistoryStep& step) {
  TableCell cell(change_text(step));
  if (step.before != 0) cell.figures = {{"", step.after / step.before - 1}};
  return cell;
}

std::string ratio_note(const std::string& against) {
  return "noisy metrics are ratios over " + against + ", round by round";
}

size_t lines_where(const History& history, bool (*is_wanted)(const HistoryLine& line)) {
  return static_cast<size_t>(std::count_if(history.lines.begin(), history.lines.end(), is_wanted));
}

// Those that more than one commit has a figure of.
bool is_followed(const HistoryLine& line) { return line.points.size() > 1; }

std::vector<std::string> notes_of(const History& history, const std::string& against) {
  std::vector<std::string> notes = {
      "counted metrics: every change; noisy ones: change points of the medians, by energy "
      "distances at " +
      percent_text(kChangeLevel) + ", of segments of at least " + std::to_string(kLeastSegment) +
      " commits and at least the metric's margin"};
  if (!against.empty()) notes.push_back(ratio_note(against));
  const size_t short_lines = lines_where(history, [](const HistoryLine& line) {
    return !is_counted(*line.metric) && is_followed(line) && line.points.size() < kLeastValues;
  });
  if (short_lines > 0)
    notes.push_back(number_of(short_lines, "noisy figure") + " of fewer than " +
                    std::to_string(kLeastValues) + " commits: too few to find a step");
  notes.insert(notes.end(), history.notes.begin(), history.notes.end());
  return notes;
}

// "3 of 120 figures that several of the 40 commits have changed, in 5 steps."
std::string summary_of(const History& history) {
  const size_t commits = history.commits.size();
  const size_t followed = lines_where(history, is_followed);
  const std::string of_commits = "of the " + number_of(commits, "commit");
  if (followed == 0) return "No figure is there of more than one " + of_commits + ".";
  const std::string figures =
      number_of(followed, "figure") + " that several " + of_commits + " have";
  size_t steps = 0;
  for (const HistoryLine& line : history.lines) steps += line.steps.size();
  if (steps == 0) return "Nothing changed in " + figures + ".";
  const size_t changed =
      lines_where(history, [](const HistoryLine& line) { return !line.steps.empty(); });
  return thousands(changed) + " of " + figures + " changed, in " + number_of(steps, "step") + ".";
}

// The commits with steps, the latest first, and what they changed most.
Statement commits_statement(const History& history, const std::vector<PlacedStep>& in_order) {
  static constexpr size_t kMostCommits = 8;
  std::map<size_t, std::vector<PlacedStep>, std::greater<>> by_commit;
  for (const PlacedStep& step : in_order) by_commit[step.step->commit].push_back(step);
  Statement statement{"The commits with steps, the latest first:"};
  for (const auto& [commit, steps] : by_commit) {
    if (statement.items.size() == kMostCommits) {
      statement.items.push_back("and " + std::to_string(by_commit.size() - kMostCommits) +
                                " earlier ones");
      break;
    }
    const HistoryLine& line = *steps.front().line;
    statement.items.push_back(
        history.commits[commit].name + ": " + std::string(line.metric->name) + " of " +
        line.scenario + ", " + line.phase + ", " + line.configuration + " " +
        change_text(*steps.front().step) +
        (steps.size() == 1 ? "" : ", and " + number_of(steps.size() - 1, "more step")));
  }
  return statement;
}

const HistoryStep* step_at(const HistoryLine& line, size_t commit) {
  for (const HistoryStep& step : line.steps) {
    if (step.commit == commit) return &step;
  }
  return nullptr;
}

TableCell commit_cell(const History& history, size_t commit) {
  TableCell cell(history.commits[commit].name);
  cell.figures = {{"number", static_cast<double>(commit + 1)}};
  return cell;
}

TableCell point_cell(const HistoryPoint& point) { return figure_cell(point.text, point.value); }

Table values_table(const History& history, const Metric& metric) {
  const bool with_hosts = has_hosts(history);
  Table table{"", line_columns(with_hosts), {}, {}};
  table.columns.insert(table.columns.end(),
                       {{"commit", Align::kLeft}, {"value"}, {"step", Align::kLeft}});
  for (const HistoryLine& line : history.lines) {
    if (line.metric != &metric) continue;
    for (const HistoryPoint& point : line.points) {
      std::vector<TableCell> row = line_cells(line, with_hosts);
      const HistoryStep* step = step_at(line, point.commit);
      row.insert(row.end(), {commit_cell(history, point.commit), point_cell(point),
                             step == nullptr ? "" : change_text(*step)});
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

std::string unit_of(const Metric& metric, const std::string& against) {
  const bool says_unit = metric.name.starts_with(metric.unit);  // "ns/op"
  if (against.empty() || is_counted(metric))
    return std::string(metric.name) + (says_unit ? "" : ", " + std::string(metric.unit));
  return std::string(metric.name) + " over " + against;
}

// "history-allocs-op"
std::string id_of(const Metric& metric) {
  std::string id = "history-" + std::string(metric.name);
  std::replace_if(
      id.begin(), id.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '-');
  return id;
}

ReportSection section_of(const History& history, const Metric& metric, const std::string& against) {
  return {id_of(metric),
          unit_of(metric, against),
          {std::string(metric.what) + ". A dot with a ring is the first commit after a step."},
          "history",
          values_table(history, metric),
          {"scenario"},
          {{"metric", unit_of(metric, against)}}};
}

Table history_provenance(const History& history, size_t files) {
  Table table{"", {{"what", Align::kLeft}, {"value", Align::kLeft}}, {}, {}};
  table.rows = {
      {"first commit", history.commits.front().name + ", " + history.commits.front().time},
      {"last commit", history.commits.back().name + ", " + history.commits.back().time},
      {"commits", thousands(history.commits.size())},
      {"files", thousands(files)},
      {"heapdyno", HEAPDYNO_VERSION}};
  return table;
}

Table table_of(const History& history, const std::vector<PlacedStep>& in_order) {
  const bool with_hosts = has_hosts(history);
  Table table{"", {{"commit", Align::kLeft}}, {}, {}};
  for (const Column& column : line_columns(with_hosts)) table.columns.push_back(column);
  table.columns.insert(table.columns.end(),
                       {{"metric", Align::kLeft}, {"before"}, {"after"}, {"change"}});
  for (const auto& [line, step] : in_order) {
    std::vector<TableCell> row = {history.commits[step->commit].name};
    for (TableCell& cell : line_cells(*line, with_hosts)) row.push_back(std::move(cell));
    row.insert(row.end(), {std::string(line->metric->name), number_cell(step->before),
                           number_cell(step->after), change_of(*step)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Table steps_table(const History& history, const std::string& against) {
  Table table = table_of(history, steps_in_order(history));
  table.title = "Steps";
  table.notes = notes_of(history, against);
  table.notes.insert(table.notes.begin(), summary_of(history));
  return table;
}

ReportData history_report(const History& history, const std::string& against, size_t files) {
  if (history.lines.empty())
    throw usage_error(
        "none of these records has one of the metrics of a commit: --metric names others");
  ReportData report;
  report.question = "What changed over the commits?";
  report.answer = {{summary_of(history)}};
  const std::vector<PlacedStep> steps = steps_in_order(history);
  const Statement commits = commits_statement(history, steps);
  if (!commits.items.empty()) report.answer.push_back(commits);
  report.warnings = history.notes;
  report.made =
      "heapdyno " HEAPDYNO_VERSION ", records of " + number_of(history.commits.size(), "commit");
  std::vector<const Metric*> metrics;
  for (const HistoryLine& line : history.lines) {
    if (std::find(metrics.begin(), metrics.end(), line.metric) == metrics.end())
      metrics.push_back(line.metric);
  }
  for (const Metric* metric : metrics)
    report.sections.push_back(section_of(history, *metric, against));
  report.sections.push_back(
      {"steps", "Every step", notes_of(history, against), "", table_of(history, steps)});
  report.provenance = history_provenance(history, files);
  report.command = "heapdyno history FOLDER --page history.html";
  return report;
}

}  // namespace heapdyno

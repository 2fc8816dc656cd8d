#include "harness/bisect/commit_tables.h"

#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr size_t kMostOfSubject = 60;

TableCell seconds_cell(double seconds) { return figure_cell(fixed(seconds, 1), seconds); }

std::vector<TableCell> commit_cells(const GitCommit& commit) {
  return {commit.short_hash(), commit.date, shortened(commit.subject, kMostOfSubject)};
}

Table culprit_table(const CommitSearch& search, const std::string& what) {
  const ChangedRange& range = *search.range;
  const GitCommit& good = search.line[range.as_good];
  Table table{(range.is_one_commit() ? "The commit that first changed "
                                     : "One of these commits first changed ") +
                  what + ": before it " + good.short_hash(),
              {{"commit", Align::kLeft},
               {"date", Align::kLeft},
               {"subject", Align::kLeft},
               {"phase", Align::kLeft},
               {"count"}},
              {},
              {}};
  const auto add = [&](size_t commit, const std::string& phase, TableCell count) {
    std::vector<TableCell> row = commit_cells(search.line[commit]);
    row.push_back(phase);
    row.push_back(std::move(count));
    table.rows.push_back(std::move(row));
  };
  for (size_t commit = range.as_good + 1; commit < range.changed; ++commit)
    add(commit, "", "skipped");
  for (const ChangedCount& change : changed_counts(*search.step_of(range.as_good).count.counts,
                                                   *search.step_of(range.changed).count.counts))
    add(range.changed, change.phase,
        change_cell({"before", change.before}, {"after", change.after}));
  if (!range.is_one_commit())
    table.notes.push_back("those that were skipped cannot be told from the last one");
  return table;
}

std::string answer_text(StepAnswer answer) {
  switch (answer) {
    case StepAnswer::kAsGood:
      return "as good";
    case StepAnswer::kChanged:
      return "changed";
    case StepAnswer::kSkipped:
      return "skipped";
  }
  return "";
}

// The first step builds all that the commits share.
std::string times_note(const CommitSearch& search) {
  double others = 0;
  for (size_t i = 1; i < search.steps.size(); ++i) others += search.steps[i].seconds;
  const double steps = static_cast<double>(search.steps.size() - 1);
  return std::to_string(search.line.size() - 1) + " commits after the good one, " +
         std::to_string(search.steps.size()) + " steps of one build and one trial: the first " +
         fixed(search.steps.front().seconds, 1) + " s, the others " + fixed(others / steps, 1) +
         " s each";
}

Table steps_table(const CommitSearch& search) {
  Table table{"Steps",
              {{"step"},
               {"commit", Align::kLeft},
               {"date", Align::kLeft},
               {"subject", Align::kLeft},
               {"answer", Align::kLeft},
               {"counts", Align::kLeft},
               {"seconds"},
               {"counting"}},
              {},
              {}};
  for (const CommitStep& step : search.steps) {
    std::vector<TableCell> row = {count_cell(table.rows.size() + 1)};
    for (TableCell& cell : commit_cells(search.line[step.commit])) row.push_back(std::move(cell));
    row.push_back(answer_text(step.answer));
    row.push_back(step.count.counts ? text_of(*step.count.counts) : "-");
    row.push_back(seconds_cell(step.seconds));
    row.push_back(seconds_cell(step.count.counting_seconds));
    table.rows.push_back(std::move(row));
    if (!step.count.counts)
      table.notes.push_back(search.line[step.commit].short_hash() + " " + step.count.why_skipped);
  }
  table.notes.push_back(times_note(search));
  return table;
}

}  // namespace

std::vector<Table> tables_of(const CommitSearch& search, const std::string& what) {
  return {culprit_table(search, what), steps_table(search)};
}

}  // namespace heapdyno

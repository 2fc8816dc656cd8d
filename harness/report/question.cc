#include "harness/report/question.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr size_t kMostGroups = 6;    // of which one sentence speaks
constexpr size_t kFewestClaims = 8;  // that a run must test to be about them
constexpr double kLeastAllocations =
    0.01;  // for each operation: a ratio of next to nothing says nothing

// "2.4 times"
std::string times_text(double ratio) {
  return (ratio < 10 ? fixed(ratio, 1) : figure(std::round(ratio))) + " times";
}

// "83.3 % fewer", "2.4 times as many", "no change".
std::string change_in_words(double log_ratio, const std::string& less, const std::string& more,
                            const std::string& times) {
  if (log_ratio == 0) return "no change";
  const double ratio = std::exp(log_ratio);
  if (ratio >= 2) return times_text(ratio) + " " + times;
  return share_text(std::abs(ratio - 1)) + " " + (ratio < 1 ? less : more);
}

std::string allocations_in_words(double log_ratio) {
  return change_in_words(log_ratio, "fewer", "more", "as many");
}

double log_ratio_of(const CountedContrast& line) { return std::log(line.b.low / line.a.low); }

// The phase alone where all lines are of one scenario.
std::string place_of(const CountedContrast& line, const std::vector<CountedContrast>& among) {
  const ReportCell& cell = line.contrast.b;
  const auto is_there = [&](const CountedContrast& other) {
    return other.contrast.b.scenario.text == cell.scenario.text;
  };
  if (std::all_of(among.begin(), among.end(), is_there)) return cell.phase;
  return cell.scenario.text + (cell.phase == cell.scenario.text ? "" : " " + cell.phase);
}

// Names of variants that are words of a sentence otherwise.
std::string in_words(const std::string& name) {
  if (name == "all" || name == "seed") return "all optimizations";
  return name == "baseline" ? "the baseline" : name;
}

std::string after_of(const ComparedGroup& group) { return in_words(group.after); }

std::string before_of(const ComparedGroup& group) { return in_words(group.before); }

using Groups = std::vector<const ComparedGroup*>;

// Of phases in which both sides allocate, and the first more than next to nothing; one of each,
// where other allocators count the same.
std::vector<CountedContrast> with_ratio(const ComparedGroup& group) {
  std::map<ReportCell, CountedContrast> lines;
  for (const CountedContrast& line : group.counted) {
    if (line.b.low <= 0 || line.a.low < kLeastAllocations) continue;
    ReportCell cell = line.contrast.b;
    if (group.axis != Axis::kAllocator) cell.alloc.clear();
    lines.try_emplace(cell, line);
  }
  std::vector<CountedContrast> all;
  for (auto& [cell, line] : lines) all.push_back(std::move(line));
  return all;
}

double mean_log_ratio(const std::vector<CountedContrast>& lines) {
  double sum = 0;
  for (const CountedContrast& line : lines) sum += log_ratio_of(line);
  return sum / static_cast<double>(lines.size());
}

bool is_same(const std::vector<CountedContrast>& lines) {
  return std::all_of(lines.begin(), lines.end(),
                     [](const CountedContrast& line) { return line.a.low == line.b.low; });
}

// "all 87.8 % fewer (from 99.7 % fewer in recover to 3.7 % fewer in compact)"
std::string counted_text(const ComparedGroup& group, const std::vector<CountedContrast>& lines) {
  const auto less = [](const CountedContrast& a, const CountedContrast& b) {
    return log_ratio_of(a) < log_ratio_of(b);
  };
  const std::string text = after_of(group) + " " + allocations_in_words(mean_log_ratio(lines));
  if (lines.size() == 1 || is_same(lines)) return text;
  const auto [least, most] = std::minmax_element(lines.begin(), lines.end(), less);
  return text + " (from " + allocations_in_words(log_ratio_of(*least)) + " in " +
         place_of(*least, lines) + " to " + allocations_in_words(log_ratio_of(*most)) + " in " +
         place_of(*most, lines) + ")";
}

// As many as one statement speaks of.
std::vector<std::string> as_many(std::vector<std::string> items) {
  if (items.size() <= kMostGroups) return items;
  const size_t left_out = items.size() - kMostGroups;
  items.resize(kMostGroups);
  items.push_back(std::to_string(left_out) + " more stand below");
  return items;
}

// One item stands in the sentence.
Statement statement(const std::string& text, const std::vector<std::string>& items) {
  if (items.size() == 1) return {text + ": " + items[0] + "."};
  return {text + ":", as_many(items)};
}

// Of all groups of an axis.
std::vector<Statement> counted_statements(const Groups& groups) {
  std::vector<std::string> same;
  std::vector<std::string> texts;
  size_t phases = 0;
  for (const ComparedGroup* const group : groups) {
    const std::vector<CountedContrast> lines = with_ratio(*group);
    if (lines.empty()) continue;
    phases = std::max(phases, lines.size());
    is_same(lines) ? same.push_back(after_of(*group))
                   : texts.push_back(counted_text(*group, lines));
  }
  const std::string before = before_of(*groups.front());
  std::vector<Statement> statements;
  if (!texts.empty())
    statements.push_back(statement(
        "Allocations for each operation against " + before +
            (phases > 1 ? ", geometric mean of " + std::to_string(phases) + " phases" : ""),
        texts));
  if (!same.empty())
    statements.push_back(
        {"Exactly as many allocations as with " + before + ": " + listed(same, kMostGroups) + "."});
  return statements;
}

std::string name_in_words(const Metric& metric) {
  if (metric.name == "ns/op") return "Time for each operation";
  if (metric.name == "held") return "Memory held at the end of a phase";
  return std::string(metric.name) + ", " + std::string(metric.what);
}

std::string interval_in_words(const SignedRank& ratio) {
  if (!ratio.interval) return std::to_string(ratio.n) + " rounds: too few to say how sure that is";
  const double low = std::exp(ratio.interval->low);
  const double high = std::exp(ratio.interval->high);
  if (low >= 2) return times_text(low) + " to " + times_text(high);
  return signed_fixed(100 * (low - 1), 1) + " to " + signed_fixed(100 * (high - 1), 1) + " %";
}

// "4 improvement, 3 inconclusive"
std::string verdicts_of(const NoisyComparison& comparison) {
  std::vector<std::string> texts;
  for (const Verdict verdict : {Verdict::kImprovement, Verdict::kRegression, Verdict::kEquivalent,
                                Verdict::kInconclusive}) {
    const auto count = std::count_if(
        comparison.lines.begin(), comparison.lines.end(),
        [&](const NoisyContrast& line) { return line.line.judgement.verdict == verdict; });
    if (count > 0) texts.push_back(std::to_string(count) + " " + std::string(name_of(verdict)));
  }
  return join(texts, ", ");
}

std::string noisy_change(const SignedRank& ratio) {
  return change_in_words(ratio.estimate, "less", "more", "as much");
}

// "; the most in get-hit under glibc, 12.1 % more"; empty where nothing is detected.
std::string largest_text(const NoisyComparison& comparison) {
  const NoisyContrast* largest = nullptr;
  const auto size_of = [](const NoisyContrast& line) {
    return std::abs(line.line.result->ratio.estimate);
  };
  for (const NoisyContrast& line : comparison.lines) {
    const bool is_sure = line.line.judgement.detected && line.line.kept();
    if (is_sure && (largest == nullptr || size_of(line) > size_of(*largest))) largest = &line;
  }
  if (largest == nullptr) return "";
  const ReportCell& cell = largest->contrast.b;
  return "; the most in " + cell.scenario.text +
         (cell.phase == cell.scenario.text ? "" : " " + cell.phase) + " under " + cell.alloc +
         ", " + noisy_change(largest->line.result->ratio);
}

// "lmdb 7.5 % less (-9.2 to -4.4 %; phase by phase 3 improvement, 2 regression)"
std::string noisy_text(const ComparedGroup& group, const NoisyComparison& comparison) {
  const bool is_one = comparison.lines.size() == 1;
  const NoisyLine& line = is_one ? comparison.lines.front().line : comparison.mean;
  if (!line.result) return after_of(group) + " (phase by phase " + verdicts_of(comparison) + ")";
  const SignedRank& ratio = line.result->ratio;
  const std::string text =
      after_of(group) + " " + noisy_change(ratio) + " (" + interval_in_words(ratio) + "; ";
  if (is_one) return text + verdicts_of(comparison) + ")";
  return text + "phase by phase " + verdicts_of(comparison) + largest_text(comparison) + ")";
}

std::vector<Statement> noisy_statements(const Groups& groups, std::string_view metric) {
  std::vector<std::string> texts;
  size_t phases = 0;
  for (const ComparedGroup* const group : groups) {
    const NoisyComparison* const comparison = group->of(metric);
    if (comparison == nullptr) continue;
    phases = std::max(phases, comparison->lines.size());
    texts.push_back(noisy_text(*group, *comparison));
  }
  if (texts.empty()) return {};
  return {statement(
      name_in_words(find_metric(metric)) + " against " + before_of(*groups.front()) +
          (phases > 1 ? ", geometric mean of " + std::to_string(phases) + " phases" : "") +
          " with its 95 % interval",
      texts)};
}

void append(std::vector<Statement>& to, std::vector<Statement> from) {
  for (Statement& one : from) to.push_back(std::move(one));
}

std::vector<Statement> statements_of(const Groups& groups) {
  std::vector<Statement> statements;
  const bool is_counted_first = groups.front()->axis == Axis::kVariant;
  if (is_counted_first) append(statements, counted_statements(groups));
  for (const char* const name : {"ns/op", "open-p99", "held"})
    append(statements, noisy_statements(groups, name));
  if (!is_counted_first) append(statements, counted_statements(groups));
  return statements;
}

// Those of one axis.
Groups groups_on(Axis axis, const ComparedCells& compared) {
  Groups groups;
  for (const ComparedGroup& group : compared.groups) {
    if (group.axis == axis) groups.push_back(&group);
  }
  return groups;
}

// What stands on the right of the groups: "leveldb, rocksdb and 3 more".
std::string others_of(const Groups& groups) {
  std::vector<std::string> names;
  for (const ComparedGroup* const group : groups) names.push_back(after_of(*group));
  return listed(names, kMostGroups);
}

std::string question_of(const Groups& groups) {
  const std::string before = before_of(*groups.front());
  const std::string others = others_of(groups);
  switch (groups.front()->axis) {
    case Axis::kInput:
      return "Did anything change from " + before + " to " + others + "?";
    case Axis::kStore:
      return "How do " + others + " compare with " + before + "?";
    case Axis::kAllocator:
      return "Which allocator: " + before + ", " + others + "?";
    case Axis::kVariant:
      break;
  }
  if (others == in_words("all")) return "What do the optimizations save?";
  return "What does " + others + " change against " + before + "?";
}

ReportSection picture_of(const Groups& groups) {
  const bool counted_first = groups.front()->axis == Axis::kVariant;
  if (counted_first && !groups.front()->counted.empty()) return left_of(*groups.front());
  for (const char* const metric : {"ns/op", "open-p99", "held"}) {
    if (MaybeSection section = intervals_of(groups, metric)) return std::move(*section);
  }
  for (const ComparedGroup* const group : groups) {
    if (!group->counted.empty()) return left_of(*group);
  }
  return *intervals_of(groups, groups.front()->noisy.front().metric->name);
}

Answer compared_answer(const ComparedCells& compared) {
  const Axis first = compared.groups.front().axis;
  const Groups groups = groups_on(first, compared);
  Answer answer{question_of(groups), statements_of(groups), picture_of(groups)};
  for (const Axis axis : {Axis::kStore, Axis::kVariant, Axis::kAllocator}) {
    const Groups others = groups_on(axis, compared);
    if (axis == first || others.empty()) continue;
    append(answer.statements, statements_of(others));
  }
  return answer;
}

// Takes the section out; null where there is none.
std::optional<ReportSection> take(std::vector<ReportSection>& sections, const std::string& id) {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const ReportSection& section) { return section.id == id; });
  if (found == sections.end()) return std::nullopt;
  ReportSection section = std::move(*found);
  sections.erase(found);
  return section;
}

size_t rows_of(const std::vector<ReportSection>& sections, const std::string& id) {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const ReportSection& section) { return section.id == id; });
  return found == sections.end() ? 0 : found->table.rows.size();
}

// One configuration alone, or a profile.
Answer plain_answer(const Gathered& gathered, std::vector<ReportSection>& sections) {
  const std::string scenarios = listed(gathered.values("scenario"), kMostGroups);
  for (const char* const id : {"allocations", "time", "instructions"}) {
    if (std::optional<ReportSection> section = take(sections, id)) {
      section->chart = "dots";
      section->text.resize(1);  // what follows is about colours
      const std::string where = section->about["reference"];
      return {"What does " + scenarios + " cost on " + where + "?",
              {Statement{"One configuration was measured, so there is nothing to compare it with: "
                         "these are its figures."}},
              std::move(*section)};
    }
  }
  ReportSection first = std::move(sections.front());
  sections.erase(sections.begin());
  return {first.heading + ": " + scenarios,
          {Statement{"Nothing was measured that could be compared."}},
          std::move(first)};
}

}  // namespace

Answer answer_of(const Gathered& gathered, const ComparedCells& compared,
                 std::vector<ReportSection>& sections) {
  const bool are_about_claims = rows_of(sections, "claims") >= kFewestClaims;
  if (std::optional<ReportSection> claims = take(sections, are_about_claims ? "claims" : "")) {
    const std::string question = "Do the claims of \"" + claims->about["document"] + "\" hold?";
    const Statement answer = claims->answer;
    return {question, {answer}, std::move(*claims)};
  }
  if (std::optional<ReportSection> shares = take(sections, "shares")) {
    const Statement answer = shares->answer;
    return {"What is each optimization worth, and what do they take from each other?",
            {answer},
            std::move(*shares)};
  }
  if (std::optional<ReportSection> times = take(sections, "time-effects")) {
    const Statement answer = times->answer;
    return {"What does each optimization do to time?", {answer}, std::move(*times)};
  }
  if (!compared.groups.empty()) return compared_answer(compared);
  if (std::optional<ReportSection> sites = take(sections, "sites")) {
    const Statement answer = sites->answer;
    return {"Where does the store allocate?", {answer}, std::move(*sites)};
  }
  return plain_answer(gathered, sections);
}

}  // namespace heapdyno

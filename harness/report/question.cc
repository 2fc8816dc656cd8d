#include "harness/report/question.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/report/sections.h"

namespace heapdyno {
namespace {

constexpr size_t kMostGroups = 4;  // of which sentences speak

std::string percent_of_change(double log_ratio) {
  return share_text(std::abs(std::expm1(log_ratio)));
}

// "83.3 % fewer"; "as many" where nothing changed.
std::string change_in_words(double log_ratio, const std::string& less, const std::string& more) {
  if (log_ratio == 0) return "no change";
  return percent_of_change(log_ratio) + " " + (log_ratio < 0 ? less : more);
}

double log_ratio_of(const CountedContrast& line) { return std::log(line.b.low / line.a.low); }

std::string place_of(const Contrast& contrast) {
  const ReportCell& cell = contrast.b;
  return cell.scenario.text + (cell.phase == cell.scenario.text ? "" : ", " + cell.phase);
}

// Of phases in which both sides allocate: a ratio with nothing says nothing.
std::vector<CountedContrast> with_ratio(std::vector<CountedContrast> lines) {
  std::erase_if(lines,
                [](const CountedContrast& line) { return line.a.low <= 0 || line.b.low <= 0; });
  return lines;
}

std::string counted_sentence(const ComparedGroup& group) {
  const std::vector<CountedContrast> lines = with_ratio(group.counted);
  if (lines.empty()) return "";
  const auto less = [](const CountedContrast& a, const CountedContrast& b) {
    return log_ratio_of(a) < log_ratio_of(b);
  };
  const auto [least, most] = std::minmax_element(lines.begin(), lines.end(), less);
  double sum = 0;
  for (const CountedContrast& line : lines) sum += log_ratio_of(line);
  const auto words = [](double log_ratio) { return change_in_words(log_ratio, "fewer", "more"); };
  const std::string text = group.name + ": ";
  if (log_ratio_of(*least) == 0 && log_ratio_of(*most) == 0)
    return text + "exactly as many allocations for each operation in every phase.";
  if (lines.size() == 1)
    return text + words(log_ratio_of(*least)) + " allocations for each operation, counted exactly.";
  return text + words(sum / static_cast<double>(lines.size())) +
         " allocations for each operation (geometric mean of " + std::to_string(lines.size()) +
         " phases), from " + words(log_ratio_of(*least)) + " in " + place_of(least->contrast) +
         " to " + words(log_ratio_of(*most)) + " in " + place_of(most->contrast) +
         "; counted exactly.";
}

std::string name_in_words(const Metric& metric) {
  if (metric.name == "ns/op") return "time for each operation";
  if (metric.name == "held") return "memory held at the end of the phase";
  return std::string(metric.name) + " (" + std::string(metric.what) + ")";
}

std::string interval_in_words(const SignedRank& ratio) {
  if (!ratio.interval)
    return "from " + std::to_string(ratio.n) + " rounds, too few to say how sure that is";
  const auto signed_percent = [](double log_ratio) {
    return signed_fixed(100 * std::expm1(log_ratio), 1);
  };
  return share_text(1 - ratio.level) + " interval " + signed_percent(ratio.interval->low) + " to " +
         signed_percent(ratio.interval->high) + " %";
}

// "3 improvement, 1 inconclusive"
std::string verdicts_of(const NoisyComparison& comparison) {
  std::string text;
  for (const Verdict verdict : {Verdict::kImprovement, Verdict::kRegression, Verdict::kEquivalent,
                                Verdict::kInconclusive}) {
    const auto count = std::count_if(
        comparison.lines.begin(), comparison.lines.end(),
        [&](const NoisyContrast& line) { return line.line.judgement.verdict == verdict; });
    if (count == 0) continue;
    text +=
        (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(name_of(verdict));
  }
  return text;
}

std::string noisy_sentence(const ComparedGroup& group, const NoisyComparison& comparison) {
  const NoisyLine& line =
      comparison.lines.size() == 1 ? comparison.lines.front().line : comparison.mean;
  const std::string text = group.name + ", " + name_in_words(*comparison.metric) + ": ";
  if (!line.result) return text + verdicts_of(comparison) + ".";
  const SignedRank& ratio = line.result->ratio;
  const std::string change = change_in_words(ratio.estimate, "less", "more");
  if (comparison.lines.size() == 1)
    return text + change + " (" + interval_in_words(ratio) +
           "): " + std::string(name_of(line.judgement.verdict)) + " against a margin of " +
           share_text(margin_of(*comparison.metric)) + ".";
  return text + change + " on average over " + std::to_string(comparison.lines.size()) +
         " phases (" + interval_in_words(ratio) + "); one by one " + verdicts_of(comparison) + ".";
}

std::vector<std::string> sentences_of(const ComparedGroup& group) {
  std::vector<std::string> sentences = {counted_sentence(group)};
  for (const char* const name : {"ns/op", "open-p99", "held"}) {
    if (const NoisyComparison* const comparison = group.of(name))
      sentences.push_back(noisy_sentence(group, *comparison));
  }
  std::erase(sentences, "");
  return sentences;
}

// Of the axis that tells the most, and of the others where there is room.
std::vector<const ComparedGroup*> leading_groups(const ComparedCells& compared) {
  std::vector<const ComparedGroup*> groups;
  for (const ComparedGroup& group : compared.groups) {
    if (group.axis == compared.groups.front().axis) groups.push_back(&group);
  }
  return groups;
}

// What stands on the right of the groups: "leveldb, rocksdb and 3 more".
std::string others_of(const std::vector<const ComparedGroup*>& groups) {
  std::vector<std::string> names;
  for (const ComparedGroup* const group : groups)
    names.push_back(group->name.substr(0, group->name.find(" against ")));
  return listed(names, kMostGroups);
}

std::string question_of(const std::vector<const ComparedGroup*>& groups) {
  const ComparedGroup& first = *groups.front();
  const std::string before = first.name.substr(first.name.find(" against ") + 9);
  const std::string others = others_of(groups);
  switch (first.axis) {
    case Axis::kInput:
      return "Did anything change from " + before + " to " + others + "?";
    case Axis::kStore:
      return "How does " + before + " compare with " + others + "?";
    case Axis::kAllocator:
      return "Which allocator: " + before + ", " + others + "?";
    case Axis::kVariant:
      break;
  }
  if (others == "all" || others == "seed") return "What do the optimizations save?";
  return "What does " + others + " change against " + before + "?";
}

ReportSection picture_of(const std::vector<const ComparedGroup*>& groups) {
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
  const std::vector<const ComparedGroup*> groups = leading_groups(compared);
  Answer answer{question_of(groups), {}, picture_of(groups)};
  std::vector<const ComparedGroup*> spoken = groups;
  if (spoken.size() > kMostGroups) spoken.resize(kMostGroups);
  for (const ComparedGroup& group : compared.groups) {
    const bool is_other = group.axis != groups.front()->axis;
    if (is_other && spoken.size() < kMostGroups) spoken.push_back(&group);
  }
  for (const ComparedGroup* const group : spoken) {
    for (std::string& sentence : sentences_of(*group)) answer.sentences.push_back(sentence);
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

// One configuration alone, or a profile.
Answer plain_answer(const Gathered& gathered, std::vector<ReportSection>& sections) {
  const std::string scenarios = listed(gathered.values("scenario"), kMostGroups);
  for (const char* const id : {"allocations", "time"}) {
    if (std::optional<ReportSection> section = take(sections, id)) {
      section->chart = "dots";
      const std::string where = section->about["reference"];
      return {
          "What does " + scenarios + " cost on " + where + "?",
          {"One configuration was measured, so there is nothing to compare it with: these are its "
           "figures."},
          std::move(*section)};
    }
  }
  ReportSection first = std::move(sections.front());
  sections.erase(sections.begin());
  return {first.heading + ": " + scenarios,
          {"Nothing was measured that could be compared."},
          std::move(first)};
}

}  // namespace

Answer answer_of(const Gathered& gathered, const ComparedCells& compared,
                 std::vector<ReportSection>& sections) {
  if (std::optional<ReportSection> claims = take(sections, "claims")) {
    const std::string question = "Does " + claims->about["document"] + " keep its promises?";
    const std::string answer = claims->answer;
    return {question, {answer}, std::move(*claims)};
  }
  if (std::optional<ReportSection> shares = take(sections, "shares")) {
    const std::string answer = shares->answer;
    return {"What is each optimization worth, and what do they take from each other?",
            {answer},
            std::move(*shares)};
  }
  if (!compared.groups.empty()) return compared_answer(compared);
  if (std::optional<ReportSection> sites = take(sections, "sites")) {
    return {"Where does the store allocate?",
            {"By call site, of " + listed(gathered.values("scenario"), kMostGroups) + "."},
            std::move(*sites)};
  }
  return plain_answer(gathered, sections);
}

}  // namespace heapdyno

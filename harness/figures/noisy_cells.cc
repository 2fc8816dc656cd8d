#include "harness/figures/noisy_cells.h"

#include <algorithm>
#include <cmath>

#include "harness/figures/multiplicity.h"

namespace heapdyno {
namespace {

// Only lines with an interval take part: the others could not be detected.
void correct(std::vector<NoisyLine>& lines) {
  std::vector<NoisyLine*> judged;
  std::vector<double> p;
  for (NoisyLine& line : lines) {
    if (!line.has_interval()) continue;
    judged.push_back(&line);
    p.push_back(p_at_level(*line.result, line.result->ratio.p));
  }
  if (p.size() < 2) return;
  const std::vector<double> q = benjamini_hochberg(p);
  for (size_t i = 0; i < q.size(); ++i) judged[i]->q = q[i];
}

std::string more_rounds_text(int rounds) {
  return thousands(static_cast<unsigned long long>(rounds)) +
         (rounds == 1 ? " more round" : " more rounds");
}

std::string verdict_text(const NoisyLine& line) {
  const Judgement& judgement = line.judgement;
  const std::string verdict(name_of(judgement.verdict));
  if (!line.result->layouts_agree && judgement.detected) return verdict + " (layouts disagree)";
  if (judgement.verdict != Verdict::kInconclusive) return verdict;
  return verdict + " (sees " + share_text(judgement.detectable) + ", " +
         more_rounds_text(judgement.more_blocks) + ")";
}

std::string mark(const NoisyLine& line) {
  if (!line.judgement.detected) return "~ ";
  return line.kept() ? "" : "? ";
}

std::string text_of(const NoisyLine& line) {
  const SignedRank& ratio = line.result->ratio;
  const std::string text = mark(line) + fixed(std::exp(ratio.estimate), 3);
  if (!ratio.interval) return text + ", " + too_few_rounds(ratio.n, fewest_blocks(ratio.level));
  return text + " [" + fixed(std::exp(ratio.interval->low), 3) + ", " +
         fixed(std::exp(ratio.interval->high), 3) + "] " + verdict_text(line);
}

std::string detections_text(int all, int detected, int kept) {
  const std::string text =
      std::to_string(detected) + " of " + std::to_string(all) + " lines detected";
  if (detected == 0) return text;
  return text + ", " + std::to_string(kept) +
         " kept where 5 % of those kept may be by chance (Benjamini-Hochberg)" +
         (kept < detected ? "; ? marks the others" : "");
}

}  // namespace

std::string too_few_rounds(int rounds, int fewest) {
  return number_of(static_cast<uint64_t>(rounds), "round") + "; an interval needs " +
         std::to_string(fewest);
}

double p_at_level(const NoisyResult& result, double p) {
  return std::min(1.0, p * kLevel / result.ratio.level);
}

Judgement judge(const NoisyResult& result, double margin) {
  Judgement judgement = judge(result.ratio, margin);
  if (judgement.detected && !result.layouts_agree) judgement.verdict = Verdict::kInconclusive;
  return judgement;
}

NoisyLine judged(std::optional<NoisyResult> result, double margin) {
  NoisyLine line;
  if (result) line.judgement = judge(*result, margin);
  line.result = std::move(result);
  return line;
}

std::vector<NoisyLine> judge_grid(std::vector<std::optional<NoisyResult>> results, double margin) {
  std::vector<NoisyLine> lines;
  for (std::optional<NoisyResult>& result : results) {
    lines.push_back(judged(std::move(result), margin));
  }
  correct(lines);
  return lines;
}

TableCell noisy_cell(const NoisyLine& line) {
  if (!line.result) return "-";
  const NoisyResult& result = *line.result;
  TableCell cell(text_of(line));
  const auto add = [&](const char* name, double value) { cell.figures.emplace_back(name, value); };
  add("a", result.a);
  add("b", result.b);
  add("ratio", std::exp(result.ratio.estimate));
  add("rounds", result.blocks());
  if (result.layouts > 1) add("layouts", result.layouts);
  if (line.has_interval()) {
    add("low", std::exp(result.ratio.interval->low));
    add("high", std::exp(result.ratio.interval->high));
    add("detected", line.judgement.detected ? 1 : 0);
    add("detectable", line.judgement.detectable);
    add("more_rounds", line.judgement.more_blocks);
  }
  add("p", result.ratio.p);
  if (line.q) add("q", *line.q);
  cell.words = {{"verdict", std::string(name_of(line.judgement.verdict))}};
  return cell;
}

TableCell zero_cell(const ZeroRounds& rounds) {
  if (!rounds.any()) return "-";
  const bool equal = rounds.all_of_a && rounds.all_of_b;
  const Verdict verdict = equal ? Verdict::kEquivalent : Verdict::kInconclusive;
  TableCell cell(equal ? "0 -> 0, equivalent"
                       : "0 in " + std::to_string(rounds.zero) + " of " +
                             std::to_string(rounds.rounds) + " rounds: no ratio");
  if (equal) cell.figures = {{"a", 0}, {"b", 0}};
  cell.words = {{"verdict", std::string(name_of(verdict))}};
  return cell;
}

std::vector<std::string> grid_notes(const Metric& metric, std::span<const NoisyLine> lines) {
  int all = 0;
  int detected = 0;
  int kept = 0;
  int layouts = 1;
  for (const NoisyLine& line : lines) {
    if (line.result) layouts = std::max(layouts, line.result->layouts);
    all += line.q ? 1 : 0;
    detected += line.q && line.judgement.detected ? 1 : 0;
    kept += line.q && line.kept() ? 1 : 0;
  }
  const std::string name(metric.name);
  std::vector<std::string> notes;
  if (all > 0) notes.push_back(name + ": " + detections_text(all, detected, kept));
  if (layouts > 1) {
    notes.push_back(name + ": over " + std::to_string(layouts) +
                    " link orders, in each of which the sign must be the same");
  }
  return notes;
}

std::string confidence_text(std::span<const NoisyLine> lines) {
  double least = 1;
  double most = 0;
  for (const NoisyLine& line : lines) {
    if (!line.has_interval()) continue;
    least = std::min(least, line.result->ratio.level);
    most = std::max(most, line.result->ratio.level);
  }
  if (most == 0) return share_text(1 - kLevel);
  const std::string range = least < most ? share_text(1 - most) : "";
  return (range.empty() ? "" : range.substr(0, range.find(' ')) + " to ") + share_text(1 - least);
}

}  // namespace heapdyno

#include "harness/figures/cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

namespace heapdyno {
namespace {

std::string fixed(double value, int decimals) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

BlockValues differences(const BlockValues& a, const BlockValues& b) {
  BlockValues differences;
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    if (other != b.end()) differences[key] = other->second - value;
  }
  return differences;
}

// Without their plan and numbered anew, in order.
BlockValues renumbered(const BlockValues& blocks) {
  BlockValues renumbered;
  for (const auto& [key, value] : blocks)
    renumbered[{"", static_cast<int>(renumbered.size())}] = value;
  return renumbered;
}

std::vector<double> values_of(const BlockValues& blocks) {
  std::vector<double> values;
  for (const auto& [key, value] : blocks) values.push_back(value);
  return values;
}

// What follows from the differences. REQUIRES: there are some.
NoisyResult finished(NoisyResult result, double level) {
  result.blocks = static_cast<int>(result.differences.size());
  result.ratio = signed_rank(values_of(result.differences), level);
  return result;
}

// The mean of the lines' differences in each block of the first that all others have, too.
BlockValues mean_differences(std::span<const NoisyResult> lines) {
  BlockValues means;
  for (const auto& [key, first] : lines.front().differences) {
    double sum = 0;
    size_t blocks = 0;
    for (const NoisyResult& line : lines) {
      const auto found = line.differences.find(key);
      if (found == line.differences.end()) continue;
      sum += found->second;
      ++blocks;
    }
    if (blocks == lines.size()) means[key] = sum / static_cast<double>(blocks);
  }
  return means;
}

double typical_of(const BlockValues& blocks) { return std::exp(median(values_of(blocks))); }

std::string more_rounds(const NoisyResult& result) {
  if (!result.ratio.interval) {
    return std::to_string(result.blocks) + " of " + std::to_string(blocks_to_detect(0, 1)) +
           " rounds";
  }
  const Interval& interval = *result.ratio.interval;
  const double widest = std::expm1(std::max(std::abs(interval.low), interval.high));
  if (widest <= kMargin) return "within " + fixed(100 * widest, 1) + " %";
  const double effect = std::max(std::abs(result.ratio.estimate), std::log1p(kMargin));
  const int needed = blocks_to_detect(spread_of(result.ratio), effect);
  const int more = std::max(1, needed - result.blocks);
  return std::to_string(more) + (more == 1 ? " more round" : " more rounds");
}

}  // namespace

std::string value_of(const Sample& sample, const std::string& key) {
  const auto found = sample.keys.find(key);
  return found == sample.keys.end() ? "" : found->second;
}

namespace {

std::vector<Sample> samples_where(const std::vector<Record>& records, bool control) {
  std::vector<Sample> samples;
  for (const Record& record : records) {
    if (!record.ok() || record.keys.contains("control") != control) continue;
    for (const PhaseRecord& phase : record.phases) {
      if (!phase.measured) continue;
      Sample sample{record.keys, &record, &phase};
      sample.keys["phase"] = phase.name;
      samples.push_back(std::move(sample));
    }
  }
  return samples;
}

}  // namespace

std::vector<Sample> samples_of(const std::vector<Record>& records) {
  return samples_where(records, false);
}

std::vector<Sample> control_samples_of(const std::vector<Record>& records) {
  return samples_where(records, true);
}

std::vector<Sample> select(const std::vector<Sample>& samples, const Selection& selection) {
  std::vector<Sample> chosen;
  for (const Sample& sample : samples) {
    if (selection.matches(sample.keys)) chosen.push_back(sample);
  }
  return chosen;
}

std::vector<Sample> of_mode(const std::vector<Sample>& samples, Mode mode) {
  std::vector<Sample> chosen;
  for (const Sample& sample : samples) {
    if (value_of(sample, "mode") == name_of(mode)) chosen.push_back(sample);
  }
  return chosen;
}

std::vector<std::string> values_of(const std::vector<Sample>& samples, const std::string& key) {
  std::vector<std::string> values;
  for (const Sample& sample : samples) {
    std::string value = value_of(sample, key);
    if (std::find(values.begin(), values.end(), value) == values.end()) {
      values.push_back(std::move(value));
    }
  }
  return values;
}

bool applies(const std::vector<Sample>& samples) {
  return std::all_of(samples.begin(), samples.end(),
                     [](const Sample& sample) { return sample.phase->applies(); });
}

std::vector<std::string> not_applicable_notes(const std::vector<Sample>& samples) {
  std::vector<std::string> notes;
  const auto add = [&](const Sample& sample, const std::string& text) {
    const std::string note = value_of(sample, "store") + ": " + text;
    if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
  };
  for (const Sample& sample : samples) {
    const std::string name = value_of(sample, "scenario") + " " + sample.phase->name;
    if (!sample.phase->applies()) {
      add(sample, "n/a in " + name + ": " + sample.phase->not_applicable);
    }
    for (const auto& [action, why] : sample.phase->before_not_applicable) {
      add(sample, name + " runs without the " + action + " before it: " + why);
    }
  }
  return notes;
}

std::string bounded_exception(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    const double tolerance = tolerance_of(find_metric("allocations"), sample.keys);
    if (tolerance > 0) {
      return " but for " + value_of(sample, "store") + ": bounded, " + tolerance_text(tolerance);
    }
  }
  return "";
}

std::optional<ExactValue> exact_value(const std::vector<Sample>& samples, const Metric& metric) {
  std::optional<ExactValue> exact;
  for (const Sample& sample : samples) {
    if (sample.record->keys.at("mode") != name_of(metric.mode)) continue;
    const std::optional<double> value = metric.of(*sample.phase);
    if (!value) continue;
    if (!exact) exact = ExactValue{*value, *value, 0};
    exact->tolerance = std::max(exact->tolerance, tolerance_of(metric, sample.keys));
    exact->by_chance |= sample.phase->by_chance && metric.name != "operations";
    exact->low = std::min(exact->low, *value);
    exact->high = std::max(exact->high, *value);
  }
  return exact;
}

std::string text_of(const ExactValue& value) {
  return value.holds() ? figure(value.low) : figure(value.low) + ".." + figure(value.high);
}

TableCell exact_cell(const std::optional<ExactValue>& a, const std::optional<ExactValue>& b) {
  if (!a || !b) return "-";
  const double change = b->low - a->low;
  const bool bounded = a->tolerance > 0 || b->tolerance > 0;
  const bool holds = a->holds() && b->holds();
  const bool by_chance = a->by_chance || b->by_chance;
  const char* const word = bounded     ? (holds ? "bounded" : "beyond its bound")
                           : by_chance ? "by chance"
                                       : (holds ? "exact" : "not exact");
  const std::string sign = change > 0 ? "+" : "";
  TableCell cell(text_of(*a) + " -> " + text_of(*b) + " (" + sign + figure(change) + ", " + word +
                 ")");
  cell.figures = {{"a", a->low}, {"b", b->low}, {"change", change}};
  return cell;
}

BlockValues block_values(const std::vector<Sample>& samples, const Metric& metric) {
  std::map<BlockKey, std::vector<double>> runs;
  for (const Sample& sample : samples) {
    const std::optional<double> value = metric.of(*sample.phase);
    if (!value || *value <= 0) continue;
    runs[{value_of(sample, "in") + " " + sample.record->plan_digest, sample.record->block}]
        .push_back(std::log(*value));
  }
  BlockValues blocks;
  for (const auto& [key, values] : runs) {
    double sum = 0;
    for (const double value : values) sum += value;
    blocks[key] = metric.block_value == BlockValue::kMinimum
                      ? *std::min_element(values.begin(), values.end())
                      : sum / static_cast<double>(values.size());
  }
  return blocks;
}

std::optional<double> typical(const std::vector<Sample>& samples, const Metric& metric) {
  const auto blocks = block_values(samples, metric);
  if (blocks.empty()) return std::nullopt;
  return typical_of(blocks);
}

std::optional<NoisyResult> noisy_result(const std::vector<Sample>& a, const std::vector<Sample>& b,
                                        const Metric& metric, double level) {
  const auto blocks_a = block_values(a, metric);
  const auto blocks_b = block_values(b, metric);
  NoisyResult result;
  result.differences = differences(blocks_a, blocks_b);
  // Two runs share no plan: their blocks are paired by number, in order.
  if (result.differences.empty()) {
    result.interleaved = false;
    result.differences = differences(renumbered(blocks_a), renumbered(blocks_b));
  }
  if (result.differences.empty()) return std::nullopt;
  result.a = typical_of(blocks_a);
  result.b = typical_of(blocks_b);
  return finished(std::move(result), level);
}

std::optional<NoisyResult> geometric_mean(std::span<const NoisyResult> lines) {
  if (lines.empty()) return std::nullopt;
  NoisyResult result;
  result.differences = mean_differences(lines);
  if (result.differences.empty()) return std::nullopt;
  double a = 0;
  double b = 0;
  for (const NoisyResult& line : lines) {
    a += std::log(line.a) / static_cast<double>(lines.size());
    b += std::log(line.b) / static_cast<double>(lines.size());
    result.interleaved &= line.interleaved;
  }
  result.a = std::exp(a);
  result.b = std::exp(b);
  return finished(std::move(result), 0.05);
}

TableCell noisy_cell(const std::optional<NoisyResult>& result) {
  if (!result) return "-";
  const SignedRank& ratio = result->ratio;
  const double estimate = std::exp(ratio.estimate);
  std::string text = fixed(estimate, 3);
  TableCell cell;
  cell.figures = {{"a", result->a},
                  {"b", result->b},
                  {"ratio", estimate},
                  {"rounds", static_cast<double>(result->blocks)}};
  if (ratio.interval) {
    const double low = std::exp(ratio.interval->low);
    const double high = std::exp(ratio.interval->high);
    text += " [" + fixed(low, 3) + ", " + fixed(high, 3) + "]";
    cell.figures.emplace_back("low", low);
    cell.figures.emplace_back("high", high);
  }
  cell.figures.emplace_back("resolved", ratio.resolved() ? 1 : 0);
  cell.text = ratio.resolved() ? text : "~ " + text + ", " + more_rounds(*result);
  return cell;
}

}  // namespace heapdyno

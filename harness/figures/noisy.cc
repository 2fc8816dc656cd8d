#include "harness/figures/noisy.h"

#include <algorithm>
#include <cmath>

#include "harness/figures/looks.h"

namespace heapdyno {
namespace {

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

BlockValues differences(const BlockValues& a, const BlockValues& b) {
  BlockValues differences;
  for (const auto& [key, value] : a) {
    const auto other = b.find(key);
    if (other != b.end()) differences[key] = other->second - value;
  }
  return differences;
}

// Without their plan and numbered anew, in order, within each link order.
BlockValues renumbered(const BlockValues& blocks) {
  BlockValues renumbered;
  std::map<std::string, int> next;
  for (const auto& [key, value] : blocks) {
    renumbered[{"", key.layout, next[key.layout]++}] = value;
  }
  return renumbered;
}

double typical_of(const BlockValues& blocks) {
  std::vector<double> values;
  for (const auto& [key, value] : blocks) values.push_back(value);
  return std::exp(median(std::move(values)));
}

bool is_sequential(const std::vector<Sample>& samples) {
  return std::any_of(samples.begin(), samples.end(),
                     [](const Sample& sample) { return sample.record->until_resolved; });
}

void check_layouts(NoisyResult& result) {
  std::map<std::string, std::vector<double>> by_layout;
  for (const auto& [key, value] : result.differences) by_layout[key.layout].push_back(value);
  result.layouts = static_cast<int>(by_layout.size());
  for (const auto& [layout, values] : by_layout) {
    if (signed_rank(values).estimate * result.ratio.estimate < 0) result.layouts_agree = false;
  }
}

// What follows from the differences. REQUIRES: there are some.
NoisyResult finished(NoisyResult result) {
  std::vector<double> values;
  for (const auto& [key, value] : result.differences) values.push_back(value);
  const int blocks = static_cast<int>(values.size());
  result.ratio = signed_rank(values, result.sequential ? level_of_look(blocks) : kLevel);
  check_layouts(result);
  return result;
}

// The mean of the lines' differences in each block of the first that all others have, too.
BlockValues mean_differences(std::span<const NoisyResult> lines) {
  BlockValues means;
  for (const auto& [key, first] : lines.front().differences) {
    std::vector<double> values;
    for (const NoisyResult& line : lines) {
      const auto found = line.differences.find(key);
      if (found != line.differences.end()) values.push_back(found->second);
    }
    if (values.size() == lines.size()) means[key] = mean(values);
  }
  return means;
}

BlockKey block_of(const Sample& sample) {
  return {value_of(sample, "in") + " " + sample.record->plan_digest, value_of(sample, "layout"),
          sample.record->block};
}

// Adds the rounds of one side, each with whether it came to 0. True: all did, and there are some.
bool add_rounds(std::map<BlockKey, bool>& rounds, const std::vector<Sample>& side,
                const Metric& metric) {
  bool measured = false;
  bool all = true;
  for (const Sample& sample : side) {
    const std::optional<double> value = metric.of(*sample.phase);
    if (!value) continue;
    measured = true;
    all &= *value <= 0;
    rounds[block_of(sample)] |= *value <= 0;
  }
  return measured && all;
}

}  // namespace

ZeroRounds zero_rounds(const std::vector<Sample>& a, const std::vector<Sample>& b,
                       const Metric& metric) {
  std::map<BlockKey, bool> rounds;
  ZeroRounds result;
  result.all_of_a = add_rounds(rounds, a, metric);
  result.all_of_b = add_rounds(rounds, b, metric);
  result.rounds = static_cast<int>(rounds.size());
  for (const auto& [block, is_zero] : rounds) result.zero += is_zero ? 1 : 0;
  return result;
}

BlockValues block_values(const std::vector<Sample>& samples, const Metric& metric) {
  std::map<BlockKey, std::vector<double>> runs;
  for (const Sample& sample : samples) {
    const std::optional<double> value = metric.of(*sample.phase);
    if (!value || *value <= 0) continue;
    runs[block_of(sample)].push_back(std::log(*value));
  }
  BlockValues blocks;
  for (const auto& [key, values] : runs) {
    blocks[key] = metric.block_value == BlockValue::kMinimum
                      ? *std::min_element(values.begin(), values.end())
                      : mean(values);
  }
  return blocks;
}

std::optional<NoisyResult> noisy_result(const std::vector<Sample>& a, const std::vector<Sample>& b,
                                        const Metric& metric) {
  if (zero_rounds(a, b, metric).any()) return std::nullopt;
  const BlockValues blocks_a = block_values(a, metric);
  const BlockValues blocks_b = block_values(b, metric);
  NoisyResult result;
  result.differences = differences(blocks_a, blocks_b);
  if (result.differences.empty()) {
    result.interleaved = false;
    result.differences = differences(renumbered(blocks_a), renumbered(blocks_b));
  }
  if (result.differences.empty()) return std::nullopt;
  result.a = typical_of(blocks_a);
  result.b = typical_of(blocks_b);
  result.sequential = is_sequential(a) || is_sequential(b);
  return finished(std::move(result));
}

std::optional<NoisyResult> geometric_mean(std::span<const NoisyResult> lines) {
  if (lines.empty()) return std::nullopt;
  NoisyResult result;
  result.differences = mean_differences(lines);
  if (result.differences.empty()) return std::nullopt;
  std::vector<double> of_a;
  std::vector<double> of_b;
  for (const NoisyResult& line : lines) {
    of_a.push_back(std::log(line.a));
    of_b.push_back(std::log(line.b));
    result.interleaved &= line.interleaved;
    result.sequential |= line.sequential;
  }
  result.a = std::exp(mean(of_a));
  result.b = std::exp(mean(of_b));
  return finished(std::move(result));
}

std::optional<NoisyResult> quotient(const NoisyResult& a, const NoisyResult& b) {
  NoisyResult result;
  result.differences = differences(b.differences, a.differences);
  if (result.differences.empty()) return std::nullopt;
  result.a = a.a / b.a;
  result.b = a.b / b.b;
  result.interleaved = a.interleaved && b.interleaved;
  result.sequential = a.sequential || b.sequential;
  return finished(std::move(result));
}

std::optional<double> typical(const std::vector<Sample>& samples, const Metric& metric) {
  const BlockValues blocks = block_values(samples, metric);
  if (blocks.empty()) return std::nullopt;
  return typical_of(blocks);
}

}  // namespace heapdyno

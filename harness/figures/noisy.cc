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

void check_layouts(NoisyResult& result) {
  std::map<std::string, std::vector<double>> by_layout;
  for (const auto& [key, value] : result.differences) by_layout[key.layout].push_back(value);
  result.layouts = static_cast<int>(by_layout.size());
  if (result.layouts < 2) return;  // one agrees with itself
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

}  // namespace

void NoisySide::add(const Sample& sample) {
  sequential_ |= sample.record->until_resolved;
  const std::optional<double> value = metric_->of(*sample.phase);
  if (!value) return;
  Runs& runs = runs_[block_of(sample)];
  if (*value <= 0) {
    runs.any_zero = true;
    return;
  }
  all_zero_ = false;
  const double logarithm = std::log(*value);
  runs.least = runs.positive == 0 ? logarithm : std::min(runs.least, logarithm);
  runs.sum += logarithm;
  ++runs.positive;
}

BlockValues NoisySide::blocks() const {
  BlockValues blocks;
  for (const auto& [key, runs] : runs_) {
    if (runs.positive == 0) continue;
    blocks[key] =
        metric_->block_value == BlockValue::kMinimum ? runs.least : runs.sum / runs.positive;
  }
  return blocks;
}

NoisySide side_of(const std::vector<Sample>& samples, const Metric& metric) {
  NoisySide side(metric);
  for (const Sample& sample : samples) side.add(sample);
  return side;
}

ZeroRounds zero_rounds(const NoisySide& a, const NoisySide& b) {
  std::map<BlockKey, bool> rounds;
  for (const NoisySide* side : {&a, &b}) {
    for (const auto& [block, runs] : side->runs_) rounds[block] |= runs.any_zero;
  }
  ZeroRounds result;
  result.all_of_a = a.all_zero_ && !a.runs_.empty();
  result.all_of_b = b.all_zero_ && !b.runs_.empty();
  result.rounds = static_cast<int>(rounds.size());
  for (const auto& [block, is_zero] : rounds) result.zero += is_zero ? 1 : 0;
  return result;
}

ZeroRounds zero_rounds(const std::vector<Sample>& a, const std::vector<Sample>& b,
                       const Metric& metric) {
  return zero_rounds(side_of(a, metric), side_of(b, metric));
}

BlockValues block_values(const std::vector<Sample>& samples, const Metric& metric) {
  return side_of(samples, metric).blocks();
}

std::optional<NoisyResult> noisy_result(const NoisySide& a, const NoisySide& b) {
  if (zero_rounds(a, b).any()) return std::nullopt;
  const BlockValues blocks_a = a.blocks();
  const BlockValues blocks_b = b.blocks();
  NoisyResult result;
  result.differences = differences(blocks_a, blocks_b);
  if (result.differences.empty()) {
    result.interleaved = false;
    result.differences = differences(renumbered(blocks_a), renumbered(blocks_b));
  }
  if (result.differences.empty()) return std::nullopt;
  result.a = typical_of(blocks_a);
  result.b = typical_of(blocks_b);
  result.sequential = a.is_sequential() || b.is_sequential();
  return finished(std::move(result));
}

std::optional<NoisyResult> noisy_result(const std::vector<Sample>& a, const std::vector<Sample>& b,
                                        const Metric& metric) {
  return noisy_result(side_of(a, metric), side_of(b, metric));
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

std::optional<double> typical(const NoisySide& side) {
  const BlockValues blocks = side.blocks();
  if (blocks.empty()) return std::nullopt;
  return typical_of(blocks);
}

std::optional<double> typical(const std::vector<Sample>& samples, const Metric& metric) {
  return typical(side_of(samples, metric));
}

}  // namespace heapdyno

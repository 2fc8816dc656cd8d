// A noisy metric, one side against the other: one value a block and side, one difference of
// logarithms a block, and the signed-rank statistics of those (stats.h).
//
// A block is one round of a scenario. Where executables were linked in several orders, a block has
// one order, and all blocks stand together: one comparison, of which each order must show the sign.
// Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/figures/cells.h"
#include "harness/figures/stats.h"

namespace heapdyno {

struct BlockKey {
  std::string plan;
  std::string layout;  // the link order; empty: as the linker has it
  int block = 0;
  auto operator<=>(const BlockKey&) const = default;
};
using BlockValues = std::map<BlockKey, double>;

// The rounds of two sides in which one of them came to 0, which has no logarithm and so no ratio.
struct ZeroRounds {
  int zero = 0;
  int rounds = 0;
  bool all_of_a = false;  // every trial that was measured
  bool all_of_b = false;

  bool any() const { return zero > 0; }
};

// One side of a comparison: what its trials say of a metric, added one by one, so that a long stream of
// samples need not be kept.
class NoisySide {
 public:
  explicit NoisySide(const Metric& metric) : metric_(&metric) {}

  void add(const Sample& sample);

  // Some trial had the metric.
  bool is_measured() const { return !runs_.empty(); }
  // The logarithm of what the runs come to in each block.
  BlockValues blocks() const;
  // Some trial of it is of a run that goes on until it is resolved.
  bool is_sequential() const { return sequential_; }

 private:
  friend ZeroRounds zero_rounds(const NoisySide& a, const NoisySide& b);

  // Of the logarithms of a block's runs.
  struct Runs {
    double least = 0;
    double sum = 0;
    int positive = 0;
    bool any_zero = false;
  };

  const Metric* metric_;
  std::map<BlockKey, Runs> runs_;
  bool all_zero_ = true;  // where there are some
  bool sequential_ = false;
};

NoisySide side_of(const std::vector<Sample>& samples, const Metric& metric);

// The logarithm of what the runs of these samples come to in each block.
BlockValues block_values(const std::vector<Sample>& samples, const Metric& metric);

struct NoisyResult {
  double a = 0;  // median of the block values
  double b = 0;
  BlockValues differences;  // ln b - ln a, of the blocks in which both sides were measured
  SignedRank ratio;         // of the differences, at the level of the look for `sequential`
  bool interleaved = true;  // both sides stood in the same blocks of one run
  bool sequential = false;  // of a run that goes on until it is resolved (looks.h)
  int layouts = 1;
  bool layouts_agree = true;  // the estimate has the same sign in each of them

  int blocks() const { return ratio.n; }
};

ZeroRounds zero_rounds(const NoisySide& a, const NoisySide& b);
ZeroRounds zero_rounds(const std::vector<Sample>& a, const std::vector<Sample>& b,
                       const Metric& metric);

// Blocks are paired by plan, link order and number; where no plan is shared, by order and number
// alone. Absent where the sides have no block in common, or there are zero_rounds().
std::optional<NoisyResult> noisy_result(const NoisySide& a, const NoisySide& b);
std::optional<NoisyResult> noisy_result(const std::vector<Sample>& a, const std::vector<Sample>& b,
                                        const Metric& metric);

// The geometric mean of several lines: block by block the mean of their differences, of the blocks
// that all lines have. Absent where there are none.
std::optional<NoisyResult> geometric_mean(std::span<const NoisyResult> lines);

// What one line is over another: block by block a's difference less b's, of the blocks that both have.
// Absent where there are none.
std::optional<NoisyResult> quotient(const NoisyResult& a, const NoisyResult& b);

// The median over blocks of one side's block values.
std::optional<double> typical(const NoisySide& side);
std::optional<double> typical(const std::vector<Sample>& samples, const Metric& metric);

}  // namespace heapdyno

#include "harness/figures/stats.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdlib>

namespace heapdyno {
namespace {

// The probabilities of each value of a sum of independent terms, term i being
// weights[i] or 0 with probability one half each.
std::vector<double> sum_distribution(std::span<const int> weights) {
  std::vector<double> probability = {1.0};
  for (const int weight : weights) {
    const size_t shift = static_cast<size_t>(weight);
    std::vector<double> next(probability.size() + shift, 0.0);
    for (size_t s = 0; s < probability.size(); ++s) {
      next[s] += probability[s] / 2;
      next[s + shift] += probability[s] / 2;
    }
    probability = std::move(next);
  }
  return probability;
}

std::vector<double> signed_rank_distribution(int n) {
  std::vector<int> ranks;
  for (int i = 1; i <= n; ++i) ranks.push_back(i);
  return sum_distribution(ranks);
}

double sum_up_to(std::span<const double> probability, int w) {
  double sum = 0;
  for (size_t s = 0; s < probability.size() && static_cast<int>(s) <= w; ++s) {
    sum += probability[s];
  }
  return std::min(sum, 1.0);
}

std::vector<double> walsh_averages(std::span<const double> d) {
  std::vector<double> averages;
  averages.reserve(d.size() * (d.size() + 1) / 2);
  for (size_t i = 0; i < d.size(); ++i) {
    for (size_t j = i; j < d.size(); ++j) averages.push_back((d[i] + d[j]) / 2);
  }
  std::sort(averages.begin(), averages.end());
  return averages;
}

double middle(std::span<const double> sorted) {
  const size_t half = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[half];
  return (sorted[half - 1] + sorted[half]) / 2;
}

// Twice the midranks of |d|, so that they are whole numbers; d without zeros.
std::vector<int> doubled_midranks(std::span<const double> d) {
  std::vector<int> ranks;
  for (const double value : d) {
    int below = 0;
    int equal = 0;
    for (const double other : d) {
      below += std::abs(other) < std::abs(value);
      equal += std::abs(other) == std::abs(value);
    }
    ranks.push_back(2 * below + equal + 1);
  }
  return ranks;
}

// Exact under every assignment of signs, so right with ties too; zeros carry no
// sign and are left out.
double signed_rank_p(std::span<const double> differences) {
  std::vector<double> d;
  for (const double value : differences) {
    if (value != 0) d.push_back(value);
  }
  const std::vector<int> ranks = doubled_midranks(d);
  int positive = 0;
  int total = 0;
  for (size_t i = 0; i < d.size(); ++i) {
    total += ranks[i];
    if (d[i] > 0) positive += ranks[i];
  }
  const int smaller = std::min(positive, total - positive);
  return std::min(1.0, 2 * sum_up_to(sum_distribution(ranks), smaller));
}

// The largest k with P(W+ <= k-1) <= level/2: the interval runs from the k-th
// smallest Walsh average to the k-th largest. 0: there is none at this n.
int interval_rank(int n, double level) {
  const std::vector<double> probability = signed_rank_distribution(n);
  double sum = 0;
  int k = 0;
  for (const double p : probability) {
    sum += p;
    if (sum > level / 2) break;
    ++k;
  }
  return k;
}

// z(1 - level/2): 1.96 at the 5 % level.
double two_sided_quantile(double level) { return quantile(boost::math::normal(), 1 - level / 2); }

// With z(0.8) for four cases of five, over the root of the test's efficiency.
double detection_factor(double level) {
  return (two_sided_quantile(level) + quantile(boost::math::normal(), 0.8)) / std::sqrt(0.955);
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return middle(values);
}

double signed_rank_cdf(int n, int w) { return sum_up_to(signed_rank_distribution(n), w); }

SignedRank signed_rank(std::span<const double> differences, double level) {
  SignedRank result;
  result.n = static_cast<int>(differences.size());
  result.level = level;
  const std::vector<double> walsh = walsh_averages(differences);
  result.estimate = middle(walsh);
  const int k = interval_rank(result.n, level);
  if (k > 0) {
    const size_t low = static_cast<size_t>(k) - 1;
    result.interval = Interval{walsh[low], walsh[walsh.size() - 1 - low]};
  }
  result.p = signed_rank_p(differences);
  const double centre = median({differences.begin(), differences.end()});
  std::vector<double> deviations;
  for (const double d : differences) deviations.push_back(std::abs(d - centre));
  result.sigma = 1.4826 * median(deviations);
  return result;
}

double spread_of(const SignedRank& result) {
  if (!result.interval) return result.sigma;
  const double half_width = (result.interval->high - result.interval->low) / 2;
  return std::max(result.sigma,
                  half_width * std::sqrt(result.n * 0.955) / two_sided_quantile(result.level));
}

int fewest_blocks(double level) { return static_cast<int>(std::ceil(std::log2(2 / level))); }

double detectable_effect(double sigma, int blocks, double level) {
  return detection_factor(level) * sigma / std::sqrt(blocks);
}

int blocks_to_detect(double sigma, double effect, double level) {
  const double root = detection_factor(level) * sigma / effect;
  const double blocks = std::ceil(root * root);
  return blocks > 1e6 ? 1'000'000 : std::max(fewest_blocks(level), static_cast<int>(blocks));
}

}  // namespace heapdyno

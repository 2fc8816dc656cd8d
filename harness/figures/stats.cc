#include "harness/figures/stats.h"

#include <algorithm>
#include <bit>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <numeric>

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

std::vector<int> ranks_up_to(int n) {
  std::vector<int> ranks(static_cast<size_t>(n));
  std::iota(ranks.begin(), ranks.end(), 1);
  return ranks;
}

double sum_up_to(std::span<const double> probability, int w) {
  double sum = 0;
  for (size_t s = 0; s < probability.size() && static_cast<int>(s) <= w; ++s) {
    sum += probability[s];
  }
  return std::min(sum, 1.0);
}

// Doubles in their order as whole numbers, neighbours beside each other; and back.
int64_t place_of(double value) {
  const auto bits = std::bit_cast<int64_t>(value);
  return bits < 0 ? std::numeric_limits<int64_t>::min() - bits : bits;
}

double value_at(int64_t place) {
  return std::bit_cast<double>(place < 0 ? std::numeric_limits<int64_t>::min() - place : place);
}

// The averages of all pairs of differences, each with itself too, in order. There are too many of
// thousands of differences to store them: each is found by how many are not above it.
class WalshAverages {
 public:
  explicit WalshAverages(std::span<const double> differences)
      : d_(differences.begin(), differences.end()) {
    std::sort(d_.begin(), d_.end());
  }

  size_t size() const { return d_.size() * (d_.size() + 1) / 2; }

  // The k-th smallest, k from 1.
  double smallest(size_t k) const {
    int64_t low = place_of(d_.front());
    int64_t high = place_of(d_.back());
    while (low < high) {
      const int64_t middle = std::midpoint(low, high);
      if (up_to(value_at(middle)) >= k) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return value_at(low);
  }

  double median() const {
    const size_t half = (size() + 1) / 2;
    if (size() % 2 == 1) return smallest(half);
    return (smallest(half) + smallest(half + 1)) / 2;
  }

 private:
  // How many are not above x: of a greater first difference never with a greater second.
  size_t up_to(double x) const {
    size_t count = 0;
    size_t end = d_.size();
    for (size_t i = 0; i < end; ++i) {
      while (end > i && (d_[i] + d_[end - 1]) / 2 > x) --end;
      count += end - i;
    }
    return count;
  }

  std::vector<double> d_;
};

double middle(std::span<const double> sorted) {
  const size_t half = sorted.size() / 2;
  if (sorted.size() % 2 == 1) return sorted[half];
  return (sorted[half - 1] + sorted[half]) / 2;
}

// Twice the midranks of |d|, so that they are whole numbers; d without zeros.
std::vector<int> doubled_midranks(std::span<const double> d) {
  std::vector<double> sizes;
  for (const double value : d) sizes.push_back(std::abs(value));
  std::sort(sizes.begin(), sizes.end());
  std::vector<int> ranks;
  for (const double value : d) {
    const auto [first, last] = std::equal_range(sizes.begin(), sizes.end(), std::abs(value));
    ranks.push_back(static_cast<int>(first - sizes.begin() + (last - sizes.begin()) + 1));
  }
  return ranks;
}

// The sum of independent terms, as sum_distribution() has them, when there are many.
class ManyTerms {
 public:
  explicit ManyTerms(std::span<const int> weights) {
    double fourth = 0;
    for (const double weight : weights) {
      mean_ += weight / 2;
      variance_ += weight * weight / 4;
      fourth -= std::pow(weight, 4) / 8;
    }
    excess_ = fourth / (variance_ * variance_);
  }

  // P(the sum <= w), where the sums that there are have this distance.
  double up_to(int w, int distance) const {
    const double x = (w + distance / 2.0 - mean_) / std::sqrt(variance_);
    const boost::math::normal normal;
    const double term = pdf(normal, x) * excess_ / 24 * (x * x * x - 3 * x);
    return std::clamp(cdf(normal, x) - term, 0.0, 1.0);
  }

  // The least w with P(the sum <= w) above p, of sums that are neighbours. REQUIRES: p < 1/2.
  int least_above(double p) const {
    int low = 0;
    int high = static_cast<int>(mean_) + 1;
    while (low < high) {
      const int middle = std::midpoint(low, high);
      if (up_to(middle, 1) > p) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

 private:
  double mean_ = 0;
  double variance_ = 0;
  double excess_ = 0;
};

// P(the sum of these doubled ranks <= w). Exact under every assignment of signs, so right with ties too.
double doubled_sum_up_to(std::span<const int> doubled, int w) {
  if (doubled.size() <= kMostExact) return sum_up_to(sum_distribution(doubled), w);
  return ManyTerms(doubled).up_to(w, 2);
}

// Zeros carry no sign and are left out.
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
  return std::min(1.0, 2 * doubled_sum_up_to(ranks, smaller));
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

double signed_rank_cdf(int n, int w) { return sum_up_to(sum_distribution(ranks_up_to(n)), w); }

int interval_rank(int n, double level) {
  const std::vector<int> ranks = ranks_up_to(n);
  if (n > kMostExact) return ManyTerms(ranks).least_above(level / 2);
  double sum = 0;
  int k = 0;
  for (const double p : sum_distribution(ranks)) {
    sum += p;
    if (sum > level / 2) break;
    ++k;
  }
  return k;
}

SignedRank signed_rank(std::span<const double> differences, double level) {
  SignedRank result;
  result.n = static_cast<int>(differences.size());
  result.level = level;
  const WalshAverages walsh(differences);
  result.estimate = walsh.median();
  const int k = interval_rank(result.n, level);
  if (k > 0) {
    const auto rank = static_cast<size_t>(k);
    result.interval = Interval{walsh.smallest(rank), walsh.smallest(walsh.size() + 1 - rank)};
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

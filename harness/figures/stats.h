// The statistics of noisy metrics: Wilcoxon's signed-rank test with its
// Hodges-Lehmann estimate, on one difference of logarithms per block. Chosen by
// simulation against the noise of shared machines: of five procedures the only
// one that keeps its level and is near the best power under drift and spikes.
//
// Sources: Hollander and Wolfe, Nonparametric Statistical Methods, chapter 3
// (test, estimate, interval from ordered Walsh averages); R's wilcox.test gives
// the same figures.
//
// The distribution of the rank sum W+ is exact up to kMostExact differences.
// Beyond, where that would take minutes, it is normal, with a continuity
// correction and the first term of Edgeworth's series, without which a rank at
// the level of an early look (looks.h) would be off by several (Fellingham and
// Stoker, JASA 59, 1964, 899-905). For ranks r, ties or not:
//
//   P(W+ <= w) = Phi(x) - phi(x) * k / 24 * (x^3 - 3x)
//   x = (w + 1/2 - sum r / 2) / root of v,  v = sum r^2 / 4,  k = -sum r^4 / 8 / v^2
//
// Pure functions; any thread.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace heapdyno {

inline constexpr double kLevel = 0.05;
inline constexpr int kMostExact = 200;

struct Interval {
  double low = 0;
  double high = 0;
};

struct SignedRank {
  int n = 0;
  double level = kLevel;             // of the interval
  double estimate = 0;               // Hodges-Lehmann, as the differences
  std::optional<Interval> interval;  // absent when n is too small for the level
  double p = 1;                      // two-sided, of the differences' symmetry about 0
  double sigma = 0;                  // of one difference: 1.4826 times the median deviation

  bool resolved() const { return interval && (interval->low > 0 || interval->high < 0); }
};

// One difference per block. REQUIRES: not empty.
SignedRank signed_rank(std::span<const double> differences, double level = kLevel);

// The interval runs from the k-th smallest Walsh average of n differences to the
// k-th largest: the largest k with P(W+ <= k-1) <= level/2. 0: there is none.
int interval_rank(int n, double level = kLevel);

// P(W+ <= w), exact, for n differences without ties, W+ the sum of positive ranks.
double signed_rank_cdf(int n, int w);

// The fewest blocks of which there is an interval: the smallest two-sided p is 2/2^n.
int fewest_blocks(double level = kLevel);

// The number of blocks that detect `effect` in four cases of five (0.955 is the
// test's efficiency against the t test under normality); at least fewest_blocks().
int blocks_to_detect(double sigma, double effect, double level = kLevel);

// The effect that so many blocks detect likewise: the inverse.
double detectable_effect(double sigma, int blocks, double level = kLevel);

// The spread of one difference that the result itself bears out: never less than
// what its interval says, since a handful of blocks may deviate little by luck.
double spread_of(const SignedRank& result);

double median(std::vector<double> values);  // REQUIRES: not empty

}  // namespace heapdyno

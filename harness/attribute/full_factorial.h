// What every set of k toggles counted, and what that says of each toggle and each group of them:
// exactly, in whole numbers.
//
// v(S) is what a set S saves: the count with no toggle less the count with those of S. N are all.
//
//   first-in   v({i})                                  i where no other is on
//   last-in    v(N) - v(N without i)                   i where all others are on
//   dividend   a(T) = sum of (-1)^(|T|-|S|) v(S)       over S within T: what T saves beyond what
//                                                      the groups within it do
//   Shapley    phi(i) = sum of a(T) / |T|              over T with i: i on average over all orders
//                                                      of switching on; sums to v(N)
//   effect     e(T) = 2^(1-k) sum of                   over all S: of one toggle the mean over all
//                     (-1)^|T without S| v(S)          sets of the others; of two half of how much
//                                                      the one changes the other's
//
// Sources: Shapley, A Value for n-Person Games (1953); Harsanyi, International Economic Review 4
// (1963) for dividends; Box, Hunter and Hunter, Statistics for Experimenters, chapter 5 for
// effects, after Yates. The effect of one toggle is Banzhaf's value: unlike Shapley's these do not
// add up to v(N). Pure values; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/attribute/sets.h"

namespace heapdyno {

inline constexpr int kMostFactorialToggles = 8;

// 1, ..., 8 divide it: a Shapley share is a whole number of its parts.
inline constexpr int64_t kShapleyParts = 840;

class FullFactorial {
 public:
  // The count of each set, by its mask. REQUIRES: 2^k of them, k from 1 to kMostFactorialToggles,
  // each below 2^44, so that nothing overflows.
  explicit FullFactorial(std::vector<int64_t> counts);

  int toggles() const { return toggles_; }
  int64_t count(Set set) const { return counts_[set]; }
  int64_t saved(Set set) const { return counts_[0] - counts_[set]; }
  int64_t total() const { return saved(all_of(toggles_)); }
  int64_t first_in(int toggle) const { return saved(only(toggle)); }
  int64_t last_in(int toggle) const;
  int64_t dividend(Set set) const { return dividends_[set]; }
  int64_t shapley_parts(int toggle) const;  // phi(i) times kShapleyParts
  double effect(Set set) const;             // REQUIRES: not empty

 private:
  int toggles_;
  std::vector<int64_t> counts_;
  std::vector<int64_t> dividends_;  // by set
  std::vector<int64_t> contrasts_;  // by set: e(T) times 2^(k-1)
};

}  // namespace heapdyno

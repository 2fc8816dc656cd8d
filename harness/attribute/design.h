// Which sets of toggles to measure, and which effects cannot be told apart by them.
//
//   full      all 2^k sets, up to 8 toggles: nothing is aliased
//   16 runs   up to 4 toggles the full design, of 5 to 8 the fraction E=BCD, F=ACD, G=ABC, H=ABD of
//             resolution IV: toggles are clear of pairs, pairs stand in chains of each other
//   128 runs  of 9 to 11 toggles the fraction H=ABCG, J=BCDE, K=ACDF, L=ABCDEFG (I is no letter)
//             of resolution V: toggles and pairs are clear of each other
//
// In a fraction the first toggles, A to D or A to G, take all their sets, and another one is on
// where an odd number of its generator's letters is. No toggle at all is thus one of the runs. A
// word is a set that has an even number of toggles on in every run. The contrast of a set T is the
// sum over the words W of the effects of T xor W, less those of words with an odd number of
// letters.
//
// Sources: Box, Hunter and Hunter, Statistics for Experimenters, chapter 12; NIST/SEMATECH
// e-Handbook of Statistical Methods, 5.3.3.4.7. Pure values; any thread.
#pragma once

#include <span>
#include <vector>

#include "harness/attribute/sets.h"

namespace heapdyno {

inline constexpr int kMostScreenedToggles = 8;
inline constexpr int kMostToggles = 11;

class Design {
 public:
  static Design full(int toggles);         // REQUIRES: 1 to 8
  static Design of_16_runs(int toggles);   // REQUIRES: 1 to kMostScreenedToggles
  static Design of_128_runs(int toggles);  // REQUIRES: 9 to kMostToggles

  int toggles() const { return toggles_; }
  const std::vector<Set>& runs() const { return runs_; }
  bool is_full() const { return words_.empty(); }
  const std::vector<Set>& words() const { return words_; }
  int resolution() const;  // the length of the shortest word; 0 of a full design

  // The other sets of at most so many toggles in whose place the contrast may stand.
  std::vector<Set> aliases(Set set, int most) const;

  // The mean of the values where an even number of the set's toggles is off, less that of the
  // others. One value for each run. REQUIRES: the set is not empty.
  double contrast(Set set, std::span<const double> values) const;

 private:
  Design(int toggles, int basic, std::span<const Set> generators);

  int toggles_;
  std::vector<Set> runs_;
  std::vector<Set> words_;
};

}  // namespace heapdyno

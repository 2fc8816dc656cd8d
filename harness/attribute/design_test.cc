#include "harness/attribute/design.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "engine/base/random.h"
#include "harness/attribute/full_factorial.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::vector<Design> all_fractions() {
  std::vector<Design> designs;
  for (int toggles = 5; toggles <= kMostScreenedToggles; ++toggles)
    designs.push_back(Design::of_16_runs(toggles));
  for (int toggles = 9; toggles <= kMostToggles; ++toggles)
    designs.push_back(Design::of_128_runs(toggles));
  return designs;
}

Set set_of(const char* letters) {
  Set set = 0;
  for (; *letters != '\0'; ++letters) set |= only(*letters - 'A');
  return set;
}

std::map<int, int> lengths(const Design& design) {
  std::map<int, int> lengths;
  for (const Set word : design.words()) ++lengths[size_of(word)];
  return lengths;
}

TEST(Design, TheSixteenRunsAreThoseOfTheDocument) {
  const Design design = Design::of_16_runs(8);
  std::set<std::string> runs;
  for (const Set run : design.runs()) {
    std::string text;
    for (int toggle = 0; toggle < 8; ++toggle) text += contains(run, toggle) ? '1' : '0';
    runs.insert(text);
  }
  EXPECT_THAT(runs, UnorderedElementsAre("00000000", "10000111", "01001011", "11001100", "00101110",
                                         "10101001", "01100101", "11100010", "00011101", "10011010",
                                         "01010110", "11010001", "00110011", "10110100", "01111000",
                                         "11111111"));
}

TEST(Design, WhatIsTheSameEverywhereHasNoEffectToTheLastBit) {
  const Design design = Design::of_16_runs(7);
  const std::vector<double> same(16, std::log(128147456.0));
  for (int toggle = 0; toggle < 7; ++toggle) EXPECT_EQ(design.contrast(only(toggle), same), 0);
}

TEST(Design, WordsAreAsLongAsTheResolutionSays) {
  EXPECT_EQ(lengths(Design::of_16_runs(8)), (std::map<int, int>{{4, 14}, {8, 1}}));
  EXPECT_EQ(lengths(Design::of_128_runs(11)), (std::map<int, int>{{5, 6}, {6, 6}, {7, 2}, {8, 1}}));
  for (const Design& design : all_fractions()) {
    EXPECT_EQ(design.resolution(), design.toggles() > 8 ? 5 : 4) << design.toggles();
    EXPECT_FALSE(design.is_full());
  }
}

TEST(Design, EachWordHasAnEvenNumberOfTogglesOnInEveryRun) {
  for (const Design& design : all_fractions()) {
    EXPECT_EQ(design.runs().size()
                  << (design.toggles() > 8 ? design.toggles() - 7 : design.toggles() - 4),
              size_t{1} << design.toggles());
    for (const Set run : design.runs()) {
      for (const Set word : design.words()) EXPECT_EQ(size_of(run & word) % 2, 0);
    }
    const std::set<Set> distinct(design.runs().begin(), design.runs().end());
    EXPECT_EQ(distinct.size(), design.runs().size());
    EXPECT_EQ(distinct.count(0), 1);
  }
}

TEST(Design, AliasesFollowFromTheWords) {
  const Design eight = Design::of_16_runs(8);
  EXPECT_THAT(eight.aliases(set_of("AB"), 2),
              UnorderedElementsAre(set_of("CG"), set_of("DH"), set_of("EF")));
  EXPECT_THAT(eight.aliases(set_of("AG"), 2),
              UnorderedElementsAre(set_of("BC"), set_of("DE"), set_of("FH")));
  EXPECT_THAT(eight.aliases(set_of("A"), 2), ElementsAre());
  EXPECT_EQ(eight.aliases(set_of("A"), 3).size(), 7);
  EXPECT_THAT(Design::of_16_runs(7).aliases(set_of("AB"), 2),
              UnorderedElementsAre(set_of("CG"), set_of("EF")));
  const Design eleven = Design::of_128_runs(11);
  for (const int size : {1, 2}) {
    for (const Set set : sets_of_size(size, 11)) EXPECT_THAT(eleven.aliases(set, 2), ElementsAre());
  }
}

TEST(Design, UpToFourTogglesSixteenRunsLeaveNothingOut) {
  for (int toggles = 1; toggles <= 4; ++toggles) {
    const Design design = Design::of_16_runs(toggles);
    EXPECT_TRUE(design.is_full());
    EXPECT_EQ(design.resolution(), 0);
    EXPECT_EQ(design.runs().size(), size_t{1} << toggles);
  }
  EXPECT_EQ(Design::full(8).runs().size(), 256);
}

// Counts of all sets of an engine whose effects above that order are zero.
std::vector<int64_t> counts_up_to(int order, int toggles) {
  engine::Random random(static_cast<uint64_t>(order));
  std::vector<int64_t> counts(size_t{1} << toggles, 1'000'000);
  for (Set effect = 1; effect < counts.size(); ++effect) {
    if (size_of(effect) > order) continue;
    const int64_t half = static_cast<int64_t>(random.below(2001)) - 1000;
    for (Set set = 0; set < counts.size(); ++set)
      counts[set] += size_of(effect & ~set) % 2 == 0 ? half : -half;
  }
  return counts;
}

std::vector<double> saved_in_runs(const Design& design, const FullFactorial& matrix) {
  std::vector<double> values;
  for (const Set run : design.runs()) values.push_back(static_cast<double>(matrix.saved(run)));
  return values;
}

TEST(Design, AFullDesignsContrastsAreTheEffects) {
  const FullFactorial matrix(counts_up_to(6, 6));
  const Design design = Design::full(6);
  const std::vector<double> values = saved_in_runs(design, matrix);
  for (Set set = 1; set < 64; ++set)
    EXPECT_DOUBLE_EQ(design.contrast(set, values), matrix.effect(set)) << set;
}

TEST(Design, WithoutInteractionsOfThreeTheFractionGivesTheMainEffectsOfTheFullDesign) {
  for (int toggles = 5; toggles <= kMostScreenedToggles; ++toggles) {
    const FullFactorial matrix(counts_up_to(2, toggles));
    const Design design = Design::of_16_runs(toggles);
    const std::vector<double> values = saved_in_runs(design, matrix);
    for (const Set set : sets_of_size(1, toggles))
      EXPECT_DOUBLE_EQ(design.contrast(set, values), matrix.effect(set)) << toggles << " " << set;
    // Of pairs it gives the sums of the chains.
    for (const Set set : sets_of_size(2, toggles)) {
      double chain = matrix.effect(set);
      for (const Set alias : design.aliases(set, 2)) chain += matrix.effect(alias);
      EXPECT_DOUBLE_EQ(design.contrast(set, values), chain);
    }
  }
}

TEST(Design, AnInteractionOfThreeBiasesTheMainEffectsItStandsFor) {
  std::vector<int64_t> counts = counts_up_to(2, 8);
  const Set bcg = set_of("BCG");  // = A
  for (Set set = 0; set < 256; ++set) counts[set] -= size_of(bcg & ~set) % 2 == 0 ? 20 : -20;
  const FullFactorial matrix(counts);
  EXPECT_EQ(matrix.effect(bcg), 40);
  const Design design = Design::of_16_runs(8);
  const std::vector<double> values = saved_in_runs(design, matrix);
  for (const Set set : sets_of_size(1, 8)) {
    const double bias = set == set_of("A") ? 40 : 0;
    EXPECT_DOUBLE_EQ(design.contrast(set, values), matrix.effect(set) + bias) << set;
  }
}

TEST(Design, AnEffectShowsInTheContrastOfEveryAliasWithTheSignOfTheWord) {
  for (const Design& design : all_fractions()) {
    const Set effect = set_of("ABE");
    std::vector<double> values;
    for (const Set run : design.runs())
      values.push_back(size_of(effect & ~run) % 2 == 0 ? 0.5 : -0.5);
    for (const Set word : design.words()) {
      if (effect == word) continue;
      EXPECT_EQ(design.contrast(effect ^ word, values), size_of(word) % 2 == 0 ? 1 : -1);
    }
    EXPECT_EQ(design.contrast(effect, values), 1);
    EXPECT_EQ(design.contrast(set_of("AE"), values), 0);
  }
}

}  // namespace
}  // namespace heapdyno

#include "harness/attribute/factors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<ToggleInfo> kToggles = {
    {"simd", {"on"}, "", ""},
    {"arena", {"fresh", "retained"}, "", ""},
    {"batching", {"on"}, "", ""},
    {"small_vector", {"on"}, "", ""},
    {"prefetch", {"on"}, "batching", ""},
};

std::vector<std::string> names(const std::string& text) {
  std::vector<std::string> names;
  for (const Factor& factor : choose_factors(text, kToggles)) names.push_back(factor.name);
  return names;
}

std::string refusal(const std::string& text) {
  try {
    choose_factors(text, kToggles);
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    return error.what();
  }
}

Record record_with(const std::map<std::string, std::string>& policy) {
  Record record;
  record.policy = policy;
  return record;
}

TEST(Factors, StandInTheOrderOfTheSeedThenByNameHoweverTheyAreNamed) {
  EXPECT_THAT(names("simd,arena,small_vector"), ElementsAre("small_vector", "arena", "simd"));
  EXPECT_THAT(names("batching,simd"), ElementsAre("batching", "simd"));
  EXPECT_THAT(names("seed"), ElementsAre("small_vector", "arena"));
}

TEST(Factors, AreOfTheStrongestKindUnlessOneIsNamed) {
  EXPECT_EQ(text_of(choose_factors("arena,simd", kToggles)), "arena=retained,simd");
  EXPECT_EQ(text_of(choose_factors("arena=fresh", kToggles)), "arena=fresh");
  EXPECT_THAT(names("arena=fresh,simd"), ElementsAre("arena=fresh", "simd"));
}

TEST(Factors, WhatMakesNoSenseIsRefusedWithAWayOut) {
  EXPECT_THAT(refusal("areno"), HasSubstr("did you mean 'arena'"));
  EXPECT_THAT(refusal("arena=stale"), HasSubstr("kind of arena 'stale'"));
  EXPECT_THAT(refusal("arena,arena=fresh"), HasSubstr("'arena' stands twice"));
  EXPECT_THAT(refusal("prefetch"), HasSubstr("prefetch needs batching"));
  EXPECT_THAT(refusal("all"), HasSubstr("leave it out"));
  EXPECT_THAT(refusal(","), HasSubstr("no such toggle"));
}

TEST(Factors, MoreThanElevenCannotBeToldApart) {
  std::vector<ToggleInfo> toggles;
  for (char c = 'a'; c < 'm'; ++c) toggles.push_back({std::string(1, c), {"on"}, "", ""});
  EXPECT_THROW(choose_factors("all", toggles), Error);
  toggles.pop_back();
  const std::vector<Factor> eleven = choose_factors("all", toggles);
  EXPECT_EQ(counting_design(eleven).runs().size(), 128);
  EXPECT_THROW(check_screened(eleven), Error);
}

TEST(Factors, SixteenSetsAreAmongThoseThatAreCounted) {
  std::vector<ToggleInfo> toggles;
  for (char c = 'a'; c < 'l'; ++c) {
    toggles.push_back({std::string(1, c), {"on"}, "", ""});
    const std::vector<Factor> factors = choose_factors("all", toggles);
    const std::vector<Set> sets = sixteen_sets(factors);
    const std::vector<Set> counted = counting_design(factors).runs();
    EXPECT_EQ(sets.size(), std::min(counted.size(), size_t{16})) << factors.size();
    EXPECT_EQ(std::set<Set>(sets.begin(), sets.end()).size(), sets.size());
    EXPECT_EQ(sets.front(), 0);
    for (const Set set : sets)
      EXPECT_NE(std::find(counted.begin(), counted.end(), set), counted.end());
    for (int toggle = 0; toggle < static_cast<int>(factors.size()); ++toggle) {
      const auto has = [&](Set set) { return contains(set, toggle); };
      EXPECT_EQ(std::count_if(sets.begin(), sets.end(), has), sets.size() / 2) << toggle;
    }
  }
}

TEST(Factors, ASetHasANameAVariantAndARecordsPolicy) {
  const std::vector<Factor> factors = choose_factors("small_vector,arena,simd", kToggles);
  EXPECT_EQ(name_of(0, factors), "baseline");
  EXPECT_EQ(name_of(0b110, factors), "arena+simd");
  EXPECT_EQ(variant_of(0b110, factors), "arena=retained+simd");
  EXPECT_EQ(variant_of(0, factors), "baseline");
  EXPECT_EQ(set_of({{"arena", "retained"}, {"simd", "on"}, {"batching", "off"}}, factors),
            Set{0b110});
  EXPECT_EQ(set_of({{"arena", "fresh"}}, factors), std::nullopt);
  EXPECT_EQ(set_of({{"arena", "retained"}, {"batching", "on"}}, factors), std::nullopt);
}

TEST(Factors, OfRecordsAreThoseThatAreOnInAny) {
  const std::vector<Record> records = {
      record_with({{"arena", "off"}, {"simd", "off"}, {"batching", "off"}}),
      record_with({{"arena", "fresh"}, {"simd", "off"}, {"batching", "off"}}),
      record_with({{"arena", "off"}, {"simd", "on"}, {"batching", "off"}})};
  EXPECT_EQ(text_of(factors_in(records, "")), "arena=fresh,simd");
  EXPECT_EQ(text_of(factors_in(records, "simd")), "simd");
}

TEST(Factors, OfSeveralKindsInRecordsOneMustBeNamed) {
  const std::vector<Record> records = {record_with({{"arena", "fresh"}}),
                                       record_with({{"arena", "retained"}})};
  EXPECT_THROW(factors_in(records, ""), Error);
  EXPECT_EQ(text_of(factors_in(records, "arena=retained")), "arena=retained");
  EXPECT_THROW(factors_in({record_with({{"arena", "off"}})}, ""), Error);
}

}  // namespace
}  // namespace heapdyno

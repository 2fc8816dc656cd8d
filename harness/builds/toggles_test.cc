#include "harness/builds/toggles.h"

#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

const std::vector<ToggleInfo> kToggles = {
    {"small_vector", {"on"}, "", ""},
    {"arena", {"fresh", "retained"}, "", ""},
    {"object_pool", {"mutex_fifo", "thread_local"}, "", ""},
    {"preallocate", {"on"}, "", ""},
    {"simd", {"on"}, "preallocate", ""},  // one of later days, which needs another
};

std::string canonical(const char* name) { return canonical_variant(name, kToggles); }

TEST(Toggles, FieldsStandInTheOrderOfTheTableAndTheLastKindIsBare) {
  EXPECT_EQ(canonical("preallocate+arena=fresh"), "arena=fresh+preallocate");
  EXPECT_EQ(canonical("object_pool=thread_local+arena=retained"), "arena+object_pool");
}

TEST(Toggles, ASetEqualToANamedVariantTakesItsName) {
  EXPECT_EQ(canonical("baseline"), "baseline");
  EXPECT_EQ(canonical(""), "baseline");
  EXPECT_EQ(canonical("arena"), "only-arena");
  EXPECT_EQ(canonical("arena=fresh"), "arena=fresh");
  EXPECT_EQ(canonical("small_vector+arena+object_pool+preallocate+simd"), "all");
  EXPECT_EQ(canonical("arena+object_pool+preallocate+simd"), "without-small_vector");
  EXPECT_EQ(canonical("small_vector+arena+object_pool+preallocate"), "seed");
}

TEST(Toggles, WhatAToggleNeedsIsSwitchedOnWithIt) {
  EXPECT_EQ(canonical("simd"), "only-simd");
  EXPECT_EQ(policy_of_variant("only-simd", kToggles),
            (Policy{{"preallocate", "on"}, {"simd", "on"}}));
}

TEST(Toggles, SeedIsAskedForByNameEvenWhereItEqualsAll) {
  const std::vector<ToggleInfo> today(kToggles.begin(), kToggles.end() - 1);
  EXPECT_EQ(canonical_variant("seed", today), "seed");
  EXPECT_EQ(canonical_variant("small_vector+arena+object_pool+preallocate", today), "all");
}

TEST(Toggles, UnknownNamesSayWhatThereIs) {
  const auto message = [](const char* name) -> std::string {
    try {
      return canonical(name);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), Exit::kUsage);
      return error.what();
    }
  };
  EXPECT_NE(message("arna=fresh").find("did you mean 'arena'"), std::string::npos);
  EXPECT_NE(message("arena=frsh").find("did you mean 'fresh'"), std::string::npos);
  EXPECT_NE(message("arena+arena=fresh").find("twice"), std::string::npos);
  EXPECT_NE(message("only-arna").find("did you mean 'arena'"), std::string::npos);
}

}  // namespace
}  // namespace heapdyno

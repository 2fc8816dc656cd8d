#include "harness/check/site_deltas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

CellSite site(const std::string& function, uint64_t allocations, int line = 10,
              const std::string& callee = "std::string") {
  return {"put", function, callee, {"engine/a.cc", line}, allocations, 8 * allocations};
}

std::vector<std::string> texts(const std::vector<SiteDelta>& deltas) {
  std::vector<std::string> texts;
  for (const SiteDelta& delta : deltas) texts.push_back(text_of(delta, 0));
  return texts;
}

TEST(SiteDeltas, EqualSitesSayNothing) {
  const std::vector<CellSite> sites = {site("f", 3), site("g", 4)};
  EXPECT_THAT(site_deltas(sites, sites).net, IsEmpty());
  EXPECT_THAT(site_deltas({}, {}).net, IsEmpty());
}

TEST(SiteDeltas, ANewSiteIsNamedWithItsLine) {
  const SiteDeltas deltas =
      site_deltas({site("f", 3)}, {site("f", 3), site("g", 4, 88, "std::vector::push_back")});
  EXPECT_THAT(texts(deltas.net), ElementsAre("+4 g > std::vector::push_back (engine/a.cc:88)"));
  EXPECT_EQ(deltas.net[0].bytes, 32);
  EXPECT_THAT(deltas.moved, IsEmpty());
}

TEST(SiteDeltas, ASiteThatIsGoneIsNamedWithItsOldLine) {
  EXPECT_THAT(texts(site_deltas({site("f", 3, 7)}, {}).net),
              ElementsAre("-3 f > std::string (engine/a.cc:7)"));
}

TEST(SiteDeltas, LinesThatShiftAreTheSameSite) {
  const std::vector<CellSite> before = {site("f", 3, 10), site("f", 5, 20), site("g", 1, 30)};
  const std::vector<CellSite> after = {site("f", 3, 14), site("f", 5, 24), site("g", 1, 34)};
  EXPECT_THAT(site_deltas(before, after).net, IsEmpty());
  EXPECT_THAT(site_deltas(before, after).moved, IsEmpty());
}

TEST(SiteDeltas, AnotherCalleeOfOneFunctionIsTheSameSite) {
  EXPECT_THAT(site_deltas({site("f", 3)}, {site("f", 3, 10, "std::string::append")}).net,
              IsEmpty());
}

TEST(SiteDeltas, OneMoreCallInAFunctionWhoseLinesShiftIsFoundAtItsLine) {
  const std::vector<CellSite> before = {site("f", 100, 10), site("f", 5, 20)};
  const std::vector<CellSite> after = {site("f", 100, 12), site("f", 5, 22), site("f", 100, 15)};
  EXPECT_THAT(texts(site_deltas(before, after).net),
              ElementsAre("+100 f > std::string (engine/a.cc:15)"));
}

TEST(SiteDeltas, WhatAnotherFunctionMakesNowHasMoved) {
  const SiteDeltas deltas =
      site_deltas({site("f", 100), site("g", 1)}, {site("h", 100, 50), site("g", 3)});
  EXPECT_THAT(texts(deltas.moved), ElementsAre("-100 f > std::string (engine/a.cc:10)",
                                               "+100 h > std::string (engine/a.cc:50)"));
  EXPECT_THAT(texts(deltas.net), ElementsAre("+2 g > std::string (engine/a.cc:10)"));
}

TEST(SiteDeltas, TheGreatestChangeComesFirst) {
  EXPECT_THAT(
      texts(site_deltas({}, {site("f", 1), site("g", 50), site("h", 7)}).net),
      ElementsAre("+50 g > std::string (engine/a.cc:10)", "+7 h > std::string (engine/a.cc:10)",
                  "+1 f > std::string (engine/a.cc:10)"));
}

}  // namespace
}  // namespace heapdyno

#include "harness/claims/claim_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "harness/base/error.h"
#include "harness/testing/test_errors.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kText[] = R"(// Two claims.
{"schema": "heapdyno.claims/1",
 "document": "A document",
 "claims": [
  {"id": "arena", "number": "2", "place": "2. Arenas", "quotation": "30-50% less",
   "metric": "allocs/op", "reduction": [30, 50],
   "headline": [{"scenario": "mix", "phase": "get", "less": "short"}],
   "also": ["fill"],
   "arms": [{"on": "variant:only-arena"},
            {"off": "variant:arena=fresh", "on": "variant:only-arena alloc:jemalloc"}],
   "why": "There."},
  {"id": "threads", "number": "4", "place": "4. Allocator", "quotation": "better",
   "metric": "ns/op",
   "headline": [{"scenario": "fill", "phase": "fill", "over": "fill"}],
   "arms": [{"on": "alloc:jemalloc"}],
   "why": "There, too."}]})";

FoundScenario find(const std::string& name) {
  if (name == "mix" || name == "mix{keys=7}") return {"mix{keys=7}", {"put", "get", "scan"}};
  if (name == "short") return {"short", {"put", "get"}};
  if (name == "fill") return {"fill", {"fill"}};
  throw Error("unknown scenario '" + name + "'");
}

ClaimList parsed() { return parse_claims(kText, "claims.json", find); }

std::string error_of(const std::string& from, const std::string& to) {
  std::string text = kText;
  text.replace(text.find(from), from.size(), to);
  try {
    parse_claims(text, "claims.json", find);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::vector<std::string> names_of(const std::vector<ClaimPlace>& places) {
  std::vector<std::string> names;
  for (const ClaimPlace& place : places) names.push_back(place.name());
  return names;
}

TEST(ClaimList, IsRead) {
  const ClaimList list = parsed();
  EXPECT_EQ(list.document, "A document");
  ASSERT_EQ(list.claims.size(), 2u);
  EXPECT_EQ(list.claims[0].claimed(), "-30 to -50 %");
  EXPECT_EQ(list.claims[0].metric->name, "allocs/op");
  EXPECT_EQ(list.claims[0].arms[0].name(), "only-arena");
  EXPECT_EQ(list.claims[0].arms[0].off, ClaimConfiguration());
  EXPECT_EQ(list.claims[0].arms[1].name(), "only-arena jemalloc after arena=fresh");
  EXPECT_EQ(list.claims[1].claimed(), "less");
  EXPECT_EQ(list.claims[1].arms[0].name(), "jemalloc");
}

TEST(ClaimList, RunsAllPhasesOfItsScenariosTheHeadlineFirst) {
  const Claim claim = parsed().claims[0];
  EXPECT_EQ(claim.headline, 1u);
  EXPECT_THAT(names_of(claim.places),
              ElementsAre("mix{keys=7} get less short", "mix{keys=7} put less short", "fill fill"));
}

TEST(ClaimList, AHeadlineIsNamedOnce) {
  EXPECT_THAT(
      error_of(R"({"scenario": "fill", "phase": "fill", "over": "fill"})",
               R"({"scenario": "fill", "phase": "fill"}, {"scenario": "fill", "phase": "fill"})"),
      HasSubstr("this phase is a headline already"));
}

TEST(ClaimList, AShareHasOneConfiguration) {
  std::string text = kText;
  const std::string range = "\"reduction\": [30, 50]";
  text.replace(text.find(range), range.size(), "\"more_than\": 50");
  EXPECT_THROW(parse_claims(text, "claims.json", find), Error);
  const std::string arm =
      ",\n            {\"off\": \"variant:arena=fresh\", \"on\": \"variant:only-arena "
      "alloc:jemalloc\"}";
  text.replace(text.find(arm), arm.size(), "");
  EXPECT_EQ(parse_claims(text, "claims.json", find).claims[0].claimed(), "more than 50 %");
}

TEST(ClaimList, SaysWhereItIsWrong) {
  EXPECT_THAT(error_of("\"number\": \"2\"", "\"nummer\": \"2\""),
              HasSubstr("claims.json:5: /claims/0/nummer"));
  EXPECT_THAT(error_of("allocs/op", "allocs/opp"),
              HasSubstr("claims.json:6: /claims/0/metric: unknown metric 'allocs/opp'"));
  EXPECT_THAT(error_of("[30, 50]", "[50, 30]"), HasSubstr("/claims/0/reduction: expected two"));
  EXPECT_THAT(error_of("[30, 50]", "30"), HasSubstr("/claims/0/reduction: expected two"));
  EXPECT_THAT(error_of("\"mix\"", "\"mixx\""),
              HasSubstr("claims.json:7: /claims/0/headline/0/scenario: unknown scenario 'mixx'"));
  EXPECT_THAT(error_of("\"phase\": \"get\"", "\"phase\": \"gett\""),
              HasSubstr("/claims/0/headline/0/phase: unknown measured phase 'gett'"));
  EXPECT_THAT(error_of("\"phase\": \"get\"", "\"phase\": \"scan\""),
              HasSubstr("/claims/0/headline/0/less: short has no measured phase scan"));
  EXPECT_THAT(error_of("[\"fill\"]", "[\"fil\"]"),
              HasSubstr("claims.json:8: /claims/0/also/0: unknown scenario 'fil'"));
  EXPECT_THAT(error_of("variant:only-arena\"", "only-arena\""),
              HasSubstr("/claims/0/arms/0/on: expected a configuration"));
  EXPECT_THAT(error_of("\"off\": \"variant:arena=fresh\"", "\"off\": \"store:leveldb\""),
              HasSubstr("/claims/0/arms/1/off: expected a configuration"));
  EXPECT_THAT(error_of("{\"on\": \"alloc:jemalloc\"}", "{\"on\": \"alloc:glibc\"}"),
              HasSubstr("/claims/1/arms/0/on: the same configuration"));
  EXPECT_THAT(error_of("\"over\"", "\"less\""),
              HasSubstr("/claims/1/headline/0/less: only of counted metrics"));
  EXPECT_THAT(error_of("\"id\": \"threads\"", "\"id\": \"arena\""),
              HasSubstr("/claims/1/id: another claim is called arena"));
  EXPECT_THAT(error_of("claims/1", "claims/2"), HasSubstr("heapdyno.claims/1"));
  EXPECT_THAT(error_of("too.\"}]", "too.\"}"), HasSubstr("claims.json:16: not JSON"));
}

// HEAPDYNO_TEST_SOURCE names the source folder; Meson sets it.
TEST(ClaimList, EveryChapterOfTheDocumentHasAClaimOnScenariosThatAreThere) {
  BuildFolder folder;
  folder.source = std::getenv("HEAPDYNO_TEST_SOURCE");
  folder.catalogue = folder.source + "/scenarios/catalogue";
  std::set<std::string> numbers;
  for (const Claim& claim :
       load_claims(folder.source + "/scenarios/claims.json", scenarios_of(folder)).claims)
    numbers.insert(claim.number);
  EXPECT_THAT(numbers,
              ElementsAre("1", "10", "11", "12", "2", "3", "4", "5", "6", "7", "8", "9", "all"));
}

TEST(ClaimList, ClaimsAreChosenByName) {
  const ClaimList list = parsed();
  EXPECT_EQ(choose_claims(list, {}).claims.size(), 2u);
  EXPECT_EQ(choose_claims(list, {"threads"}).claims[0].id, "threads");
  EXPECT_THAT(usage_error_of([&] { choose_claims(list, {"arenas"}); }),
              HasSubstr("did you mean 'arena'"));
}

}  // namespace
}  // namespace heapdyno

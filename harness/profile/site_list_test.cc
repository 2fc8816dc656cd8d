#include "harness/profile/site_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/testing/test_errors.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kText[] = R"(// Two sites.
{"schema": "heapdyno.sites/1",
 "sites": [
  {"toggle": "arena", "site": "merge", "functions": ["engine::f", "engine::g"], "scenario": "fill",
   "phase": "fill"},
  {"toggle": "flat_hash", "site": "index", "functions": ["engine::h"], "scenario": "names",
   "phase": "open", "with": "string_pool"}],
 "also_moves": {"arena": {"peers": "all of it in one"}},
 "moves_nothing": {"simd": "it computes"},
 "walks": {"put": {"scenario": "fill", "phase": "fill",
                   "steps": [{"step": "1. encode", "functions": ["engine::f"]}]}}})";

std::string error_of(const std::string& from, const std::string& to) {
  std::string text = kText;
  text.replace(text.find(from), from.size(), to);
  try {
    parse_site_list(text, "sites.json");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(SiteList, IsRead) {
  const SiteList list = parse_site_list(kText, "sites.json");
  ASSERT_EQ(list.sites.size(), 2u);
  EXPECT_THAT(list.sites[0].functions, ElementsAre("engine::f", "engine::g"));
  EXPECT_THAT(list.sites[0].off(), ElementsAre());
  EXPECT_THAT(list.sites[0].on(), ElementsAre("arena"));
  EXPECT_EQ(list.sites[1].place.phase, "open");
  EXPECT_EQ(list.also_moves.at("arena").at("peers"), "all of it in one");
  EXPECT_EQ(list.moves_nothing.at("simd"), "it computes");
  EXPECT_EQ(list.walk("put").steps[0].step, "1. encode");
}

TEST(SiteList, ComparesASiteThatNeedsAnotherToggleWithThatOneAlone) {
  const Site site = parse_site_list(kText, "sites.json").sites[1];
  EXPECT_THAT(site.off(), ElementsAre("string_pool"));
  EXPECT_THAT(site.on(), ElementsAre("flat_hash", "string_pool"));
}

TEST(SiteList, SaysWhereItIsWrong) {
  EXPECT_THAT(error_of("\"site\": \"merge\"", "\"sight\": \"merge\""),
              HasSubstr("sites.json:4: /sites/0/sight"));
  EXPECT_THAT(error_of("[\"engine::h\"]", "[]"), HasSubstr("/sites/1/functions"));
  EXPECT_THAT(error_of("[\"engine::h\"]", "[7]"), HasSubstr("/sites/1/functions"));
  EXPECT_THAT(error_of("\"all of it in one\"", "3"), HasSubstr("/also_moves/arena/peers"));
  EXPECT_THAT(error_of("\"it computes\"", "4"), HasSubstr("/moves_nothing/simd"));
  EXPECT_THAT(error_of("\"1. encode\"", "\"\""), HasSubstr("/walks/put/steps/0/step"));
  EXPECT_THAT(error_of("sites/1", "sites/2"), HasSubstr("heapdyno.sites/1"));
  EXPECT_THAT(error_of("]}}}", "]}}"), HasSubstr("sites.json:11: not JSON"));
}

TEST(SiteList, SuggestsTheWalkThatWasMeant) {
  EXPECT_THAT(usage_error_of([&] { parse_site_list(kText, "sites.json").walk("putt"); }),
              HasSubstr("did you mean 'put'"));
}

}  // namespace
}  // namespace heapdyno

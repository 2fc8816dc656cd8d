#include "harness/bisect/set_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

const std::vector<ToggleInfo> kToggles = {{"arena", {"fresh", "retained"}, "", ""},
                                          {"pool", {"on"}, "arena", ""},
                                          {"names", {"on"}, "", ""}};

std::string text_of(const SmallestSets& found, Question question) {
  const Switches switches(policy_of_variant("names", kToggles),
                          policy_of_variant("pool+arena=fresh", kToggles), kToggles);
  std::ostringstream out;
  print(out, table_of(found, switches, question, 2, "allocations of fill", 40), Format::kText);
  return out.str();
}

FoundSet set_of(std::vector<std::string> toggles, double fill) {
  return {std::move(toggles), {}, {{"fill", fill}, {"get", 7}}};
}

TEST(SetTables, EachSetStandsWithWhatItTakesAlongAndTheCountsThatChange) {
  SmallestSets found{{{"fill", 100}, {"get", 7}}, {}, {set_of({"pool"}, 80)}, true, 5};
  const std::string one = text_of(found, Question::kAnyChange);
  EXPECT_THAT(one, HasSubstr("The smallest set of toggles that changes allocations of fill"));
  EXPECT_THAT(one, ContainsRegex("pool +arena=fresh +fill +100 -> 80"));
  EXPECT_THAT(one, HasSubstr("5 variants, counted once each: 40.0 s with what had to be "
                             "built, 8.0 s each"));
  found.sets.push_back(set_of({"arena", "names"}, 90));
  const std::string several = text_of(found, Question::kWholeChange);
  EXPECT_THAT(several, HasSubstr("The smallest sets of toggles that make the whole change of"));
  EXPECT_THAT(several, ContainsRegex("arena=fresh\\+no names +fill +100 -> 90"));
}

TEST(SetTables, OneThatMayNotBeTheSmallestSaysSo) {
  const SmallestSets found{{{"fill", 100}}, {}, {set_of({"pool"}, 80)}, false, 9};
  const std::string text = text_of(found, Question::kAnyChange);
  EXPECT_THAT(text, HasSubstr("A set of toggles of which none can be left out"));
  EXPECT_THAT(text, HasSubstr("no set of up to 2 toggles does"));
}

}  // namespace
}  // namespace heapdyno

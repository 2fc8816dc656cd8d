#include "harness/stacks/call_stacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const CallStacks kStacks = {{{"measure_put"}, {1, 8}},
                            {{"measure_put", "a"}, {2, 20}},
                            {{"measure_put", "a", "b"}, {3, 30, 2}},
                            {{"measure_put", "a", "b", "c"}, {4, 40}},
                            {{"measure_get", "d", "b"}, {5, 50, 5}}};

TEST(CallStacks, GoToTheInnermostOfTheFunctions) {
  const std::vector<std::string> functions = {"a", "b"};
  EXPECT_THAT(by_function(kStacks, functions),
              ElementsAre(Pair("", Allocated{1, 8}), Pair("a", Allocated{2, 20}),
                          Pair("b", Allocated{12, 120, 7})));
  EXPECT_EQ(total(kStacks), (Allocated{15, 148, 7}));
}

TEST(CallStacks, SurviveTheRecord) {
  EXPECT_EQ(parse_call_stacks(nlohmann::json::parse(to_json(kStacks).dump())), kStacks);
}

TEST(CallPlaces, SurviveTheRecord) {
  const CallPlaces places = {
      {{"measure_put", "a"},
       {{{"std::string", "engine/a.cc", 8}, {1, 10}}, {{"", "engine/a.cc", 9}, {1, 10}}}},
      {{"measure_get", "d", "b"}, {{{"std::string", "", 0}, {5, 50}}}}};
  const auto stacks = nlohmann::json::parse(to_json(kStacks).dump());
  const auto json = nlohmann::json::parse(to_json(places, kStacks).dump());
  EXPECT_EQ(parse_call_places(json, stacks), places);
}

TEST(CallPlaces, ThatLeadNowhereAreAnError) {
  const auto stacks = nlohmann::json::parse(to_json(kStacks).dump());
  const char* const broken[] = {R"({"texts": ["a"], "places": [[99, 0, 0, 1, 1, 1]]})",
                                R"({"texts": ["a"], "places": [[0, 1, 0, 1, 1, 1]]})"};
  for (const char* text : broken)
    EXPECT_THROW(parse_call_places(nlohmann::json::parse(text), stacks), Error) << text;
}

TEST(CallStacks, OfARecordNeedNotSayWhatWasTemporary) {
  const auto json = nlohmann::json::parse(R"({"functions": ["a"], "calls": [[0, -1, 2, 20]]})");
  EXPECT_THAT(parse_call_stacks(json), ElementsAre(Pair(ElementsAre("a"), Allocated{2, 20, 0})));
}

TEST(CallStacks, WithoutTheirFunctionOrCallerAreAnError) {
  const char* const broken[] = {R"({"functions": ["a"], "calls": [[1, -1, 1, 1]]})",
                                R"({"functions": ["a"], "calls": [[0, 0, 1, 1]]})"};
  for (const char* text : broken)
    EXPECT_THROW(parse_call_stacks(nlohmann::json::parse(text)), Error) << text;
}

}  // namespace
}  // namespace heapdyno

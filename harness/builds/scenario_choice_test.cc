#include "harness/builds/scenario_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ScenarioDocument document(const std::string& name, const std::string& sweep = "") {
  auto result = parse_scenario_document(
      R"({"schema": "heapdyno.scenario/1", "name": ")" + name + "\", " + sweep +
          R"("parameters": {"keys": 1000, "bytes": 100}, "gate": {"keys": 10}, "phases":
          [{"name": "fill", "operations": {"put": 1}, "count": "$keys",
            "values": {"size": "$bytes"}}]})",
      name + ".json");
  EXPECT_TRUE(result.is_ok()) << result.status().to_string();
  return std::move(result).value();
}

template <typename Do>
std::string usage_failure(Do action) {
  try {
    action();
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    return error.what();
  }
}

std::vector<std::string> names(const std::vector<ChosenScenario>& chosen,
                               const ScenarioSettings& general = {}) {
  std::vector<std::string> names;
  for (const ScenarioInstance& instance : instances_of(chosen, general))
    names.push_back(instance.name);
  return names;
}

ScenarioSettings settings_in(const std::string& text) {
  return parse_scenario_choice(text).settings;
}

TEST(ScenarioChoice, IsANameOrAPathWithOrWithoutSettings) {
  EXPECT_EQ(parse_scenario_choice("fill-random").scenario, "fill-random");
  const ScenarioChoice choice =
      parse_scenario_choice("/tmp/my.json{keys=1000,theta=0.75,scale=0.5,size=gate}");
  EXPECT_EQ(choice.scenario, "/tmp/my.json");
  EXPECT_THAT(choice.settings.parameters,
              ElementsAre(NamedNumber{"keys", 1000}, NamedNumber{"theta", 0.75}));
  EXPECT_EQ(choice.settings.scale, 0.5);
  EXPECT_EQ(choice.settings.size, ScenarioSize::kGate);
  EXPECT_EQ(settings_in("fill{size=full}").size, ScenarioSize::kFull);
}

TEST(ScenarioChoice, WhatIsNoneSaysWhatIsExpected) {
  const auto failure = [](const std::string& text) {
    return usage_failure([&] { parse_scenario_choice(text); });
  };
  EXPECT_THAT(failure("{keys=1}"),
              HasSubstr("no name; write NAME, 'PATTERN*', PATH.json or NAME{PARAM"));
  EXPECT_THAT(failure("fill{keys=1"), HasSubstr("the brace is not closed"));
  EXPECT_THAT(failure("fill{keys=1}x"), HasSubstr("the brace is not closed"));
  EXPECT_THAT(failure("fill{keys}"), HasSubstr("'keys' sets no parameter: write NAME=NUMBER"));
  EXPECT_THAT(failure("fill{=5}"), HasSubstr("sets no parameter"));
  for (const char* number : {"many", "", "-1", "1x", "inf", "nan"}) {
    EXPECT_THAT(failure("fill{keys=" + std::string(number) + "}"), HasSubstr("sets no parameter"));
  }
  EXPECT_THAT(failure("fill{keys=1,keys=1}"), HasSubstr("'keys' is set twice"));
  EXPECT_THAT(failure("fill{scale=1,scale=2}"), HasSubstr("'scale' is set twice"));
  EXPECT_THAT(failure("fill{size=gate,size=full}"), HasSubstr("'size' is set twice"));
  for (const char* scale : {"0", "1001", "-1", "half"}) {
    EXPECT_THAT(failure("fill{scale=" + std::string(scale) + "}"),
                HasSubstr("is no scale: it is a number above 0, at most 1000"));
  }
  EXPECT_THAT(failure("fill{size=gaet}"), HasSubstr("did you mean 'gate'"));
}

TEST(ScenarioChoice, AnInstancesNameIsAChoiceOfTheSame) {
  const ScenarioDocument fill = document("fill", R"("sweep": {"bytes": [16, 64]}, )");
  const ScenarioSettings settings = settings_in("fill{scale=0.001,bytes=7,keys=2000000,size=gate}");
  const std::vector<std::string> once = names({{fill, settings}});
  EXPECT_THAT(once, ElementsAre("fill{keys=2000000,bytes=7,scale=0.001,size=gate}"));
  EXPECT_EQ(names({{fill, settings_in(once[0])}}), once);
}

TEST(ScenarioChoice, ASweepWithoutItsParameterIsAllOfItsPoints) {
  const ScenarioDocument swept = document("sizes", R"("sweep": {"bytes": [16, 64, 1024]}, )");
  EXPECT_THAT(
      names({{swept, settings_in("sizes{keys=5}")}}),
      ElementsAre("sizes{keys=5,bytes=16}", "sizes{keys=5,bytes=64}", "sizes{keys=5,bytes=1024}"));
  EXPECT_THAT(names({{swept, settings_in("sizes{bytes=9}")}}), ElementsAre("sizes{bytes=9}"));
}

TEST(ScenarioChoice, WhatIsForAllReachesThoseThatHaveItAndBracesGoBefore) {
  ScenarioSettings general;
  set_parameter(general, "keys=50");
  set_scale(general, "0.5");
  const auto other = parse_scenario_document(
      R"({"schema": "heapdyno.scenario/1", "name": "other", "phases":
          [{"name": "fill", "operations": {"put": 1}, "count": 10}]})",
      "other.json");
  EXPECT_THAT(
      names({{document("fill"), {}},
             {document("fall"), settings_in("fall{keys=7,scale=0.25}")},
             {*other, {}}},
            general),
      ElementsAre("fill{keys=50,scale=0.5}", "fall{keys=7,scale=0.25}", "other{scale=0.5}"));
}

TEST(ScenarioChoice, SettingsThatNoScenarioHasAreUsageErrors) {
  const auto failure = [](const ScenarioSettings& own, const ScenarioSettings& general) {
    return usage_failure([&] { instances_of({{document("fill"), own}}, general); });
  };
  EXPECT_THAT(failure({}, settings_in("x{kesy=1}")),
              HasSubstr("unknown parameter 'kesy': did you mean 'keys'? There are: keys, bytes"));
  EXPECT_THAT(failure(settings_in("x{kesy=1}"), {}), HasSubstr("did you mean \"keys\"?"));
  EXPECT_THAT(failure(settings_in("x{keys=0.5}"), {}), HasSubstr("expected a whole number"));
  EXPECT_THAT(failure({}, settings_in("x{bytes=9999999}")),
              HasSubstr("found 9999999; with {bytes=9999999}"));
}

TEST(ScenarioChoice, TheSameWorkloadTwiceIsOneAndTwoOfOneNameAreRefused) {
  const ScenarioDocument fill = document("fill");
  EXPECT_THAT(names({{fill, {}}, {fill, settings_in("fill{keys=1000}")}}), ElementsAre("fill"));
  ScenarioDocument other = document("fill", R"("seed": 5, )");
  other.file = "/tmp/other.json";
  EXPECT_THAT(usage_failure([&] {
                names({{fill, {}}, {other, {}}});
              }),
              HasSubstr("two scenarios are called 'fill', of fill.json and of /tmp/other.json"));
}

}  // namespace
}  // namespace heapdyno

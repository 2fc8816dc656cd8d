#include "scenarios/scenario_document.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace heapdyno {
namespace {

// `top` and `phase` are spliced in, each on a line of its own.
std::string file(const std::string& top, const std::string& phase) {
  return "// what it is\n// for\n"
         "{\"schema\": \"heapdyno.scenario/1\", \"name\": \"sample\",\n" +
         top + "\n \"phases\": [{\"name\": \"load\", \"operations\": {\"put\": 1},\n" + phase +
         "}]}\n";
}

std::string error(const std::string& text) {
  const auto document = parse_scenario_document(text, "s.json");
  return document.is_ok() ? "accepted" : std::string(document.status().message());
}

ScenarioDocument document(const std::string& text) {
  auto result = parse_scenario_document(text, "s.json");
  EXPECT_TRUE(result.is_ok()) << (result.is_ok() ? "" : result.status().to_string());
  return result.is_ok() ? std::move(result).value() : ScenarioDocument{};
}

ScenarioInstance settled(const ScenarioDocument& document, const ScenarioSettings& settings = {}) {
  auto result = settle(document, settings);
  EXPECT_TRUE(result.is_ok()) << (result.is_ok() ? "" : result.status().to_string());
  return result.is_ok() ? std::move(result).value() : ScenarioInstance{};
}

std::string refusal(const ScenarioDocument& document, const ScenarioSettings& settings) {
  const auto result = settle(document, settings);
  return result.is_ok() ? "accepted" : std::string(result.status().message());
}

ScenarioSettings with(std::vector<NamedNumber> parameters) {
  return {std::move(parameters), std::nullopt, std::nullopt};
}
ScenarioSettings scaled(double scale) { return {{}, scale, std::nullopt}; }
ScenarioSettings at_gate() { return {{}, std::nullopt, ScenarioSize::kGate}; }

Phase first_phase(const ScenarioInstance& instance) { return instance.scenario.phases.at(0); }

// Of 1000 keys: with all that a reference can be.
ScenarioDocument sample(const std::string& top = "") {
  return document(file(R"("parameters": {"keys": 1000, "bytes": 100, "theta": 0.5},)" + top,
                       R"("count": "$keys", "values": {"size": "$bytes"},
       "keys": {"distribution": "zipf", "theta": "$theta", "count": "$keys * 0.9"})"));
}

TEST(ScenarioDocument, ReferencesAreNumbersByDefaultAndAsSet) {
  const ScenarioDocument as_written = sample();
  const Phase usual = first_phase(settled(as_written));
  EXPECT_EQ(usual.count, 1000u);
  EXPECT_EQ(usual.keys.count, 900u);
  EXPECT_EQ(usual.values.max, 100u);
  EXPECT_EQ(usual.keys.theta, 0.5);
  EXPECT_EQ(as_written.scenario.phases[0].keys.count, 900u);

  const Phase set = first_phase(settled(as_written, with({{"theta", 1}, {"keys", 20}})));
  EXPECT_EQ(set.count, 20u);
  EXPECT_EQ(set.keys.count, 18u);
  EXPECT_EQ(set.values.max, 100u);
  EXPECT_EQ(set.keys.theta, 1);
}

TEST(ScenarioDocument, ParametersChangeNoDigestAndNoScenarioIsAnotherForBeingSettled) {
  const std::string numbers = file("", R"("count": 1000, "values": {"size": 100},
      "keys": {"distribution": "zipf", "theta": 0.5, "count": 900})");
  const ScenarioDocument named = sample();
  EXPECT_EQ(named.scenario.digest, document(numbers).scenario.digest);
  const ScenarioInstance instance = settled(named, with({{"keys", 77}}));
  const ScenarioDocument again = document(instance.text);
  EXPECT_EQ(again.scenario.digest, instance.scenario.digest);
  EXPECT_NE(again.scenario.digest, named.scenario.digest);
  EXPECT_TRUE(again.parameters.empty());
  EXPECT_EQ(again.scenario.about, "what it is for");
  EXPECT_EQ(settled(again).text, instance.text);
}

TEST(ScenarioDocument, TheTextOfAnInstanceIsForPeople) {
  const ScenarioDocument tall = document(file(
      R"("parameters": {"keys": 1000}, "store": {"write_buffer_bytes": 65536},
         "gate": {"keys": 500},)",
      R"("count": "$keys", "values": {"size": 3}, "keys": {"count": "$keys / 3", "size": 24})"));
  EXPECT_EQ(settled(tall).text,
            R"(// what it is
// for
{
  "schema": "heapdyno.scenario/1",
  "name": "sample",
  "store": {"write_buffer_bytes": 65536},
  "phases": [
    {
      "name": "load",
      "operations": {"put": 1},
      "count": 1000,
      "values": {"size": 3},
      "keys": {"count": 333, "size": 24}
    }
  ]
}
)");
}

TEST(ScenarioDocument, ResultsAreRoundedToTheNearestAndAtLeastOne) {
  const ScenarioDocument third = document(
      file(R"("parameters": {"keys": 8},)", R"("count": "$keys/3", "keys": {"count": "$keys"})"));
  EXPECT_EQ(first_phase(settled(third)).count, 3u);
  EXPECT_EQ(first_phase(settled(third, with({{"keys", 7}}))).count, 2u);
  EXPECT_EQ(first_phase(settled(third, with({{"keys", 1}}))).count, 1u);
}

TEST(ScenarioDocument, AParameterWithoutAValueLeavesOutWhatRefersToIt) {
  const ScenarioDocument words =
      document(file(R"("parameters": {"words": null}, "data": {"source": "words"},)",
                    R"("count": "$words", "keys": {"count": "$words * 0.5"})"));
  EXPECT_EQ(words.scenario.digest,
            document(file(R"("data": {"source": "words"},)", R"("keys": {})")).scenario.digest);
  const ScenarioInstance some = settled(words, with({{"words", 40}}));
  EXPECT_EQ(some.name, "sample{words=40}");
  EXPECT_EQ(first_phase(some).count, 40u);
  EXPECT_EQ(first_phase(some).keys.count, 20u);
}

TEST(ScenarioDocument, AScaleMultipliesCountsOfPhasesAndKeysAndNothingElse) {
  const ScenarioDocument plain = document(
      file(R"("keyspaces": {"count": 10},)", R"("count": 25, "keys": {"count": 1004, "size": 9},
           "values": {"size": 30}},
          {"name": "scan", "operations": {"scan": 1}, "count": 3, "keys": {"count": 40}},
          {"name": "compact", "operations": {"compact": 1})"));
  const ScenarioInstance tenth = settled(plain, scaled(0.1));
  EXPECT_EQ(tenth.name, "sample{scale=0.1}");
  EXPECT_EQ(first_phase(tenth).count, 3u);  // 2.5, to the nearest and upwards
  EXPECT_EQ(first_phase(tenth).keys.count, 100u);
  EXPECT_EQ(first_phase(tenth).keys.size, 9u);
  EXPECT_EQ(first_phase(tenth).values.max, 30u);
  EXPECT_EQ(tenth.scenario.keyspaces.size(), 10u);
  EXPECT_EQ(tenth.scenario.phases[1].count, 1u);
  EXPECT_EQ(tenth.scenario.phases[1].keys.count, 4u);
  EXPECT_EQ(first_phase(settled(plain, scaled(1000))).count, 25'000u);
  EXPECT_EQ(settled(plain, scaled(1)).name, "sample");
  EXPECT_EQ(settled(plain, scaled(1)).scenario.digest, plain.scenario.digest);
}

TEST(ScenarioDocument, AScaleComesAfterParameters) {
  const Phase phase = first_phase(settled(sample(), {{{"keys", 10}}, 0.5, std::nullopt}));
  EXPECT_EQ(phase.count, 5u);
  EXPECT_EQ(phase.keys.count, 5u);  // half of nine
}

TEST(ScenarioDocument, AScaleIsRefusedWhereAParameterWithoutAValueLeavesACountOut) {
  const std::string top = R"("parameters": {"words": null}, "data": {"source": "words"},)";
  const ScenarioDocument words = document(file(top, R"("count": "$words")"));
  EXPECT_EQ(
      refusal(words, scaled(0.1)),
      "s.json:6: /phases/0/count: a scale has nothing to multiply: words has no value; set it, "
      "as in -p words=1000");
  EXPECT_EQ(
      refusal(document(file(top, R"("count": 5, "keys": {"count": "$words / 2"})")), scaled(2))
          .substr(0, 32),
      "s.json:6: /phases/0/keys/count: ");
  EXPECT_EQ(refusal(words, scaled(1)), "accepted");
  EXPECT_EQ(first_phase(settled(words, {{{"words", 40}}, 0.1, std::nullopt})).count, 4u);
  EXPECT_EQ(error(file(top + R"("gate": {"scale": 0.5},)", R"("count": "$words")")).substr(0, 44),
            "s.json:6: /phases/0/count: a scale has nothi");
}

TEST(ScenarioDocument, TheGateSetsParametersAndAScaleThatMultiplies) {
  const ScenarioDocument gated = sample(R"("gate": {"keys": 400, "scale": 0.5},)");
  EXPECT_EQ(settled(gated, at_gate()).name, "sample{size=gate}");
  EXPECT_EQ(first_phase(settled(gated, at_gate())).count, 200u);
  EXPECT_EQ(first_phase(settled(gated)).count, 1000u);
  ScenarioSettings part = at_gate();
  part.scale = 0.1;
  EXPECT_EQ(settled(gated, part).name, "sample{scale=0.1,size=gate}");
  EXPECT_EQ(first_phase(settled(gated, part)).count, 20u);
  part.parameters = {{"keys", 1000}};
  EXPECT_EQ(settled(gated, part).name, "sample{keys=1000,scale=0.1,size=gate}");
  EXPECT_EQ(first_phase(settled(gated, part)).count, 50u);
  part.parameters = {{"keys", 400}};
  EXPECT_EQ(settled(gated, part).name, "sample{scale=0.1,size=gate}");
}

TEST(ScenarioDocument, AnInstanceIsNamedByWhatIsOtherThanInTheFile) {
  const ScenarioDocument named = sample();
  EXPECT_EQ(settled(named, with({{"bytes", 100}, {"keys", 1000}})).name, "sample");
  EXPECT_EQ(
      settled(named, {{{"theta", 0.75}, {"keys", 2'000'000}}, 0.00001, ScenarioSize::kFull}).name,
      "sample{keys=2000000,theta=0.75,scale=0.00001}");
}

TEST(ScenarioDocument, ASweepHasAPointForEachValueAndNamesItAlways) {
  const ScenarioDocument swept = sample(R"("sweep": {"bytes": [16, 100, 256]}, "gate": {},)");
  std::vector<std::string> names;
  for (const ScenarioSettings& point : points_of(swept, scaled(0.5)))
    names.push_back(settled(swept, point).name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"sample{bytes=16,scale=0.5}", "sample{bytes=100,scale=0.5}",
                                      "sample{bytes=256,scale=0.5}"}));
  const std::vector<ScenarioSettings> one = points_of(swept, with({{"bytes", 7}}));
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(first_phase(settled(swept, one[0])).values.max, 7u);
  EXPECT_EQ(settled(swept, at_gate()).name, "sample{bytes=100,size=gate}");
  EXPECT_EQ(points_of(sample(), {}).size(), 1u);
}

TEST(ScenarioDocument, AWrongReferenceIsNamedWithItsPlace) {
  const auto with_count = [](const std::string& count) {
    return error(file(R"("parameters": {"keys": 1000},)", "\"count\": \"" + count + "\""));
  };
  EXPECT_EQ(with_count("$kesy"),
            "s.json:6: /phases/0/count: unknown parameter \"kesy\"; did you mean \"keys\"?");
  EXPECT_EQ(
      error(file("", R"("count": "$keys")")),
      "s.json:6: /phases/0/count: unknown parameter \"keys\"; the scenario has no parameters");
  for (const char* text : {"$keys * ", "$keys + 1", "$keys * -2", "$keys * 0", "$keys * 2 * 2",
                           "$keys / $keys", "$keys / many", "$keys * 1e3", "$keys * inf"}) {
    const std::string message = with_count(text);
    EXPECT_NE(message.find("s.json:6: /phases/0/count: "), std::string::npos) << message;
    EXPECT_NE(message, "accepted") << text;
  }
  EXPECT_EQ(with_count("$keys * 1e3"),
            "s.json:6: /phases/0/count: \"$keys * 1e3\" is no reference to a parameter: expected "
            "\"$NAME\", \"$NAME * NUMBER\" or \"$NAME / NUMBER\"");
  EXPECT_EQ(with_count("keys"),
            "s.json:6: /phases/0/count: expected a whole number from 1 to 2000000000, found "
            "\"keys\"");
}

TEST(ScenarioDocument, AReferenceIsHeldToWhatIsExpectedAtItsPlace) {
  EXPECT_EQ(error(file(R"("parameters": {"keys": 0},)", R"("count": "$keys")")),
            "s.json:6: /phases/0/count: expected a whole number from 1 to 2000000000, found 0");
  EXPECT_EQ(error(file(R"("parameters": {"keys": 0.5},)", R"("count": "$keys")")),
            "s.json:6: /phases/0/count: expected a whole number from 1 to 2000000000, found 0.5");
  EXPECT_EQ(error(file(R"("parameters": {"keys": 10},)", R"("count": 5, "measured": "$keys")")),
            "s.json:6: /phases/0/measured: expected true or false, found 10");
  EXPECT_EQ(
      error(file(R"("parameters": {"keys": 10},)", R"("count": "$keys * 90000000000000000")")),
      "s.json:6: /phases/0/count: expected a whole number, as keys is, found "
      "900000000000000000");
}

TEST(ScenarioDocument, AnIdleParameterIsRefused) {
  EXPECT_EQ(error(file("\"parameters\": {\"keys\": 10,\n\"bytes\": 20},", R"("count": "$keys")")),
            "s.json:5: /parameters/bytes: nothing refers to it; write \"$bytes\" where it belongs");
}

TEST(ScenarioDocument, WrongParametersAreRefused) {
  const auto with_parameters = [](const std::string& parameters) {
    return error(file("\"parameters\": " + parameters + ",", R"("count": 5)"));
  };
  EXPECT_EQ(with_parameters("[1]"), "s.json:4: /parameters: expected an object in {}, found [1]");
  for (const char* name : {"Keys", "2keys", "", "key-size", "_keys"}) {
    EXPECT_EQ(
        with_parameters("{\"" + std::string(name) + "\": 1}"),
        "s.json:4: /parameters/" + std::string(name) +
            ": expected a name of lower-case letters, digits and _ that begins with a letter");
  }
  for (const char* name : {"scale", "size", "exempt"}) {
    EXPECT_EQ(with_parameters("{\"" + std::string(name) + "\": 1}"),
              "s.json:4: /parameters/" + std::string(name) +
                  ": scale, size and exempt mean something else where parameters are set");
  }
  EXPECT_EQ(with_parameters(R"({"keys": "many"})"),
            "s.json:4: /parameters/keys: expected a number from 0 to 2^53, found \"many\"");
  EXPECT_EQ(with_parameters(R"({"keys": -1})"),
            "s.json:4: /parameters/keys: expected a number from 0 to 2^53, found -1");
}

TEST(ScenarioDocument, WrongSweepsAreRefused) {
  const auto with_sweep = [](const std::string& sweep) {
    return error(
        file("\"parameters\": {\"keys\": 1000, \"bytes\": 100},\n\"sweep\": " + sweep + ",",
             R"("count": "$keys", "values": {"size": "$bytes"})"));
  };
  EXPECT_EQ(
      with_sweep("{}"),
      "s.json:5: /sweep: expected one parameter with its values, as in {\"keys\": [10, 100]}");
  EXPECT_EQ(with_sweep(R"({"keys": [1, 2], "bytes": [1, 2]})").substr(0, 24),
            "s.json:5: /sweep: expect");
  EXPECT_EQ(with_sweep(R"({"kesy": [1, 2]})"),
            "s.json:5: /sweep/kesy: unknown parameter \"kesy\"; did you mean \"keys\"?");
  EXPECT_EQ(with_sweep(R"({"keys": [1]})"),
            "s.json:5: /sweep/keys: expected a list of at least two values");
  EXPECT_EQ(with_sweep("{\"keys\": [1,\n2,\n1]}"),
            "s.json:7: /sweep/keys/2: this value stands here twice");
  EXPECT_EQ(with_sweep(R"({"keys": [1, 2.5]})"),
            "s.json:5: /sweep/keys/1: expected a whole number, as keys is, found 2.5");
  EXPECT_EQ(with_sweep(R"({"keys": [1, 3000000000]})"),
            "s.json:7: /phases/0/count: expected a whole number from 1 to 2000000000, found "
            "3000000000; with {keys=3000000000}");
}

TEST(ScenarioDocument, WrongGatesAreRefused) {
  const auto with_gate = [](const std::string& gate) {
    return error(
        file("\"parameters\": {\"keys\": 1000},\n\"gate\": " + gate + ",", R"("count": "$keys")"));
  };
  EXPECT_EQ(with_gate(R"({"kesy": 5})"),
            "s.json:5: /gate/kesy: unknown key; did you mean \"keys\"?");
  EXPECT_EQ(with_gate(R"({"scale": 0})"), "s.json:5: /gate/scale: expected a number above 0");
  EXPECT_EQ(with_gate(R"({"scale": 1001})"),
            "s.json:5: /gate/scale: expected a number from 0 to 1000, found 1001");
  EXPECT_EQ(with_gate(R"({"exempt": ""})"),
            "s.json:5: /gate/exempt: expected the reason, in words");
  EXPECT_EQ(with_gate(R"({"keys": 0.5})"),
            "s.json:5: /gate/keys: expected a whole number, as keys is, found 0.5");
  EXPECT_EQ(with_gate(R"({"keys": 0})"),
            "s.json:7: /phases/0/count: expected a whole number from 1 to 2000000000, found 0; "
            "with {size=gate}");
}

TEST(ScenarioDocument, SettingsThatItDoesNotHaveAreRefused) {
  EXPECT_EQ(refusal(sample(), with({{"kesy", 5}})),
            "scenario sample: unknown parameter \"kesy\"; did you mean \"keys\"?");
  EXPECT_EQ(refusal(sample(), with({{"keys", 0.5}})),
            "scenario sample: expected a whole number, as keys is, found 0.5");
  EXPECT_EQ(refusal(sample(), at_gate()),
            "scenario sample: its file states no gate size; \"gate\" does");
  EXPECT_EQ(refusal(sample(), with({{"keys", 0}})),
            "s.json:6: /phases/0/count: expected a whole number from 1 to 2000000000, found 0; "
            "with {keys=0}");
  EXPECT_EQ(refusal(document(file("", R"("count": 2000000000)")), scaled(1000)),
            "s.json:6: /phases/0/count: expected a whole number from 1 to 2000000000, found "
            "2000000000000; with {scale=1000}");
}

}  // namespace
}  // namespace heapdyno

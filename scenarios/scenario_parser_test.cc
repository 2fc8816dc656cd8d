#include <gtest/gtest.h>

#include <string>

#include "scenarios/scenario.h"

namespace heapdyno {
namespace {

// A scenario with one phase; `phase` and `top` are spliced in, each on a line of its own.
std::string scenario(const std::string& phase, const std::string& top = "") {
  return "// what it is\n"
         "// for\n"
         "{\"schema\": \"heapdyno.scenario/1\", \"name\": \"sample\",\n" +
         top +
         "\n"
         " \"phases\": [\n"
         "  {\"name\": \"load\",\n" +
         phase + "}]}\n";
}

std::string error(const std::string& text) {
  const auto parsed = parse_scenario(text, "s.json");
  return parsed.is_ok() ? "accepted" : std::string(parsed.status().message());
}

Scenario parsed(const std::string& text) {
  auto result = parse_scenario(text, "s.json");
  EXPECT_TRUE(result.is_ok()) << (result.is_ok() ? "" : result.status().to_string());
  return result.is_ok() ? std::move(result).value() : Scenario{};
}

constexpr const char* kPut = R"("operations": {"put": 1}, "count": 1000)";

TEST(ScenarioParser, ReadsAPhaseWithItsDefaults) {
  const Scenario s = parsed(scenario(kPut));
  EXPECT_EQ(s.name, "sample");
  EXPECT_EQ(s.about, "what it is for");
  ASSERT_EQ(s.phases.size(), 1u);
  const Phase& phase = s.phases[0];
  EXPECT_EQ(phase.count, 1000u);
  EXPECT_EQ(phase.keys.count, 1000u);
  EXPECT_EQ(phase.keys.size, 16u);
  EXPECT_EQ(phase.values.min, 100u);
  EXPECT_EQ(phase.values.max, 100u);
  EXPECT_TRUE(phase.measured);
  EXPECT_EQ(s.store.write_buffer_bytes, 4u << 20);
}

TEST(ScenarioParser, ReadsEveryKeyOfAPhase) {
  const Scenario s =
      parsed(scenario(R"("operations": {"get": 3, "batch": 1, "seek": 2}, "count": 500,
      "keys": {"distribution": "zipf", "theta": 1.25, "count": 200, "size": 24},
      "values": {"distribution": "uniform", "min": 10, "max": 90}, "batch_size": 7,
      "scan_length": 5,
      "measured": false, "before": ["settle", "compact"])",
                      R"("seed": 9, "store": {"sync": "every_write", "bits_per_key": 0},)"));
  const Phase& phase = s.phases[0];
  ASSERT_EQ(phase.operations.size(), 3u);
  EXPECT_EQ(phase.operations[0].operation, Operation::kGet);
  EXPECT_EQ(phase.operations[0].weight, 3u);
  EXPECT_EQ(phase.keys.distribution, Distribution::kZipf);
  EXPECT_EQ(phase.keys.theta, 1.25);
  EXPECT_EQ(phase.keys.count, 200u);
  EXPECT_EQ(phase.keys.size, 24u);
  EXPECT_EQ(phase.values.min, 10u);
  EXPECT_EQ(phase.values.max, 90u);
  EXPECT_EQ(phase.batch_size, 7u);
  EXPECT_EQ(phase.scan_length, 5u);
  EXPECT_FALSE(phase.measured);
  EXPECT_EQ(phase.before, (std::vector<Before>{Before::kSettle, Before::kCompact}));
  EXPECT_EQ(s.seed, 9u);
  EXPECT_EQ(s.store.sync, SyncPolicy::kEveryWrite);
  EXPECT_EQ(s.store.bits_per_key, 0u);
}

TEST(ScenarioParser, ARestartBeginsAnotherPart) {
  const Scenario s =
      parsed(scenario("\"operations\": {\"put\": 1}, \"count\": 10},\n"
                      "{\"name\": \"recover\", \"operations\": {\"open\": 1}, \"restart\": true},\n"
                      "{\"name\": \"get\", \"operations\": {\"get\": 1}, \"count\": 10"));
  EXPECT_EQ(s.parts(), 2);
  EXPECT_EQ(s.phases_of(0).first, 0u);
  EXPECT_EQ(s.phases_of(0).last, 1u);
  EXPECT_EQ(s.phases_of(1).first, 1u);
  EXPECT_EQ(s.phases_of(1).last, 3u);
}

TEST(ScenarioParser, TheDigestIsOfTheContentAlone) {
  const Scenario plain = parsed(scenario(kPut));
  const Scenario spelt_out =
      parsed(scenario("\"count\": 1000, // a comment\n  \"keys\": {\"size\": 16, \"count\": 1000},"
                      "\"measured\": true, \"operations\": {\"put\": 1}"));
  EXPECT_EQ(plain.digest, spelt_out.digest);
  EXPECT_EQ(plain.digest.size(), 16u);
  EXPECT_NE(plain.digest, parsed(scenario(R"("operations": {"put": 1}, "count": 1001)")).digest);
  EXPECT_NE(plain.digest, parsed(scenario(kPut, "\"seed\": 2,")).digest);
}

TEST(ScenarioParser, AnErrorNamesFileLinePlaceAndWhatWasExpected) {
  EXPECT_EQ(error(scenario(R"("operations": {"put": 1}, "cuont": 5)")),
            "s.json:7: /phases/0/cuont: unknown key; did you mean \"count\"?");
  EXPECT_EQ(error(scenario("\"count\": 5,\n\"operations\": {\"putt\": 1}")),
            "s.json:8: /phases/0/operations/putt: unknown key; did you mean \"put\"?");
  EXPECT_EQ(error(scenario(kPut, "\"stroe\": {},")),
            "s.json:4: /stroe: unknown key; did you mean \"store\"?");
  EXPECT_EQ(
      error(scenario(kPut, "\"zzzzz\": {},")),
      "s.json:4: /zzzzz: unknown key; expected one of: schema, name, seed, data, store, phases");
  EXPECT_EQ(error(scenario(R"("operations": {"put": 1}, "count": -5)")),
            "s.json:7: /phases/0/count: expected a whole number from 1 to 2000000000, found -5");
  EXPECT_EQ(
      error(scenario(R"("operations": {"put": 1}, "count": "many")")),
      "s.json:7: /phases/0/count: expected a whole number from 1 to 2000000000, found \"many\"");
  EXPECT_EQ(error(scenario(R"("operations": {"put": 1})")),
            "s.json:6: /phases/0: \"count\" is missing; expected the number of keys that the phase "
            "draws");
  EXPECT_EQ(
      error(scenario(std::string(kPut) + ",\n\"keys\": {\n\"distribution\": \"zipff\"}")),
      "s.json:9: /phases/0/keys/distribution: unknown word \"zipff\"; did you mean \"zipf\"?");
  EXPECT_EQ(error(scenario(std::string(kPut) + ",\n\"measured\": 1")),
            "s.json:8: /phases/0/measured: expected true or false, found 1");
  EXPECT_EQ(error(scenario(std::string(kPut) + ",\n\"before\": [\"flush\",\n\"flash\"]")),
            "s.json:9: /phases/0/before/1: unknown word \"flash\"; did you mean \"flush\"?");
}

TEST(ScenarioParser, AnOtherSchemaIsRefused) {
  EXPECT_EQ(error("{\"schema\": \"heapdyno.scenario/2\",\n\"name\": \"x\"}"),
            "s.json:1: /schema: unknown word \"heapdyno.scenario/2\"; did you mean "
            "\"heapdyno.scenario/1\"?");
  EXPECT_EQ(error("\n{\"name\": \"x\"}"),
            "s.json:2: \"schema\" is missing; expected \"heapdyno.scenario/1\"");
  EXPECT_EQ(error("[]"), "s.json:1: expected an object in {}, found []");
}

TEST(ScenarioParser, WhatIsNotJsonIsRefusedAtItsLine) {
  EXPECT_EQ(error("{\n\"schema\": \"heapdyno.scenario/1\",\n\"name\" \"x\"}").substr(0, 40),
            "s.json:3: not JSON: syntax error while p");
  EXPECT_EQ(error("").substr(0, 20), "s.json:1: not JSON: ");
}

TEST(ScenarioParser, AKeyThatStandsTwiceIsRefused) {
  EXPECT_EQ(error(scenario(std::string(kPut) + ",\n\"count\": 7")),
            "s.json:8: /phases/0/count: this key stands here twice");
}

TEST(ScenarioParser, AKeyWithoutEffectIsRefused) {
  EXPECT_EQ(error(scenario(std::string(kPut) + ", \"batch_size\": 7")),
            "s.json:7: /phases/0/batch_size: not expected here: this phase has no batch");
  EXPECT_EQ(
      error(scenario(std::string(kPut) + ", \"scan_length\": 7")),
      "s.json:7: /phases/0/scan_length: not expected here: this phase has no scan, seek or range");
  EXPECT_EQ(error(scenario(R"("operations": {"get": 1}, "count": 1, "values": {"size": 5})")),
            "s.json:7: /phases/0/values: not expected here: this phase writes nothing");
  EXPECT_EQ(error(scenario(R"("operations": {"compact": 1}, "count": 1)")),
            "s.json:7: /phases/0/count: not expected here: compact is done once and draws no keys");
  EXPECT_EQ(error(scenario(std::string(kPut) + ", \"keys\": {\"theta\": 1}")),
            "s.json:7: /phases/0/keys/theta: not expected here: only zipf has a theta");
}

TEST(ScenarioParser, WhatCannotRunIsRefused) {
  EXPECT_EQ(
      error(scenario(R"("operations": {"put": 1, "flush": 1}, "count": 1)")),
      "s.json:7: /phases/0/operations/flush: flush, compact and open stand alone in their phase");
  EXPECT_EQ(
      error(scenario(std::string(kPut) + ", \"keys\": {\"size\": 2}")),
      "s.json:7: /phases/0/keys/size: expected at least 3: a key is its number in decimal, and "
      "there are 1000 keys");
  EXPECT_EQ(error(scenario(std::string(kPut) + ", \"keys\": {\"missing\": true}")),
            "s.json:7: /phases/0/keys/missing: missing keys are those that are never put; this "
            "phase puts");
  EXPECT_EQ(error(scenario(std::string(kPut) + ", \"restart\": true")),
            "s.json:7: /phases/0/restart: nothing runs before the first phase");
  EXPECT_EQ(error(scenario(std::string(kPut) +
                           "},\n{\"name\": \"load\", \"operations\": {\"flush\": 1}")),
            "s.json:8: /phases/1/name: an earlier phase has this name");
  EXPECT_EQ(error(scenario("\"operations\": {}, \"count\": 1")),
            "s.json:7: /phases/0/operations: expected at least one kind of operation");
  EXPECT_EQ(
      error(scenario(std::string(kPut) +
                     ", \"values\": {\"distribution\": \"uniform\", \"min\": 9, \"max\": 8}")),
      "s.json:7: /phases/0/values/max: expected a whole number from 9 to 1048576, found 8");
}

TEST(ScenarioParser, WordsBringTheirKeysAndValues) {
  const std::string words = R"("data": {"source": "words", "file": "/words"},)";
  const Scenario s = parsed(scenario(R"("operations": {"put": 1})", words));
  EXPECT_EQ(s.data, DataSource::kWords);
  EXPECT_EQ(s.words_file, "/words");
  EXPECT_EQ(s.phases[0].count, 0u);
  EXPECT_EQ(error(scenario(R"("operations": {"put": 1}, "keys": {"size": 9})", words)),
            "s.json:7: /phases/0/keys/size: not expected here: the words are the keys");
}

TEST(ScenarioParser, AFileThatCannotBeReadIsNamed) {
  const auto missing = load_scenario("/nowhere/s.json");
  ASSERT_FALSE(missing.is_ok());
  EXPECT_EQ(missing.status().message(),
            "/nowhere/s.json: cannot read the scenario: No such file or directory");
}

}  // namespace
}  // namespace heapdyno

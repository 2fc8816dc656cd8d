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

std::string parser_error(const std::string& text) {
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

TEST(ScenarioParser, ReadsTransactions) {
  const Scenario s = parsed(scenario(R"("operations": {"commit": 1}, "count": 500,
      "commit": {"reads": 3, "writes": 0, "abort": 50, "isolation": "snapshot"})"));
  const Commit& commit = s.phases[0].commit;
  EXPECT_EQ(commit.reads, 3u);
  EXPECT_EQ(commit.writes, 0u);
  EXPECT_EQ(commit.draws(), 3u);
  EXPECT_EQ(commit.abort, 50u);
  EXPECT_EQ(commit.isolation, Isolation::kSnapshot);
  EXPECT_TRUE(s.has(Operation::kCommit));
  EXPECT_FALSE(s.has(Operation::kPut));
  const Commit usual =
      parsed(scenario(R"("operations": {"commit": 1}, "count": 5)")).phases[0].commit;
  EXPECT_EQ(usual.isolation, Isolation::kSerializable);
  EXPECT_EQ(usual.draws(), 1u);
}

TEST(ScenarioParser, ReadsKeyspacesByNameOrByNumber) {
  const Scenario named = parsed(
      scenario(kPut, R"("keyspaces": [{"name": ""}, {"name": "Users!", "kind": "btree"}],)"));
  ASSERT_EQ(named.keyspaces.size(), 2u);
  EXPECT_EQ(named.keyspaces[0].name, "");
  EXPECT_EQ(named.keyspaces[0].kind, Keyspace::Kind::kLsm);
  EXPECT_EQ(named.keyspaces[1].name, "Users!");
  EXPECT_EQ(named.keyspaces[1].kind, Keyspace::Kind::kBTree);
  const Scenario numbered =
      parsed(scenario(kPut, R"("keyspaces": {"count": 11, "name_size": 16, "kind": "btree"},)"));
  ASSERT_EQ(numbered.keyspaces.size(), 11u);
  EXPECT_EQ(numbered.keyspaces[0].name, "keyspace-0000000");
  EXPECT_EQ(numbered.keyspaces[10].name, "keyspace-0000010");
  EXPECT_EQ(numbered.keyspaces[10].kind, Keyspace::Kind::kBTree);
  const Scenario tight = parsed(scenario(kPut, R"("keyspaces": {"count": 11, "name_size": 2},)"));
  EXPECT_EQ(tight.keyspaces[3].name, "03");
}

TEST(ScenarioParser, ReadsDocumentsAndIndexes) {
  const Scenario s = parsed(scenario(R"("operations": {"lookup": 1}, "count": 10)",
                                     R"("data": {"source": "documents", "names": 70, "min": 9},
      "indexes": [{"name": "by team", "field": "team"}],)"));
  EXPECT_EQ(s.data, DataSource::kDocuments);
  EXPECT_EQ(s.names.count, 70u);
  EXPECT_EQ(s.names.min, 9u);
  EXPECT_EQ(s.names.max, 64u);
  ASSERT_EQ(s.indexes.size(), 1u);
  EXPECT_EQ(s.indexes[0].name, "by team");
  EXPECT_EQ(s.indexes[0].field, "team");
  EXPECT_EQ(s.phases[0].scan_length, 10u);
}

// Records name a scenario by its digest: one that uses nothing new keeps the digest that it had.
TEST(ScenarioParser, TheDigestOfAnOldScenarioIsPinned) {
  const Scenario fill_random = parsed(R"({"schema": "heapdyno.scenario/1", "name": "fill-random",
    "phases": [{"name": "fill", "operations": {"put": 1}, "count": 100000,
                "keys": {"distribution": "permutation"}}]})");
  EXPECT_EQ(fill_random.digest, "0e3441bb819cf486");
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
  const Scenario when_named = parsed(scenario(kPut, "\"by_default\": false,"));
  EXPECT_TRUE(plain.by_default);
  EXPECT_FALSE(when_named.by_default);
  EXPECT_EQ(plain.digest, when_named.digest);
}

TEST(ScenarioParser, AnErrorNamesFileLinePlaceAndWhatWasExpected) {
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1}, "cuont": 5)")),
            "s.json:7: /phases/0/cuont: unknown key; did you mean \"count\"?");
  EXPECT_EQ(parser_error(scenario("\"count\": 5,\n\"operations\": {\"putt\": 1}")),
            "s.json:8: /phases/0/operations/putt: unknown key; did you mean \"put\"?");
  EXPECT_EQ(parser_error(scenario(kPut, "\"stroe\": {},")),
            "s.json:4: /stroe: unknown key; did you mean \"store\"?");
  EXPECT_EQ(parser_error(scenario(kPut, "\"zzzzz\": {},")),
            "s.json:4: /zzzzz: unknown key; expected one of: schema, name, by_default, "
            "parameters, sweep, gate, seed, data, store, keyspaces, indexes, phases");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1}, "count": -5)")),
            "s.json:7: /phases/0/count: expected a whole number from 1 to 2000000000, found -5");
  EXPECT_EQ(
      parser_error(scenario(R"("operations": {"put": 1}, "count": "many")")),
      "s.json:7: /phases/0/count: expected a whole number from 1 to 2000000000, found \"many\"");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1})")),
            "s.json:6: /phases/0: \"count\" is missing; expected the number of keys that the phase "
            "draws");
  EXPECT_EQ(
      parser_error(scenario(std::string(kPut) + ",\n\"keys\": {\n\"distribution\": \"zipff\"}")),
      "s.json:9: /phases/0/keys/distribution: unknown word \"zipff\"; did you mean \"zipf\"?");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ",\n\"measured\": 1")),
            "s.json:8: /phases/0/measured: expected true or false, found 1");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ",\n\"before\": [\"flush\",\n\"flash\"]")),
            "s.json:9: /phases/0/before/1: unknown word \"flash\"; did you mean \"flush\"?");
}

TEST(ScenarioParser, AnOtherSchemaIsRefused) {
  EXPECT_EQ(parser_error("{\"schema\": \"heapdyno.scenario/2\",\n\"name\": \"x\"}"),
            "s.json:1: /schema: unknown word \"heapdyno.scenario/2\"; did you mean "
            "\"heapdyno.scenario/1\"?");
  EXPECT_EQ(parser_error("\n{\"name\": \"x\"}"),
            "s.json:2: \"schema\" is missing; expected \"heapdyno.scenario/1\"");
  EXPECT_EQ(parser_error("[]"), "s.json:1: expected an object in {}, found []");
}

TEST(ScenarioParser, WhatIsNotJsonIsRefusedAtItsLine) {
  EXPECT_EQ(parser_error("{\n\"schema\": \"heapdyno.scenario/1\",\n\"name\" \"x\"}").substr(0, 40),
            "s.json:3: not JSON: syntax error while p");
  EXPECT_EQ(parser_error("").substr(0, 20), "s.json:1: not JSON: ");
}

TEST(ScenarioParser, AKeyThatStandsTwiceIsRefused) {
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ",\n\"count\": 7")),
            "s.json:8: /phases/0/count: this key stands here twice");
}

TEST(ScenarioParser, AKeyWithoutEffectIsRefused) {
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ", \"batch_size\": 7")),
            "s.json:7: /phases/0/batch_size: not expected here: this phase has no batch");
  EXPECT_EQ(
      parser_error(scenario(std::string(kPut) + ", \"scan_length\": 7")),
      "s.json:7: /phases/0/scan_length: not expected here: this phase has no scan, seek, range "
      "or lookup");
  EXPECT_EQ(
      parser_error(scenario(R"("operations": {"get": 1}, "count": 1, "values": {"size": 5})")),
      "s.json:7: /phases/0/values: not expected here: this phase writes nothing");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"compact": 1}, "count": 1)")),
            "s.json:7: /phases/0/count: not expected here: compact is done once and draws no keys");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ", \"commit\": {\"reads\": 7}")),
            "s.json:7: /phases/0/commit: not expected here: this phase has no commit");
  EXPECT_EQ(
      parser_error(scenario(R"("operations": {"commit": 1}, "count": 1, "commit": {"writes": 0},
                              "values": {"size": 5})")),
      "s.json:8: /phases/0/values: not expected here: this phase writes nothing");
  EXPECT_EQ(parser_error(scenario(kPut, R"("data": {"source": "words", "names": 9},)")),
            "s.json:4: /data/names: not expected here: only documents draw names");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ", \"keys\": {\"theta\": 1}")),
            "s.json:7: /phases/0/keys/theta: not expected here: only zipf and latest have a theta");
  EXPECT_EQ(parser_error(
                scenario(R"("operations": {"get": 1}, "count": 9, "threads": 2, "pause_ms": 5)")),
            "s.json:7: /phases/0/pause_ms: not expected here: one thread would pause and the "
            "others go on");
}

TEST(ScenarioParser, WhatCannotRunIsRefused) {
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1, "flush": 1}, "count": 1)")),
            "s.json:7: /phases/0/operations/flush: flush, compact, open and purge stand alone in "
            "their phase");
  EXPECT_EQ(
      parser_error(scenario(std::string(kPut) + ", \"keys\": {\"size\": 2}")),
      "s.json:7: /phases/0/keys/size: expected at least 3: a key is its number in decimal, and "
      "there are 1000 keys");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ", \"keys\": {\"missing\": true}")),
            "s.json:7: /phases/0/keys/missing: missing keys are those that are never put; this "
            "phase puts");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + ", \"restart\": true")),
            "s.json:7: /phases/0/restart: nothing runs before the first phase");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) +
                                  "},\n{\"name\": \"load\", \"operations\": {\"flush\": 1}")),
            "s.json:8: /phases/1/name: an earlier phase has this name");
  EXPECT_EQ(parser_error(scenario("\"operations\": {}, \"count\": 1")),
            "s.json:7: /phases/0/operations: expected at least one kind of operation");
  EXPECT_EQ(parser_error(
                scenario(std::string(kPut) +
                         ", \"values\": {\"distribution\": \"uniform\", \"min\": 9, \"max\": 8}")),
            "s.json:7: /phases/0/values/max: expected a whole number from 9 to 1048576, found 8");
}

TEST(ScenarioParser, KeyspacesIndexesAndTransactionsThatCannotBeAreRefused) {
  EXPECT_EQ(
      parser_error(scenario(R"("operations": {"commit": 1, "flush": 1}, "count": 1)")),
      "s.json:7: /phases/0/operations/flush: flush, compact, open and purge stand alone in their "
      "phase");
  EXPECT_EQ(
      parser_error(scenario(R"("operations": {"commit": 1}, "count": 1,
                              "commit": {"reads": 0, "writes": 0})")),
      "s.json:8: /phases/0/commit/writes: expected a whole number from 1 to 1000000, found 0");
  EXPECT_EQ(parser_error(
                scenario(R"("operations": {"commit": 1}, "count": 1, "commit": {"abort": 101})")),
            "s.json:7: /phases/0/commit/abort: expected a whole number from 0 to 100, found 101");
  EXPECT_EQ(parser_error(scenario(kPut, R"("keyspaces": [{"name": "a"}, {"name": "a"}],)")),
            "s.json:4: /keyspaces/1/name: an earlier keyspace has this name");
  EXPECT_EQ(parser_error(scenario(kPut, R"("keyspaces": {"count": 1000, "name_size": 2},)")),
            "s.json:4: /keyspaces/name_size: expected a whole number from 3 to 255, found 2");
  EXPECT_EQ(parser_error(scenario(kPut, R"("keyspaces": [],)")),
            "s.json:4: /keyspaces: expected a list of keyspaces, or a count of them");
  EXPECT_EQ(parser_error(scenario(kPut, R"("indexes": [{"name": "i", "field": "team"}],)")),
            "s.json:4: /indexes: generated values have no fields: \"data\" says what has");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"lookup": 1}, "count": 1)")),
            "s.json:7: /phases/0/operations/lookup: the scenario has no indexes");
}

TEST(ScenarioParser, WordsBringTheirKeysAndValues) {
  const std::string words = R"("data": {"source": "words", "file": "/words"},)";
  const Scenario s = parsed(scenario(R"("operations": {"put": 1})", words));
  EXPECT_EQ(s.data, DataSource::kWords);
  EXPECT_EQ(s.data_file, "/words");
  EXPECT_EQ(s.phases[0].count, 0u);
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1}, "keys": {"size": 9})", words)),
            "s.json:7: /phases/0/keys/size: not expected here: the data bring their keys");
}

TEST(ScenarioParser, ReadsTheRarerKeysOfAPhase) {
  const Scenario s = parsed(scenario(R"("operations": {"append": 1, "insert": 1, "seek": 2},
      "count": 500, "keys": {"distribution": "latest", "hashed": true, "count": 100},
      "scan_length": {"min": 2, "max": 9}, "append_limit": 2048, "threads": 4, "writers": 2,
      "thread_life": 10)"));
  const Phase& phase = s.phases[0];
  EXPECT_EQ(phase.keys.distribution, Distribution::kLatest);
  EXPECT_TRUE(phase.keys.hashed);
  EXPECT_EQ(phase.scan_length_min, 2u);
  EXPECT_EQ(phase.scan_length, 9u);
  EXPECT_EQ(phase.append_limit, 2048u);
  EXPECT_EQ(phase.threads, 4u);
  EXPECT_EQ(phase.writers, 2u);
  EXPECT_EQ(phase.thread_life, 10u);
  EXPECT_EQ(parsed(scenario(kPut)).phases[0].threads, 1u);
  EXPECT_EQ(parsed(scenario(std::string(kPut) + R"(, "pause_ms": 100)")).phases[0].pause_ms, 100u);
}

TEST(ScenarioParser, ThreadsWhoseAnswersWouldHangOnChanceAreRefused) {
  const std::string keys = R"(, "count": 100)";
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1, "scan": 1}, "threads": 2)" + keys)),
            "s.json:7: /phases/0/threads: a scan would see what other threads write: say how many "
            "are \"writers\"");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"hand-over": 1}, "threads": 2)" + keys)),
            "s.json:7: /phases/0/operations: a hand-over stands alone in its phase and goes from "
            "\"threads\" to \"writers\": 1");
  EXPECT_EQ(
      parser_error(scenario(R"("operations": {"put": 1}, "threads": 2, "writers": 1)" + keys)),
      "s.json:7: /phases/0/writers: expected operations that change data for them, and "
      "others for the rest");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1}, "writers": 1)" + keys)),
            "s.json:7: /phases/0/writers: not expected here: one thread does it all");
  EXPECT_EQ(parser_error(scenario(
                R"("operations": {"put": 1, "get": 1}, "threads": 2, "writers": 2)" + keys)),
            "s.json:7: /phases/0/writers: expected a whole number from 1 to 1, found 2");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"get": 1}, "threads": 200)" + keys)),
            "s.json:7: /phases/0/threads: expected a whole number from 1 to 64, found 200");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"get": 1}, "threads": 8, "count": 4)")),
            "s.json:7: /phases/0/threads: 8 threads need at least 8 keys, and there are 4");
}

TEST(ScenarioParser, InsertsAndHashesNeedRoomInTheirKeys) {
  EXPECT_EQ(parser_error(scenario(R"("operations": {"insert": 1}, "count": 100,
      "keys": {"size": 2, "count": 50})")),
            "s.json:8: /phases/0/keys/size: expected at least 3: a key is its number in decimal, "
            "and there are 150 keys");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"put": 1}, "count": 9,
      "keys": {"size": 8, "hashed": true})")),
            "s.json:8: /phases/0/keys/size: expected at least 10: a key is its number's hash of 32 "
            "bits in decimal");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"insert": 1, "batch": 1}, "count": 9)")),
            "s.json:7: /phases/0/operations/insert: an insert does not stand beside operations of "
            "several keys");
  EXPECT_EQ(parser_error(scenario(R"("operations": {"scan": 1}, "count": 9,
      "scan_length": {"min": 1, "max": 2})")),
            "s.json:8: /phases/0/scan_length: only seeks and ranges draw their lengths");
  EXPECT_EQ(parser_error(scenario(std::string(kPut) + R"(, "append_limit": 9)")),
            "s.json:7: /phases/0/append_limit: not expected here: this phase appends nothing");
}

TEST(ScenarioParser, ReadsTheObjectsOfAJsonFile) {
  const std::string data =
      R"("data": {"source": "json", "file": "/f.json", "list": "l", "key": "k"},
      "indexes": [{"name": "by_country", "field": "code", "prefix": 2}],)";
  const Scenario s = parsed(scenario(R"("operations": {"put": 1})", data));
  EXPECT_EQ(s.data, DataSource::kJson);
  EXPECT_EQ(s.json_list, "l");
  EXPECT_EQ(s.json_key, "k");
  EXPECT_EQ(s.indexes[0].text(), "code:2");
  EXPECT_EQ(
      parser_error(
          scenario(kPut, R"("data": {"source": "json", "file": "/f.json", "list": "l"},)")),
      "s.json:4: /data: \"key\" is missing; expected the field of these objects that is the key");
  EXPECT_EQ(parser_error(scenario(kPut, R"("data": {"source": "documents", "list": "l"},)")),
            "s.json:4: /data/list: not expected here: only json has a list of objects");
}

TEST(ScenarioParser, AFileThatCannotBeReadIsNamed) {
  const auto missing = load_scenario("/nowhere/s.json");
  ASSERT_FALSE(missing.is_ok());
  EXPECT_EQ(missing.status().message(),
            "/nowhere/s.json: cannot read the scenario: No such file or directory");
}

}  // namespace
}  // namespace heapdyno

#include "harness/record/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/base/error.h"
#include "harness/base/packing.h"
#include "harness/figures/metrics.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

TEST(Record, ComesBackAsItWasMeasured) {
  const Record read = record({});
  EXPECT_EQ(read.keys.at("scenario"), "fill");
  EXPECT_EQ(read.keys.at("variant"), "baseline");
  EXPECT_EQ(read.keys.at("alloc"), "glibc");
  EXPECT_EQ(read.keys.at("mode"), "count");
  EXPECT_TRUE(read.ok());
  EXPECT_EQ(read.policy.at("arena"), "off");
  EXPECT_EQ(read.trial_id, "fill baseline glibc count 0.0");
  ASSERT_EQ(read.phases.size(), 1u);
  const PhaseRecord& phase = read.phases[0];
  EXPECT_EQ(phase.operations(), 100u);
  EXPECT_EQ(phase.physical.at("flushes"), 2u);
  EXPECT_EQ(phase.scopes.back().allocations(), 300u);
  EXPECT_EQ(phase.answer_digest, "fedcba9876543210");
}

TEST(Record, WhatItSaysBesidesIsAKeyToo) {
  const CellKeys keys = record({.variant = "all", .seed = 7}).keys;
  const CellKeys expected = {
      {"in", "run"},
      {"mode", "count"},
      {"scenario", "fill"},
      {"store", "reference"},
      {"variant", "all"},
      {"alloc", "glibc"},
      {"compiler", "gcc 12.2.0"},
      {"flags", "-O2 -g1"},
      {"libstdcxx", "20220819"},
      {"commit", "c0ffee"},
      {"dirty", "no"},
      {"build", "cd"},
      {"host", "AMD EPYC, 2 cores, Linux 6.1.0"},
      {"cpu", "AMD EPYC"},
      {"cores", "2"},
      {"kernel", "6.1.0"},
      {"seed", "7"},
      {"plan", "00000000000000aa"},
      {"date", "2026-11-22"},
      {"allocator-version", "1.0"},
      {"allocator-build", "ab"},
      {"toggle.arena", "retained"},
      {"toggle.zero_copy", "on"},
  };
  EXPECT_EQ(keys, expected);
  EXPECT_EQ(record({.store = "leveldb"}).keys.at("store-version"), "1.23");
  nlohmann::json line = nlohmann::json::parse(record_line({}));
  line["plan"]["layout"] = 3;
  line["plan"]["until"] = "resolved";
  line["host"]["governor"] = "powersave";
  line["host"]["thp"] = "always";
  const CellKeys more = parse_record(line.dump(), "x:1").keys;
  EXPECT_EQ(more.at("layout"), "3");
  EXPECT_EQ(more.at("until"), "resolved");
  EXPECT_EQ(more.at("governor"), "powersave");
  EXPECT_EQ(more.at("thp"), "always");
}

TEST(Record, OfALibraryByPathItHasTheBuildThatThePlanHas) {
  Plan plan;
  plan.scenarios = {{"fill", "{}", "1", 1}};
  plan.arms = {{"reference", "all", parse_allocator("mine=/opt/mine.so")}};
  plan.arms[0].allocator_build = "0123456789abcdef";
  const Dyno dyno =
      parse_dyno("dyno-all-glibc", "/b/dyno", description("reference", "all", "glibc"));
  const auto build_of = [&](const std::string& proved) {
    nlohmann::json result = nlohmann::json::parse(trial_result({}));
    result["allocator"]["build_id"] = proved;
    TrialEnd end;
    end.results = {result.dump()};
    RecordContext context;
    context.host = "{}";
    return parse_record(make_record(plan, {}, 1, dyno, end, context), "x:1")
        .keys.at("allocator-build");
  };
  EXPECT_EQ(build_of(""), "0123456789abcdef");
  EXPECT_EQ(build_of("fe"), "fe");
}

TEST(Record, AMetricThatAModeDoesNotGiveIsAbsent) {
  const Record counted = record({});
  EXPECT_TRUE(counted.phases[0].figures.empty());
  TestTrial trial;
  trial.mode = Mode::kTime;
  const Record timed = record(trial);
  EXPECT_FALSE(timed.phases[0].scopes[0].counts);
  EXPECT_TRUE(timed.phases[0].physical.empty());
  EXPECT_EQ(timed.phases[0].figures.at("wall_ns"), 100000u);
}

TEST(Record, ATimedTrialSaysWhatAnAllocationCostsAndHowItWasLinked) {
  EXPECT_FALSE(record({}).allocation_pair_ns);
  EXPECT_FALSE(record({}).keys.contains("layout"));
  TestTrial trial;
  trial.mode = Mode::kTime;
  trial.layout = 3;
  const Record timed = record(trial);
  EXPECT_EQ(timed.allocation_pair_ns, 12.5);
  EXPECT_EQ(timed.keys.at("layout"), "3");
  EXPECT_EQ(timed.trial_id, "fill baseline glibc time 0.0");
}

TEST(Record, WhatATrialLookedAtComesBack) {
  TestTrial trial;
  trial.mode = Mode::kMemory;
  trial.samples = {{0, 5'000, 1 << 19}, {50, 20'000, 1 << 21}, {100, 21'000, 1 << 20}};
  const PhaseRecord phase = record(trial).phases[0];
  ASSERT_EQ(phase.samples.size(), 3u);
  EXPECT_EQ(phase.samples[1].drawn, 50u);
  EXPECT_EQ(phase.samples[1].ns, 20'000u);
  EXPECT_EQ(phase.samples[1].first, 1u << 21);
  EXPECT_EQ(phase.samples[2].drawn, 100u);
  EXPECT_EQ(phase.allocator.at("usable"), 1000u);
  const auto value = [&](const char* metric) { return find_metric(metric).of(phase).value_or(-1); };
  EXPECT_EQ(value("held"), (1 << 20) - (1 << 19));
  EXPECT_EQ(value("held-peak"), (1 << 20) + 8192 - 4096 - (1 << 19));
  // 15 us between half a megabyte and two, then 1 us between two and one.
  EXPECT_EQ(value("held-mean"), (15.0 * (1.25 * (1 << 20)) + 1.5 * (1 << 20)) / 16 - (1 << 19));
  EXPECT_EQ(value("allocator-mapped"), 5'000'000);
  EXPECT_EQ(value("allocator-cached"), -1);
}

TEST(Record, WhatWasFollowedComesBack) {
  TestTrial trial;
  trial.mode = Mode::kLive;
  // 60 blocks of 33 to 48 bytes that were freed in their operation, 40 by another thread after 4 to 7.
  trial.deaths = {2 * 3 * 32, 60, 32 + 3, 40};
  const PhaseRecord phase = record(trial).phases[0];
  const ScopeRecord& put = phase.scopes.back();
  ASSERT_EQ(put.deaths.size(), 2u);
  EXPECT_EQ(put.deaths[0].size_class, 2u);
  EXPECT_EQ(put.deaths[0].death, HEAPDYNO_DEATH_OWN);
  EXPECT_EQ(put.deaths[1].size_class, 2u);
  EXPECT_EQ(put.deaths[1].death, HEAPDYNO_DEATH_ELSEWHERE);
  EXPECT_EQ(put.deaths[1].lifetime_class, 3u);
  ASSERT_EQ(phase.samples.size(), 2u);
  EXPECT_EQ(phase.samples[1].second, 1100u);
  const auto value = [&](const char* metric) { return find_metric(metric).of(phase).value_or(-1); };
  EXPECT_EQ(value("live"), 1000);
  EXPECT_EQ(value("live-peak"), 2000);
  EXPECT_EQ(value("live-usable"), 1100);
  EXPECT_EQ(value("own-operation"), 0.6);
  EXPECT_EQ(value("freed-elsewhere"), 0.4);
  EXPECT_EQ(value("temporary"), 0);
}

TEST(Record, InstructionsAreBoundedAndOfEachOperation) {
  const Metric& metric = find_metric("instructions/op");
  EXPECT_TRUE(is_counted(metric));
  EXPECT_FALSE(is_counted(find_metric("ns/op")));
  EXPECT_EQ(tolerance_of(metric, {{"store", "reference"}, {"alloc", "glibc"}}), 0.001);
  EXPECT_EQ(tolerance_of(metric, {{"store", "reference"}, {"alloc", "jemalloc{MALLOC_CONF=x}"}}),
            0.02);
  TestTrial trial;
  trial.mode = Mode::kInstructions;
  EXPECT_EQ(metric.of(record(trial).phases[0]), 5000.0);
}

TEST(Record, AnOpenLoopKeepsItsLatenciesAsFineAsTheyAre) {
  TestTrial trial;
  trial.mode = Mode::kOpenLoop;
  trial.load = 70;
  trial.latency.clear();
  for (uint64_t i = 0; i < 2000; ++i) trial.latency.insert(trial.latency.end(), {1, 100'000 + i});
  const std::string line = record_line(trial);
  EXPECT_EQ(nlohmann::json::parse(line)["latency_bits"], kFinestBits);
  EXPECT_GT(line.size(), kMostBytes);
  const Record read = record(trial);
  EXPECT_EQ(read.keys.at("load"), "70");
  EXPECT_EQ(read.trial_id, "fill baseline glibc open-loop70 0.0");
  EXPECT_EQ(read.longest_gap_ns, 40'000u);
  const auto value = [&](const char* metric) {
    return find_metric(metric).of(read.phases[0]).value_or(-1);
  };
  EXPECT_EQ(value("open-rate"), 1000);
  EXPECT_EQ(value("open-max"), 5'000'000);
  EXPECT_GT(value("open-p99"), value("open-p50"));
  EXPECT_GT(value("pauses"), 0);
  EXPECT_EQ(value("service-max"), -1);
  EXPECT_EQ(value("background-p99"), -1);  // of 100 calls: 1 in a hundred is chance
}

TEST(Record, TheMachinesNoiseComesBackWithWhatTheSystemShows) {
  TestTrial trial;
  trial.mode = Mode::kOpenLoop;
  trial.noise = MachineNoise{.load = 1.25,
                             .wall_ns = 1000,
                             .cpu_ns = 900,
                             .involuntary_switches = 3,
                             .busy_ns = 1500,
                             .idle_ns = 500,
                             .waited_ns = 70};
  const Record read = record(trial);
  ASSERT_TRUE(read.noise);
  EXPECT_EQ(read.noise->load, 1.25);
  EXPECT_EQ(read.noise->wall_ns, 1000u);
  EXPECT_EQ(read.noise->cpu_ns, 900u);
  EXPECT_EQ(read.noise->involuntary_switches, 3u);
  EXPECT_EQ(read.noise->busy_ns, 1500u);
  EXPECT_EQ(read.noise->idle_ns, 500u);
  EXPECT_EQ(read.noise->waited_ns, 70u);
  EXPECT_EQ(read.noise->stolen_ns, std::nullopt);
  EXPECT_EQ(read.noise->throttled, std::nullopt);
  EXPECT_EQ(read.longest_gap_ns, 40'000u);  // beside the driver's own
  trial.noise.reset();
  EXPECT_FALSE(record(trial).noise);
}

TEST(Record, AFailedTrialSaysHowAndWhereItEnded) {
  TestTrial trial;
  trial.state = TrialEnd::State::kCrashed;
  const std::string line = record_line(trial);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["state"], "crashed");
  EXPECT_EQ(json["end"]["reason"], "signal 11 (Segmentation fault)");
  EXPECT_EQ(json["end"]["phase"], 1);
  EXPECT_EQ(json["end"]["operations"], 17);
  EXPECT_FALSE(parse_record(line, "x:1").ok());
}

TEST(Record, CarriesNeitherHomeNorCheckoutPath) {
  TestTrial trial;
  trial.state = TrialEnd::State::kCrashed;
  const std::string line = record_line(trial);
  EXPECT_EQ(line.find("joe"), std::string::npos) << line;
  EXPECT_EQ(line.find("/src/checkout"), std::string::npos) << line;
  EXPECT_NE(line.find("engine/db/db.cc: worse"), std::string::npos) << line;
}

TEST(Record, NamesThePartsOfTheStoreThatHoldMemory) {
  const auto json = nlohmann::json::parse(record_line({}));
  EXPECT_EQ(json["memory"], nlohmann::json({{"memtables", 1024}}));
  EXPECT_FALSE(json["phases"][0].contains("memory"));
}

TEST(Record, APhaseWithoutAnswersHasNoDigestOfThem) {
  TestTrial trial;
  trial.answer_digest = "2d06800538d394c2";  // XXH3 of nothing
  EXPECT_EQ(record(trial).phases[0].answer_digest, "");
  EXPECT_EQ(record_line(trial).find("2d06800538d394c2"), std::string::npos);
}

TEST(Record, LatenciesGetCoarserBeforeARecordOutgrowsItsRoom) {
  TestTrial trial;
  trial.mode = Mode::kTime;
  const auto bits = [&] {
    return nlohmann::json::parse(record_line(trial))["latency_bits"].get<int>();
  };
  EXPECT_EQ(bits(), kFinestBits);
  for (int i = 0; i < 1500; ++i) trial.latency.insert(trial.latency.end(), {1, 100});
  const std::string line = record_line(trial);
  EXPECT_LT(bits(), kFinestBits);
  EXPECT_LE(line.size(), kMostBytes);
}

TEST(Record, APeersSettingsStandWholeAndTheReferencesWhereTheyAreNotTheDefault) {
  TestTrial trial;
  EXPECT_FALSE(nlohmann::json::parse(record_line(trial))["store"].contains("settings"));
  trial.store = "btree";
  EXPECT_TRUE(nlohmann::json::parse(record_line(trial))["store"].contains("settings"));
  EXPECT_EQ(record(trial).keys.at("store"), "btree");
  EXPECT_EQ(record(trial).trial_id, "fill btree/baseline glibc count 0.0");
  trial.store = "lmdb";
  EXPECT_EQ(nlohmann::json::parse(record_line(trial))["store"]["settings"]["block_bytes"], "4096");
}

TEST(Record, APhaseThatDoesNotApplySaysWhyAndNothingElse) {
  TestTrial trial;
  trial.store = "lmdb";
  trial.not_applicable = "it has no such thing";
  EXPECT_EQ(nlohmann::json::parse(record_line(trial))["phases"][0],
            (nlohmann::json{{"name", "fill"}, {"not_applicable", "it has no such thing"}}));
  const Record read = record(trial);
  EXPECT_TRUE(read.ok());
  EXPECT_FALSE(read.phases[0].applies());
}

TEST(Record, TheNullStoreHasNoAnswers) {
  TestTrial trial;
  trial.store = "null";
  trial.mode = Mode::kTime;
  EXPECT_EQ(record(trial).phases[0].answer_digest, "");
}

TEST(Record, ANumberThatNoFigureHasIsRefused) {
  for (const char* const number : {"1e70", "-0.5", "3e9"}) {
    std::string line = record_line({});
    const std::string block = R"("block":0)";
    line.replace(line.find(block), block.size(), std::string(R"("block":)") + number);
    EXPECT_THAT([&] { parse_record(line, "run.jsonl:7"); },
                testing::ThrowsMessage<Error>(
                    testing::AllOf(testing::StartsWith("run.jsonl:7: not a record: the number "),
                                   testing::EndsWith(" is out of range"))))
        << number;
  }
}

TEST(Record, WhatIsNoRecordIsNamed) {
  const auto message = [](const char* line) -> std::string {
    try {
      parse_record(line, "run.jsonl:3");
      return "accepted";
    } catch (const Error& error) {
      return error.what();
    }
  };
  EXPECT_NE(message("{").find("run.jsonl:3"), std::string::npos);
  EXPECT_NE(message("{}").find("the schema is ''"), std::string::npos);
  EXPECT_NE(message(R"({"schema":"heapdyno.record/2"})").find("heapdyno.record/2"),
            std::string::npos);
  EXPECT_NE(message(R"({"schema":"heapdyno.record/1"})").find("mode"), std::string::npos);
}

TEST(LatencyQuantile, IsThereFromTenOperationsBeyondItOn) {
  PhaseRecord phase;
  phase.scopes.resize(1);
  phase.scopes[0].latency = {{500, 99'990}, {9'000, 10}};
  const auto quantile = [&](uint64_t share) {
    return latency_quantile(latency_of(phase, &ScopeRecord::latency), share);
  };
  EXPECT_EQ(quantile(99'990), 500);
  phase.scopes[0].latency[0].second -= 1;
  EXPECT_EQ(quantile(99'990), std::nullopt);
  EXPECT_EQ(quantile(99'900), 500);
}

TEST(LatencyOf, AddsUpAllScopesInOrder) {
  PhaseRecord phase;
  phase.scopes.resize(3);
  phase.scopes[0].latency = {{500, 1}, {700, 2}};
  phase.scopes[2].latency = {{400, 3}, {700, 4}, {900, 5}};
  const LatencyHistogram all = {{400, 3}, {500, 1}, {700, 6}, {900, 5}};
  EXPECT_EQ(latency_of(phase, &ScopeRecord::latency), all);
  EXPECT_TRUE(latency_of(phase, &ScopeRecord::service).empty());
}

}  // namespace
}  // namespace heapdyno

// What the executables do in each mode beside counting and timing, and with several threads.
#include <algorithm>
#include <filesystem>

#include "scenarios/histogram.h"
#include "scenarios/scopes.h"
#include "scenarios/testing/dyno_fixture.h"

namespace heapdyno::testing {
namespace {

TEST_F(DynoTest, ThreadsGiveTheSameAnswersInEveryStoreAndModeWhoeverIsFirst) {
  write_text(mixed_, kThreadedScenario);
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  for (const char* name : {"dyno-baseline-jemalloc", "dyno-all-glibc", "dyno-leveldb-glibc"}) {
    if (!has_dyno(name)) continue;
    for (const char* mode : {"count", "time"}) {
      const json trial = run_trial({.dyno = name, .scenario = mixed_, .mode = mode});
      EXPECT_EQ(digests_of(trial), digests_of(expected)) << name << " " << mode;
    }
  }
}

TEST_F(DynoTest, WhatThreadsDoIsCountedByItsKind) {
  write_text(mixed_, kThreadedScenario);
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  uint64_t operations = 0;
  for (const char* kind : {"put", "get", "delete"}) {
    const json& scope = phase_of(trial, "thirds")["scopes"][kind];
    EXPECT_NEAR(scope["operations"].get<double>(), 2000, 150) << kind;
    operations += scope["operations"].get<uint64_t>();
  }
  EXPECT_EQ(operations, 6000u);
  const json& hand_over = phase_of(trial, "hand-over")["scopes"]["hand-over"];
  EXPECT_EQ(hand_over["operations"], 5000);
  EXPECT_EQ(hand_over["calls"], 2 * 358);  // batches of seven: 2,500 entries from each of two
  EXPECT_GT(allocations(hand_over), 5000u);
  EXPECT_EQ(phase_of(trial, "purge")["scopes"]["purge"]["operations"], 1);
  // A list of 40 bytes more each time, cut to its last 300, is what is read at the end.
  EXPECT_GT(phase_of(trial, "lists")["scopes"]["append"]["counts"]["bytes"], 200'000);
}

TEST_F(DynoTest, ThreadsThatComeAndGoDoTheWorkOfThoseThatStay) {
  write_text(mixed_, kThreadedScenario);
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  json kept = json::parse(kThreadedScenario);
  kept["phases"][2].erase("thread_life");
  write_text(mixed_, kept.dump());
  const json other = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  EXPECT_EQ(digests_of(trial)[2], digests_of(other)[2]);
}

constexpr uint64_t kFillPuts = 3000;

json planted(const std::string& scenario, const std::string& plant) {
  return run_trial(
      {.dyno = "dyno-baseline-glibc", .scenario = scenario, .more = {"--plant", plant}});
}

TEST_F(DynoTest, APlantedAllocationIsOneMoreInEachOperationAndFreed) {
  const json plain = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  EXPECT_FALSE(plain.contains("planted"));
  const json& put = phase_of(plain, "fill")["scopes"]["put"];
  const json with_block = planted(mixed_, "allocation");
  const json& more = phase_of(with_block, "fill")["scopes"]["put"];
  EXPECT_EQ(allocations(more), allocations(put) + kFillPuts);
  EXPECT_EQ(more["counts"]["delete"], put["counts"]["delete"].get<uint64_t>() + kFillPuts);
  const json leaking = planted(mixed_, "leak");
  const json& alone = phase_of(leaking, "fill")["scopes"]["put"];
  EXPECT_EQ(allocations(alone), allocations(more));
  EXPECT_EQ(alone["counts"]["delete"], put["counts"]["delete"]);
  expect_same_digests(leaking, plain, "leak");
}

TEST_F(DynoTest, APlantedAnswerChangesTheDigestOfAnswersAlone) {
  const json plain = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const json lying = planted(mixed_, "answer");
  const json& before = phase_of(plain, "mix");
  const json& after = phase_of(lying, "mix");
  EXPECT_EQ(after["operation_digest"], before["operation_digest"]);
  EXPECT_NE(after["answer_digest"], before["answer_digest"]);
  EXPECT_EQ(after["scopes"], before["scopes"]);
}

TEST_F(DynoTest, APlantedCrashEndsTheProcessByASignal) {
  const Finished crashed =
      run({dyno("dyno-baseline-glibc"), "--trial", mixed_, "--mode", "time", "--folder",
           folder_.path(), "--result", folder_ / "result", "--plant", "crash"});
  EXPECT_EQ(crashed.status, -1);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "result"));
  const Finished unknown = run({dyno("dyno-baseline-glibc"), "--plant", "rose"});
  EXPECT_EQ(unknown.status, 2);
}

// The quantile of a sparse histogram, in milliseconds; `share` of all values lie below it.
double quantile_ms(const json& sparse, double share) {
  uint64_t all = 0;
  for (size_t i = 1; i < sparse.size(); i += 2) all += sparse[i].get<uint64_t>();
  uint64_t below = 0;
  size_t index = 0;
  for (size_t i = 0; i + 1 < sparse.size(); i += 2) {
    index += sparse[i].get<size_t>();
    below += sparse[i + 1].get<uint64_t>();
    if (static_cast<double>(below) >= share * static_cast<double>(all)) break;
  }
  return static_cast<double>(Histogram::midpoint(index)) / 1e6;
}

// At 10,000 puts a second 2,000 of 20,000 fall into a pause of 200 ms, and wait for what is left of
// it: 100 ms and more for 1,000 of them. A closed loop sees one slow put, and the time of a call
// alone never was another's.
TEST_F(DynoTest, AnOpenLoopShowsAPauseInAllThatWaitedForItAndAClosedLoopHidesIt) {
  write_text(mixed_, R"({"schema": "heapdyno.scenario/1", "name": "slow", "phases": [
    {"name": "fill", "operations": {"put": 1}, "count": 20000}]})");
  const json open = run_trial({.dyno = "slow-call-dyno",
                               .scenario = mixed_,
                               .mode = "open-loop",
                               .more = {"--rate", "fill=10000"}});
  const json& waited = phase_of(open, "fill")["scopes"]["put"];
  // Not less; more only where the machine itself pauses.
  EXPECT_GE(quantile_ms(waited["latency"], 0.95), 95);
  EXPECT_LT(quantile_ms(waited["latency"], 0.95), 300);
  EXPECT_GE(quantile_ms(waited["latency"], 0.99), 175);
  EXPECT_LT(quantile_ms(waited["latency"], 0.85), 50);
  EXPECT_GE(waited["latency_max_ns"], 200'000'000);
  EXPECT_LT(quantile_ms(waited["service"], 0.99), 50);
  EXPECT_GE(waited["service_max_ns"], 200'000'000);
  EXPECT_EQ(phase_of(open, "fill")["calls_per_second"], 10000);
  EXPECT_GT(open["noise"]["spun_ns"], 0);
  const json closed = run_trial({.dyno = "slow-call-dyno", .scenario = mixed_, .mode = "time"});
  const json& hidden = phase_of(closed, "fill")["scopes"]["put"];
  EXPECT_LT(quantile_ms(hidden["latency"], 0.99), 50);
  EXPECT_GE(hidden["latency_max_ns"], 200'000'000);
}

TEST_F(DynoTest, APhaseWithoutARateIsNotTimedAsAnOpenLoop) {
  write_text(mixed_, R"({"schema": "heapdyno.scenario/1", "name": "two", "phases": [
    {"name": "fill", "operations": {"put": 1}, "count": 100},
    {"name": "get", "operations": {"get": 1}, "count": 100, "keys": {"count": 100}}]})");
  const json trial = run_trial({.dyno = "dyno-null-glibc",
                                .scenario = mixed_,
                                .mode = "open-loop",
                                .more = {"--rate", "fill=100000"}});
  EXPECT_TRUE(phase_of(trial, "fill")["scopes"]["put"].contains("latency"));
  EXPECT_FALSE(phase_of(trial, "get")["scopes"]["get"].contains("latency"));
}

TEST_F(DynoTest, AnOpenLoopNeedsARateOfAPhaseThatHasCalls) {
  const std::vector<std::string> trial = {
      dyno("dyno-null-glibc"), "--trial",  mixed_,        "--folder",
      folder_.path(),          "--result", folder_ / "r", "--mode"};
  const auto errors = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments = trial;
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.status, 1);
    return finished.errors;
  };
  const std::string none = "dyno-null-glibc: open-loop mode, and no other, has a --rate\n";
  EXPECT_EQ(errors({"open-loop"}), none);
  EXPECT_EQ(errors({"time", "--rate", "fill=10"}), none);
  for (const char* phase : {"compact", "fil"}) {
    EXPECT_EQ(errors({"open-loop", "--rate", std::string(phase) + "=10"}),
              std::string("dyno-null-glibc: --rate ") + phase +
                  ": no phase that is measured and draws keys\n");
  }
}

TEST_F(DynoTest, MemoryIsLookedAtWhileAPhaseGoesOn) {
  write_text(mixed_, R"({"schema": "heapdyno.scenario/1", "name": "memory",
    "store": {"write_buffer_bytes": 67108864}, "phases": [
    {"name": "fill", "operations": {"put": 1}, "count": 100000},
    {"name": "flush", "operations": {"flush": 1}},
    {"name": "idle", "operations": {"idle": 1}, "count": 5, "pause_ms": 20},
    {"name": "purge", "operations": {"purge": 1}}]})");
  for (const char* name : {"dyno-baseline-glibc", "dyno-baseline-jemalloc"}) {
    if (!has_dyno(name)) continue;
    const json trial = run_trial({.dyno = name, .scenario = mixed_, .mode = "memory"});
    const json& fill = phase_of(trial, "fill");
    const json& samples = fill["samples"];
    ASSERT_GE(samples.size(), 60u) << name;
    EXPECT_EQ(samples.front()[0], 0);
    EXPECT_EQ(samples.back()[0], 100000);
    // 100,000 entries of 116 bytes and more, above what was there before the store was opened.
    EXPECT_GT(samples.back()[2], fill["rss_base"].get<uint64_t>() + 11'600'000);
    EXPECT_LT(samples.front()[2], fill["rss_base"].get<uint64_t>() + 4'000'000);
    EXPECT_GT(fill["allocator"]["mapped"], 11'600'000) << name;
    EXPECT_GT(fill["pss"], 11'600'000);
    EXPECT_GE(phase_of(trial, "idle")["wall_ns"], 5 * 20'000'000);
    EXPECT_EQ(phase_of(trial, "idle")["scopes"]["idle"]["operations"], 5);
    EXPECT_LT(phase_of(trial, "purge")["rss_anon"], fill["rss_anon"]) << name;
  }
}

// Blocks that died and requested bytes alive, of all scopes.
uint64_t deaths(const json& phase) {
  uint64_t sum = 0;
  for (const auto& [name, scope] : phase["scopes"].items()) {
    const json pairs = scope.value("deaths", json::array());
    for (size_t i = 1; i < pairs.size(); i += 2) sum += pairs[i].get<uint64_t>();
  }
  return sum;
}

// What the observer that counts says of the blocks that were given back.
uint64_t given_back(const json& phase) {
  uint64_t sum = 0;
  for (const auto& [name, scope] : phase["scopes"].items()) {
    for (const char* call : {"free", "delete", "resized"})
      sum += scope["counts"].value(call, uint64_t{0});
  }
  return sum;
}

TEST_F(DynoTest, WhatIsAliveIsTheSameUnderEveryAllocatorAndWhatCountingLeaves) {
  write_text(mixed_, kTransactionScenario);
  const json counted = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const json expected =
      run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_, .mode = "live"});
  ASSERT_EQ(counted["phases"].size(), expected["phases"].size());
  for (size_t i = 0; i < counted["phases"].size(); ++i) {
    const json& phase = expected["phases"][i];
    EXPECT_EQ(deaths(phase), given_back(counted["phases"][i])) << phase["name"];
    for (const auto& [name, scope] : counted["phases"][i]["scopes"].items())
      EXPECT_EQ(scope["counts"], phase["scopes"][name]["counts"]) << name;
    EXPECT_GE(phase["alive"]["requested_peak"], phase["alive"]["requested"]);
    EXPECT_GT(phase["alive"]["usable"], phase["alive"]["requested"]);
  }
  EXPECT_GT(expected["phases"][0]["samples"].size(), 10u);
  for (const char* allocator : {"jemalloc", "mimalloc", "tcmalloc"}) {
    const std::string name = std::string("dyno-baseline-") + allocator;
    if (!has_dyno(name)) continue;
    const json trial = run_trial({.dyno = name, .scenario = mixed_, .mode = "live"});
    EXPECT_EQ(digests_of(trial), digests_of(expected));
    for (size_t i = 0; i < trial["phases"].size(); ++i) {
      const json& phase = trial["phases"][i];
      const json& other = expected["phases"][i];
      EXPECT_EQ(phase["alive"]["requested"], other["alive"]["requested"]) << name;
      EXPECT_EQ(phase["alive"]["requested_peak"], other["alive"]["requested_peak"]) << name;
      EXPECT_EQ(phase["scopes"], other["scopes"]) << name << " " << phase["name"];
      for (size_t s = 0; s < phase["samples"].size(); ++s) {
        EXPECT_EQ(phase["samples"][s][0], other["samples"][s][0]);
        EXPECT_EQ(phase["samples"][s][2], other["samples"][s][2]) << name << " " << phase["name"];
      }
    }
  }
}

// Of the blocks born in a scope those that died as `is` says, by the index that trial_result.h explains.
template <typename Is>
uint64_t deaths_where(const json& scope, Is is) {
  uint64_t blocks = 0;
  uint64_t index = 0;
  const json& pairs = scope["deaths"];
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    index += pairs[i].get<uint64_t>();
    if (is(index)) blocks += pairs[i + 1].get<uint64_t>();
  }
  return blocks;
}

// The store asks the driver for the fields of a document in the middle of a put; memtables keep all.
TEST_F(DynoTest, APutThatIsIndexedIsOneOperation) {
  write_text(mixed_, R"({"schema": "heapdyno.scenario/1", "name": "indexed",
    "data": {"source": "documents", "names": 50},
    "indexes": [{"name": "by_team", "field": "team"}, {"name": "by_name", "field": "name"}],
    "phases": [{"name": "fill", "operations": {"put": 1}, "count": 500,
                "keys": {"distribution": "sequential", "count": 500}}]})");
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_, .mode = "live"});
  const json& put = phase_of(trial, "fill")["scopes"]["put"];
  EXPECT_GT(put["deaths"].size(), 0u);
  // After the put that made them, when others had begun.
  const auto died_later = [](uint64_t index) { return index % HEAPDYNO_LIFETIME_CLASSES > 0; };
  EXPECT_EQ(deaths_where(put, died_later), 0u);
}

TEST_F(DynoTest, BlocksThatAnotherThreadFreesAreToldApart) {
  write_text(mixed_, kThreadedScenario);
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_, .mode = "live"});
  // Batches are made in two threads and given back in a third.
  const uint64_t elsewhere =
      deaths_where(phase_of(trial, "hand-over")["scopes"]["hand-over"], [](uint64_t index) {
        return index / HEAPDYNO_LIFETIME_CLASSES % HEAPDYNO_DEATHS == HEAPDYNO_DEATH_ELSEWHERE;
      });
  EXPECT_GE(elsewhere, 2 * 358u);
}

// What a process did is seen in the counts that it leaves: those of a cut after a phase are those of a
// cut before it and the phase's.
TEST_F(DynoTest, ATrialCanBeCutBeforeAndAfterTheCallsOfAPhase) {
  const auto puts = [&](const std::string& cut) {
    const Folder folder;
    const Finished finished =
        run({dyno("dyno-baseline-glibc"), "--trial", mixed_, "--mode", "count", "--folder",
             folder.path(), "--result", folder / "result", "--seed", "5", "--cut", cut},
            {}, Observed::kCounted);
    EXPECT_EQ(finished.status, 0) << finished.errors;
    EXPECT_FALSE(std::filesystem::exists(folder / "result"));
    return finished.counters->scopes[kScopePut].calls[HEAPDYNO_NEW];
  };
  const json whole = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const auto counted = [&](const char* phase) {
    return phase_of(whole, phase)["scopes"]["put"]["counts"]["new"].get<uint64_t>();
  };
  EXPECT_EQ(puts("before:0"), 0u);
  EXPECT_EQ(puts("after:0"), counted("fill"));
  EXPECT_EQ(puts("before:1"), counted("fill"));
  EXPECT_EQ(puts("after:1"), counted("fill") + counted("mix"));
}

}  // namespace
}  // namespace heapdyno::testing

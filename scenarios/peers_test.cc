// RocksDB and LMDB as stores. A plain build leaves them out: `ninja -C BUILD every-peer` makes what these tests run,
// and they skip what is not there.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "scenarios/scenario.h"
#include "scenarios/testing/run_dyno.h"

namespace heapdyno::testing {
namespace {

using nlohmann::json;

class Peer : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!has_dyno(name())) GTEST_SKIP() << name() << " is not built: ninja every-peer";
    write_text(mixed_, kMixedScenario);
  }

  std::string name(const std::string& allocator = "glibc") const {
    return "dyno-" + GetParam() + "-" + allocator;
  }

  const Folder folder_;
  const std::string mixed_ = folder_ / "mixed.json";
};

bool applies(const json& phase) { return !phase.contains("not_applicable"); }

// What the peer did and answered is what the reference store did and answered, phase by phase,
// where the phase applies.
void expect_same_answers(const json& peer, const json& reference) {
  ASSERT_EQ(peer["phases"].size(), reference["phases"].size());
  for (size_t i = 0; i < peer["phases"].size(); ++i) {
    const json& phase = peer["phases"][i];
    if (!applies(phase) || !applies(reference["phases"][i])) continue;
    EXPECT_EQ(phase["operation_digest"], reference["phases"][i]["operation_digest"]);
    EXPECT_EQ(phase["answer_digest"], reference["phases"][i]["answer_digest"]) << phase["name"];
  }
}

uint64_t allocations(const json& phase) {
  uint64_t sum = 0;
  for (const auto& [name, scope] : phase["scopes"].items()) {
    for (const char* function : {"malloc", "calloc", "realloc", "aligned", "new"})
      sum += scope["counts"].value(function, 0u);
  }
  return sum;
}

const json& phase_of(const json& trial, const std::string& name) {
  for (const json& phase : trial["phases"]) {
    if (phase["name"] == name) return phase;
  }
  ADD_FAILURE() << "no phase " << name;
  return trial;
}

TEST_P(Peer, GivesTheSameAnswersInBothModes) {
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  for (const char* mode : {"count", "time"}) {
    expect_same_answers(run_trial({.dyno = name(), .scenario = mixed_, .mode = mode}), expected);
  }
}

TEST_P(Peer, CommitsAndAbortsInKeyspacesWithTheSameAnswers) {
  write_text(mixed_, kTransactionScenario);
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  for (const char* mode : {"count", "time"}) {
    const json trial = run_trial({.dyno = name(), .scenario = mixed_, .mode = mode});
    for (const json& phase : trial["phases"]) EXPECT_TRUE(applies(phase)) << phase["name"];
    expect_same_answers(trial, expected);
  }
}

TEST_P(Peer, PlaysEveryShippedScenarioWithTheSameAnswers) {
  const std::string file = folder_ / "small.json";
  for (const std::string& scenario : shipped_scenarios()) {
    write_text(file, shrunk_scenario(scenario, 100).dump());
    if (lacks_data(load_scenario(file).value())) continue;
    SCOPED_TRACE(scenario);
    expect_same_answers(run_trial({.dyno = name(), .scenario = file}),
                        run_trial({.dyno = "dyno-baseline-glibc", .scenario = file}));
  }
}

// Of LMDB the very same; of RocksDB within the slack of a phase as small as these.
TEST_P(Peer, CountsTheSameUnderEveryAllocator) {
  const uint64_t slack = GetParam() == "rocksdb" ? 16 : 0;
  const json expected = run_trial({.dyno = name(), .scenario = mixed_});
  for (const char* allocator : {"glibc", "jemalloc", "mimalloc", "tcmalloc"}) {
    if (!has_dyno(name(allocator))) continue;
    const json trial = run_trial({.dyno = name(allocator), .scenario = mixed_});
    for (size_t i = 0; i < trial["phases"].size(); ++i) {
      if (!applies(trial["phases"][i])) continue;
      EXPECT_NEAR(static_cast<double>(allocations(trial["phases"][i])),
                  static_cast<double>(allocations(expected["phases"][i])),
                  static_cast<double>(slack))
          << allocator << " " << trial["phases"][i]["name"];
    }
  }
}

TEST_P(Peer, SaysHowItWasOpened) {
  const json settings = run_trial({.dyno = name(), .scenario = mixed_})["store"]["settings"];
  EXPECT_EQ(settings["compression"], "none");
  EXPECT_EQ(settings["sync"], "none");
  const bool rocksdb = GetParam() == "rocksdb";
  EXPECT_EQ(settings["write_buffer_bytes"], rocksdb ? "65536" : "n/a");
  EXPECT_EQ(settings["bits_per_key"], rocksdb ? "10" : "n/a");
  EXPECT_EQ(settings.contains("block_cache_shards"), rocksdb);
  EXPECT_EQ(settings["background_threads"], rocksdb ? "1" : "0");
  EXPECT_EQ(settings["checksums"], rocksdb ? "verified" : "LMDB has none");
}

INSTANTIATE_TEST_SUITE_P(Peers, Peer, ::testing::Values("rocksdb", "lmdb"),
                         [](const auto& instance) { return instance.param; });

class Lmdb : public Peer {};

TEST_P(Lmdb, SaysWhatItDoesNotHave) {
  const json trial = run_trial({.dyno = name(), .scenario = mixed_});
  const std::string no_flush = "LMDB has no write buffer: a commit is in its tree";
  const std::string no_compaction = "LMDB has no tables to merge: it reuses its pages";
  EXPECT_EQ(
      phase_of(trial, "flush"),
      (json{{"index", 2}, {"name", "flush"}, {"measured", true}, {"not_applicable", no_flush}}));
  EXPECT_EQ(phase_of(trial, "compact")["not_applicable"], no_compaction);
  EXPECT_EQ(phase_of(trial, "scan")["before_not_applicable"],
            (json{{"flush", no_flush}, {"compact", no_compaction}}));
  EXPECT_FALSE(phase_of(trial, "prefix").contains("before_not_applicable"));
}

INSTANTIATE_TEST_SUITE_P(Peers, Lmdb, ::testing::Values("lmdb"));

class RocksDb : public Peer {};

TEST_P(RocksDb, TellsBackgroundWorkApartAndCountsItsFiles) {
  const json trial = run_trial({.dyno = name(), .scenario = mixed_});
  const json& fill = phase_of(trial, "fill");
  EXPECT_GT(fill["scopes"]["background"]["counts"]["bytes"], 0);
  EXPECT_GT(fill["physical"]["tables_written"], 1);
  EXPECT_GT(fill["physical"]["wal_bytes"], 3000 * 116);
  EXPECT_FALSE(phase_of(trial, "again")["scopes"].contains("background"));
}

INSTANTIATE_TEST_SUITE_P(Peers, RocksDb, ::testing::Values("rocksdb"));

}  // namespace
}  // namespace heapdyno::testing

// Each test runs the executables as the runner does.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "allocators/testing/heaptrack_counts.h"
#include "scenarios/catalogue.h"
#include "scenarios/histogram.h"
#include "scenarios/progress.h"
#include "scenarios/scenario.h"
#include "scenarios/scopes.h"
#include "scenarios/testing/dyno_fixture.h"

namespace heapdyno::testing {
namespace {

TEST_F(DynoTest, TheNullStoreCountsNothingOutsideTheHarness) {
  const json trial = run_trial({.dyno = "dyno-null-glibc", .scenario = mixed_});
  EXPECT_EQ(trial["phases"].size(), 11u);
  for (const json& phase : trial["phases"]) {
    for (const auto& [name, scope] : phase["scopes"].items())
      EXPECT_EQ(scope["counts"], json::object()) << name;
  }
}

TEST_F(DynoTest, CountsAreTheSameInEveryRunFolderAndEnvironment) {
  for (const char* name : {"dyno-baseline-glibc", "dyno-all-glibc", "dyno-leveldb-glibc"}) {
    if (!has_dyno(name)) continue;
    const json first = run_trial({.dyno = name, .scenario = mixed_});
    const json second = run_trial({.dyno = name,
                                   .scenario = mixed_,
                                   .environment = {"PADDING=" + std::string(3000, 'x')},
                                   .folder_name = std::string(100, 'y')});
    EXPECT_EQ(counts_of(first), counts_of(second)) << name;
  }
}

TEST_F(DynoTest, CountsAreTheSameUnderEveryAllocator) {
  for (const std::string store : {"dyno-baseline-", "dyno-all-", "dyno-leveldb-"}) {
    if (!has_dyno(store + "glibc")) continue;
    const json expected = run_trial({.dyno = store + "glibc", .scenario = mixed_});
    for (const char* allocator : {"jemalloc", "mimalloc", "tcmalloc"}) {
      const std::string name = store + allocator;
      if (!has_dyno(name)) continue;
      EXPECT_EQ(counts_of(run_trial({.dyno = name, .scenario = mixed_})), counts_of(expected))
          << name;
    }
  }
}

TEST_F(DynoTest, EveryStoreGivesTheSameAnswersInBothModes) {
  const json expected = digests_of(run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_}));
  for (const char* name : {"dyno-baseline-glibc", "dyno-all-glibc", "dyno-leveldb-glibc"}) {
    if (!has_dyno(name)) continue;
    EXPECT_EQ(digests_of(run_trial({.dyno = name, .scenario = mixed_})), expected) << name;
    EXPECT_EQ(digests_of(run_trial({.dyno = name, .scenario = mixed_, .mode = "time"})), expected)
        << name;
  }
}

TEST_F(DynoTest, AProfiledTrialDoesWhatACountedOneDoes) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  const json counted = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const json profiled = run_trial({.dyno = "dyno-baseline-glibc",
                                   .scenario = mixed_,
                                   .mode = "profile",
                                   .environment = heaptrack_environment(folder_ / "raw")});
  EXPECT_EQ(digests_of(profiled), digests_of(counted));
  EXPECT_EQ(phase_of(profiled, "fill")["physical"], phase_of(counted, "fill")["physical"]);
}

TEST_F(DynoTest, OneAllocationMoreInAPutIsCountedOncePerPut) {
  const json plain = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const json extra = run_trial({.dyno = "extra-allocation-dyno", .scenario = mixed_});
  for (const char* phase : {"fill", "mix"}) {
    const json& before = phase_of(plain, phase)["scopes"]["put"];
    const json& after = phase_of(extra, phase)["scopes"]["put"];
    const uint64_t puts = before["operations"];
    EXPECT_GT(puts, 100u);
    EXPECT_EQ(allocations(after), allocations(before) + puts);
    EXPECT_EQ(after["counts"]["bytes"], before["counts"]["bytes"].get<uint64_t>() + 24 * puts);
  }
  EXPECT_EQ(phase_of(extra, "missing")["scopes"], phase_of(plain, "missing")["scopes"]);
}

// Of lines of a name and a number.
uint64_t figure(const std::string& lines, const std::string& name) {
  const size_t at = lines.find("\n" + name + " ");
  return at == std::string::npos ? 0 : std::stoull(lines.substr(at + name.size() + 2));
}

// Four of the seven programs that are held against heaptrack; the others, with realloc and aligned
// new, are in allocators/observer/heaptrack_test.cc.
TEST_F(DynoTest, TheTotalAndThePeakOfAScenarioAreHeaptracks) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  const std::string file = folder_ / "scenario.json";
  for (const std::string name : {"fill-random", "btree-nodes", "range-10", "ageing"}) {
    const std::string raw = folder_ / name + ".raw";  // heaptrack would leave an old one's end
    write_text(file, shrunk_scenario(name, 10).dump());
    const Folder first, second;
    const Finished tracked =
        run({dyno("plain-scenario"), file, first.path()}, heaptrack_environment(raw));
    ASSERT_EQ(tracked.status, 0) << tracked.errors;
    const Finished observed =
        run({dyno("plain-scenario"), file, second.path()}, {}, Observed::kFollowed);
    ASSERT_EQ(observed.status, 0) << observed.errors;
    ASSERT_TRUE(observed.counters);
    // Phases that draw no keys are run, too: ageing shrinks at the peak of what is alive.
    if (name == "ageing") {
      EXPECT_EQ(figure(observed.output, "compactions"), 1u);
    }
    const HeaptrackTotals totals = heaptrack_totals(raw);
    EXPECT_GT(totals.allocations, 8000u * 5) << name;
    EXPECT_EQ(observed.counters->process_allocations(), totals.allocations) << name;
    EXPECT_EQ(observed.counters->peak, totals.peak) << name;
    EXPECT_EQ(observed.counters->all_lifetimes().deaths(HEAPDYNO_DEATH_TEMPORARY), totals.temporary)
        << name;
  }
}

TEST_F(DynoTest, OperationsAreCountedByTheirKind) {
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  EXPECT_EQ(phase_of(trial, "fill")["scopes"]["put"]["operations"], 3000);
  const json& mix = phase_of(trial, "mix")["scopes"];
  uint64_t draws = 0;
  for (const char* kind : {"get", "put", "delete", "seek", "range", "batch"})
    draws += mix[kind]["operations"].get<uint64_t>();
  EXPECT_EQ(draws, 3000u);
  EXPECT_LT(mix["batch"]["calls"], mix["batch"]["operations"]);
  EXPECT_EQ(phase_of(trial, "scan")["scopes"]["scan"]["calls"], 2);
  EXPECT_GT(phase_of(trial, "scan")["scopes"]["scan"]["operations"], 2000);
  EXPECT_EQ(phase_of(trial, "reopen")["scopes"]["open"]["operations"], 1);
  EXPECT_GT(phase_of(trial, "fill")["physical"]["flushes"], 1);
}

TEST_F(DynoTest, TimeModeGivesTimesAndNoCounts) {
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_, .mode = "time"});
  EXPECT_TRUE(trial.contains("clock_ns"));
  EXPECT_GT(trial["allocation_pair_ns"], 0);
  for (const json& phase : trial["phases"]) {
    EXPECT_GT(phase["wall_ns"], 0);
    EXPECT_GT(phase["rss_anon"], 0);
    EXPECT_GT(phase["rss_file"], 0);
    EXPECT_EQ(phase["vm_rss"].get<uint64_t>(), phase["rss_anon"].get<uint64_t>() +
                                                   phase["rss_file"].get<uint64_t>() +
                                                   phase["rss_shmem"].get<uint64_t>());
    EXPECT_FALSE(phase.contains("physical"));
    for (const auto& [name, scope] : phase["scopes"].items())
      EXPECT_FALSE(scope.contains("counts")) << name;
  }
  uint64_t stamped = 0;
  const json& latency = phase_of(trial, "fill")["scopes"]["put"]["latency"];
  for (size_t i = 1; i < latency.size(); i += 2) stamped += latency[i].get<uint64_t>();
  EXPECT_EQ(stamped, 3000u);
}

TEST_F(DynoTest, AProcessThatEndsWithoutCloseIsRecoveredByTheNext) {
  const std::string file = folder_ / "recover.json";
  write_text(file, shrunk_scenario("recover", 10).dump());
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = file});
  EXPECT_EQ(phase_of(trial, "recover")["physical"]["replayed_entries"], 6000);
  EXPECT_GT(allocations(phase_of(trial, "recover")["scopes"]["open"]), 100u);
  EXPECT_EQ(phase_of(trial, "load")["physical"]["flushes"], 0);
  if (has_dyno("dyno-leveldb-glibc")) {
    EXPECT_EQ(digests_of(run_trial({.dyno = "dyno-leveldb-glibc", .scenario = file})),
              digests_of(trial));
  }
}

TEST_F(DynoTest, TheBTreeIsAStoreOfTheReferenceEngine) {
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const TrialSpec spec = {
      .dyno = "dyno-baseline-glibc", .scenario = mixed_, .more = {"--store", "btree"}};
  const json btree = run_trial(spec);
  EXPECT_EQ(btree["store"]["name"], "btree");
  EXPECT_EQ(btree["store"]["settings"]["bits_per_key"], "n/a");
  EXPECT_EQ(btree["store"]["settings"]["checkpoint_bytes"], "262144");
  expect_same_digests(btree, expected, "btree");
  const json& fill = phase_of(btree, "fill");
  EXPECT_GE(fill["physical"]["checkpoints"], 1);
  EXPECT_GT(fill["physical"]["page_splits"], 10);
  EXPECT_GT(fill["physical"]["page_writes"], 10);
  EXPECT_EQ(fill["physical"]["flushes"], 0);
  EXPECT_EQ(phase_of(btree, "flush")["physical"]["checkpoints"], 1);
  EXPECT_EQ(phase_of(btree, "compact")["not_applicable"], "a B+tree has no tables to merge");
  EXPECT_EQ(phase_of(btree, "scan")["before_not_applicable"]["compact"],
            "a B+tree has no tables to merge");
  EXPECT_FALSE(phase_of(expected, "fill")["physical"].contains("checkpoints"));
  EXPECT_EQ(counts_of(run_trial(spec)), counts_of(btree));
}

TEST_F(DynoTest, TransactionsAndKeyspacesGiveTheSameAnswersInEveryVariantAndMode) {
  write_text(mixed_, kTransactionScenario);
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  for (const char* store : {"reference", "btree"}) {
    for (const char* mode : {"count", "time"}) {
      const json trial = run_trial(
          {.dyno = "dyno-all-glibc", .scenario = mixed_, .mode = mode, .more = {"--store", store}});
      EXPECT_EQ(digests_of(trial), digests_of(expected)) << store << " " << mode;
    }
  }
}

TEST_F(DynoTest, TransactionsAreCountedAsTransactionsAndSomeOfThemAbort) {
  write_text(mixed_, kTransactionScenario);
  const json trial = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const json& commit = phase_of(trial, "commit")["scopes"]["commit"];
  EXPECT_EQ(commit["operations"], 501);  // of four keys each; the last one has one
  EXPECT_GT(allocations(commit), 501u);
  const json& read = phase_of(trial, "read");
  EXPECT_EQ(read["scopes"]["commit"]["operations"], 100);
  EXPECT_EQ(read["physical"]["wal_bytes"], 0);
  json all = json::parse(kTransactionScenario);
  all["phases"][1]["commit"]["abort"] = 0;
  write_text(mixed_, all.dump());
  const json committed = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  const double share = phase_of(trial, "commit")["physical"]["wal_bytes"].get<double>() /
                       phase_of(committed, "commit")["physical"]["wal_bytes"].get<double>();
  EXPECT_NEAR(share, 0.7, 0.03);
}

// Lookups by both indexes of both keyspaces, before and after a recovery; `id` finds one entry at
// most, `name` many.
constexpr const char* kIndexScenario = R"({"schema": "heapdyno.scenario/1", "name": "indexes",
  "data": {"source": "documents", "names": 20}, "store": {"write_buffer_bytes": 65536},
  "keyspaces": [{"name": ""}, {"name": "trees", "kind": "btree"}],
  "indexes": [{"name": "by-id", "field": "id"}, {"name": "by-name", "field": "name"}], "phases": [
  {"name": "fill", "operations": {"put": 1}, "count": 600},
  {"name": "change", "operations": {"put": 2, "delete": 1}, "count": 300,
   "keys": {"distribution": "uniform", "count": 600}},
  {"name": "look-up", "operations": {"lookup": 1}, "scan_length": 1000, "count": 200,
   "keys": {"distribution": "uniform", "count": 600}},
  {"name": "recover", "restart": true, "operations": {"open": 1}},
  {"name": "again", "operations": {"lookup": 1}, "count": 200,
   "keys": {"distribution": "uniform", "count": 600}}]})";

TEST_F(DynoTest, LookupsGiveTheSameAnswersInEveryVariantAndKind) {
  write_text(mixed_, kIndexScenario);
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  EXPECT_EQ(phase_of(expected, "look-up")["scopes"]["lookup"]["operations"], 200);
  for (const char* store : {"reference", "btree"}) {
    const json trial =
        run_trial({.dyno = "dyno-all-glibc", .scenario = mixed_, .more = {"--store", store}});
    EXPECT_EQ(digests_of(trial), digests_of(expected)) << store;
  }
  // Many are found: with one entry to a lookup the answers are others.
  json fewer = json::parse(kIndexScenario);
  fewer["phases"][2]["scan_length"] = 1;
  write_text(mixed_, fewer.dump());
  const json one = run_trial({.dyno = "dyno-baseline-glibc", .scenario = mixed_});
  EXPECT_NE(phase_of(one, "look-up")["answer_digest"],
            phase_of(expected, "look-up")["answer_digest"]);
  EXPECT_EQ(phase_of(one, "again")["answer_digest"], phase_of(expected, "again")["answer_digest"]);
}

TEST_F(DynoTest, AStoreWithoutKeyspacesOrTransactionsSaysSoAndWhatFollows) {
  if (!has_dyno("dyno-leveldb-glibc")) GTEST_SKIP() << "LevelDB is not installed";
  write_text(mixed_, kTransactionScenario);
  const json keyspaces = run_trial({.dyno = "dyno-leveldb-glibc", .scenario = mixed_});
  for (const json& phase : keyspaces["phases"])
    EXPECT_EQ(phase["not_applicable"], "LevelDB has no keyspaces") << phase["name"];
  json scenario = json::parse(kTransactionScenario);
  scenario.erase("keyspaces");
  write_text(mixed_, scenario.dump());
  const json commits = run_trial({.dyno = "dyno-leveldb-glibc", .scenario = mixed_});
  EXPECT_FALSE(phase_of(commits, "fill").contains("not_applicable"));
  EXPECT_EQ(phase_of(commits, "commit")["not_applicable"], "LevelDB has no transactions");
  EXPECT_EQ(phase_of(commits, "scan")["not_applicable"], "it follows commit, which was not run");
  EXPECT_EQ(phase_of(commits, "check")["not_applicable"], "it follows commit, which was not run");
  scenario = json::parse(kIndexScenario);
  scenario.erase("keyspaces");
  write_text(mixed_, scenario.dump());
  const json lookups = run_trial({.dyno = "dyno-leveldb-glibc", .scenario = mixed_});
  EXPECT_EQ(phase_of(lookups, "again")["not_applicable"], "LevelDB has no secondary indexes");
  EXPECT_FALSE(phase_of(lookups, "recover").contains("not_applicable"));
}

TEST_F(DynoTest, AStoreThatCannotBeOpenedAsTheScenarioSaysDoesNotRunIt) {
  if (!has_dyno("dyno-leveldb-glibc")) GTEST_SKIP() << "LevelDB is not installed";
  json scenario = json::parse(kMixedScenario);
  scenario["store"]["level_base_bytes"] = 1 << 20;
  write_text(mixed_, scenario.dump());
  const json trial = run_trial({.dyno = "dyno-leveldb-glibc", .scenario = mixed_});
  EXPECT_EQ(trial["phases"].size(), 11u);
  for (const json& phase : trial["phases"]) {
    EXPECT_EQ(phase["not_applicable"], "LevelDB's level_base_bytes is 10485760 and cannot be set");
  }
}

class Shipped : public ::testing::TestWithParam<std::string> {};

TEST_P(Shipped, SaysWhatItIsFor) {
  const auto scenario = load_scenario(find_in_catalogue(catalogue_folder(), GetParam()));
  ASSERT_TRUE(scenario.is_ok()) << scenario.status().to_string();
  EXPECT_EQ(scenario->name, GetParam());
  EXPECT_GT(scenario->about.size(), 80u);
}

TEST_P(Shipped, RunsSmallOnEveryStoreWithTheSameAnswers) {
  const Folder folder;
  const std::string file = folder / "small.json";
  write_text(file, shrunk_scenario(GetParam(), 100).dump());
  const Scenario small = load_scenario(file).value();
  if (lacks_data(small)) GTEST_SKIP() << "there is no " << small.data_file;
  const json expected = run_trial({.dyno = "dyno-baseline-glibc", .scenario = file});
  for (const char* name : {"dyno-all-glibc", "dyno-leveldb-glibc"}) {
    if (!has_dyno(name)) continue;
    expect_same_digests(run_trial({.dyno = name, .scenario = file}), expected, name);
  }
  const json btree =
      run_trial({.dyno = "dyno-all-glibc", .scenario = file, .more = {"--store", "btree"}});
  expect_same_digests(btree, expected, "btree");
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Shipped, ::testing::ValuesIn(shipped_scenarios()),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// What a refused trial says.
class Refused : public DynoTest {
 protected:
  Finished trial(const std::string& mode, Observed observed = Observed::kNo,
                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {dyno("dyno-null-glibc"),
                                          "--trial",
                                          mixed_,
                                          "--mode",
                                          mode,
                                          "--folder",
                                          folder_.path(),
                                          "--result",
                                          folder_ / "result"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments, {}, observed);
  }
};

TEST_F(Refused, CountModeWithoutTheObserver) {
  const Finished finished = trial("count");
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.errors,
            "dyno-null-glibc: count mode needs the observer: preload libheapdyno-observer.so and "
            "set HEAPDYNO_OBSERVER\n");
}

TEST_F(Refused, ProfileModeWithoutHeaptrack) {
  const Finished finished = trial("profile");
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(
      finished.errors,
      "dyno-null-glibc: profile mode needs a heap profiler and no observer: preload "
      "libheaptrack_preload.so and set DUMP_HEAPTRACK_OUTPUT, or set MALLOC_CONF=prof:true for "
      "a jemalloc that was built with --enable-prof\n");
}

TEST_F(Refused, LiveModeUnderAnObserverThatOnlyCounts) {
  const Finished finished = trial("live", Observed::kCounted);
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.errors,
            "dyno-null-glibc: live mode needs the observer that follows every block: preload "
            "libheapdyno-observer-lifetimes.so\n");
}

TEST_F(Refused, TimeModeWithTheObserver) {
  const Finished finished = trial("time", Observed::kCounted);
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.errors,
            "dyno-null-glibc: time mode runs without observer and profiler: what is timed is what "
            "would ship\n");
}

TEST_F(Refused, AnAllocatorThatDoesNotAnswer) {
  const Finished finished =
      trial("time", Observed::kNo,
            {"--expect-name", "other", "--expect-library", "/usr/lib/libother.so"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("the allocator is not other: malloc is answered by "),
            std::string::npos)
      << finished.errors;
}

TEST_F(Refused, AFolderThatHoldsAStoreAlready) {
  mkdir((folder_ / "db").c_str(), 0700);
  const Finished finished = trial("time");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("is there already: a trial begins with an empty folder"),
            std::string::npos)
      << finished.errors;
}

TEST_F(Refused, AFolderThatIsNotThere) {
  const Finished finished = trial("time", Observed::kNo, {"--folder", "/nowhere"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.errors,
            "dyno-null-glibc: /nowhere: cannot enter: No such file or directory\n");
}

TEST_F(Refused, AScenarioWithAWrongKey) {
  write_text(mixed_, "{\n\"schema\": \"heapdyno.scenario/1\", \"name\": \"x\",\n\"phasess\": []}");
  const Finished finished = trial("time");
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.errors,
            "dyno-null-glibc: " + mixed_ + ":3: /phasess: unknown key; did you mean \"phases\"?\n");
}

TEST_F(Refused, WrongArguments) {
  EXPECT_EQ(trial("memories").status, 2);
  EXPECT_EQ(trial("time", Observed::kNo, {"--prat", "1"}).status, 2);
  EXPECT_EQ(trial("time", Observed::kNo, {"--part", "2"}).status, 1);
  EXPECT_EQ(run({dyno("dyno-null-glibc")}).status, 2);
}

TEST_F(Refused, AStoreThatTheExecutableIsNot) {
  const Finished finished = trial("time", Observed::kNo, {"--store", "btree"});
  EXPECT_EQ(finished.status, 1);
  EXPECT_EQ(finished.errors, "dyno-null-glibc: --store btree: this executable is the store null\n");
}

TEST_F(Refused, AFullDisk) {
  ASSERT_EQ(symlink("/dev/full", (folder_ / "result.tmp").c_str()), 0);
  const Finished finished = trial("time");
  EXPECT_EQ(finished.status, 1);
  EXPECT_NE(finished.errors.find("cannot write: No space left on device"), std::string::npos)
      << finished.errors;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "result"));
}

TEST_F(DynoTest, TheProgressPageSaysHowFarTheTrialIs) {
  const std::string file = folder_ / "progress";
  run_trial({.dyno = "dyno-null-glibc",
             .scenario = mixed_,
             .mode = "time",
             .more = {"--progress", file}});
  alignas(Progress) char page[Progress::kBytes] = {};
  std::ifstream(file).read(page, sizeof page);
  const Progress* const progress = reinterpret_cast<const Progress*>(page);
  EXPECT_EQ(progress->magic, Progress::kMagic);
  EXPECT_EQ(progress->version, Progress::kVersion);
  EXPECT_EQ(progress->phase, 10u);
  EXPECT_EQ(progress->operations, 500u);
}

TEST(Describe, SaysWhatTheExecutableIs) {
  const Finished finished = run({dyno("dyno-all-glibc"), "--describe"});
  ASSERT_EQ(finished.status, 0) << finished.errors;
  const json description = json::parse(finished.output);
  EXPECT_EQ(description["schema"], "heapdyno.dyno/1");
  EXPECT_EQ(description["store"]["name"], "reference");
  EXPECT_EQ(description["store"]["also"], json{"btree"});
  EXPECT_EQ(description["store"]["settings"]["block_bytes"], "4096");
  EXPECT_EQ(description["variant"], "all");
  EXPECT_EQ(description["policy"]["arena"], "retained");
  EXPECT_EQ(description["policy"].size(), description["toggles"].size());
  EXPECT_EQ(description["toggles"][1]["kinds"], (json{"fresh", "retained"}));
  EXPECT_EQ(description["allocator"]["name"], "glibc");
  EXPECT_FALSE(description["allocator"].contains("mismatch"));
  EXPECT_FALSE(description["build_id"].get<std::string>().empty());
}

}  // namespace
}  // namespace heapdyno::testing

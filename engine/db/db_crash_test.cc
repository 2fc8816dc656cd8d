// The power goes, or a call fails, anywhere in a workload of every kind: writes and transactions in
// LSM trees and a B+tree, flushes, compactions, checkpoints, keyspaces and indexes that come and go.
// What comes up must be one of the states that there were, no older than what was acknowledged as
// durable. And the engine without one of its syncs must be found out by that.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "engine/base/test_seed.h"
#include "engine/db/crash_workload.h"
#include "engine/db/forgetful_file_system.h"
#include "engine/db/version_edit.h"

namespace engine::crash_test {
namespace {

using Fault = MemoryFileSystem::Operation;
using Unsynced = MemoryFileSystem::Unsynced;

constexpr int kSteps = 200;

bool runs_long() { return std::getenv("HEAPDYNO_LONG") != nullptr; }

struct Crash {
  Sync sync;
  std::vector<Unsynced> unsynced;  // each of what may become of it
  Background background = Background::kInline;
  std::string_view forgotten = "";
  uint64_t seed = test_seed();
  uint64_t cut = 0;  // the power goes after so many changes
};

class CrashDb : public TestDb {
 public:
  explicit CrashDb(std::string_view forgotten = "") : forgetful(files, forgotten) {
    if (!forgotten.empty()) options.file_system = &forgetful;
    options.write_buffer_bytes = 1500;
    options.table_bytes = 1000;
    options.level_base_bytes = 6000;
    options.checkpoint_bytes = 2500;
    options.page_cache_bytes = 2 * 4096;
    options.manifest_bytes = forgotten.empty() ? 1000 : 100;  // a roll is what some syncs are for
    options.extractors = {kFirstByte};
  }
  explicit CrashDb(const Crash& crash) : CrashDb(crash.forgotten) {
    write.sync = crash.sync;
    options.background = crash.background;
  }
  ~CrashDb() { db.reset(); }  // before the file system

  ForgetfulFileSystem forgetful;
};

std::string name_of(const Crash& crash, Unsynced unsynced) {
  static constexpr const char* kNames[] = {"lost", "kept", "torn", "scattered"};
  return std::string("unsynced changes ") + kNames[static_cast<size_t>(unsynced)] + ", cut after " +
         std::to_string(crash.cut) + " changes, seed " + std::to_string(crash.seed) + ": ";
}

std::string differs_from(const State& expected, Db& db) {
  const Result<State> found = read_state(db);
  if (!found.is_ok()) return found.status().to_string();
  return *found == expected ? "" : "what was read once is not there any more";
}

// What was recovered must stay, whatever was not synced, and the database must be usable.
std::string problem_after(CrashDb& test, State state) {
  if (Status status = test.crash(Unsynced::kLost); !status.is_ok()) return status.to_string();
  if (std::string problem = differs_from(state, *test.db); !problem.empty()) return problem;
  if (Status status = test.put("after", "the crash"); !status.is_ok()) return status.to_string();
  if (Status status = test.db->compact(); !status.is_ok()) return status.to_string();
  if (Status status = test.open(); !status.is_ok()) return status.to_string();
  state[""]["after"] = "the crash";
  return differs_from(state, *test.db);
}

// What is wrong with what comes up when this became of it; once more it goes down on the way.
std::string problem_of(CrashDb& test, const Workload& workload, const Crash& crash,
                       Unsynced unsynced) {
  Random random(crash.seed + crash.cut);
  test.files.crash(unsynced, random.next());
  test.files.cut_power_after(1 + random.below(60));
  (void)test.open().is_ok();
  const auto second = static_cast<Unsynced>(random.below(4));
  if (Status status = test.crash(second, random.next()); !status.is_ok()) return status.to_string();
  const Result<State> found = read_state(*test.db);
  if (!found.is_ok()) return found.status().to_string();
  if (!workload.is_a_state(*found, crash.sync == Sync::kEveryWrite))
    return "what is there was never so, or something acknowledged is lost";
  // The second look costs as much as the first: at some points only.
  return crash.cut % 4 == 1 || !crash.forgotten.empty() ? problem_after(test, *found) : "";
}

// One crash of the workload. "" if all is as it must be.
std::string problem_of(const Crash& crash) {
  CrashDb test(crash);
  test.files.cut_power_after(crash.cut);
  Workload workload(test, crash.seed);
  if (test.open().is_ok()) workload.run(kSteps);
  test.lose_power();
  for (const Unsynced unsynced : crash.unsynced) {
    CrashDb after(crash);
    after.files.copy_from(test.files);
    const std::string problem = problem_of(after, workload, crash, unsynced);
    if (!problem.empty()) return name_of(crash, unsynced) + problem;
  }
  return "";
}

uint64_t changes_of_a_workload(Sync sync, uint64_t seed) {
  CrashDb test;
  test.write.sync = sync;
  test.reopen();
  Workload(test, seed).run(kSteps);
  return test.files.changes();
}

// At points that lie `stride` apart on average, or `long_stride` where there is the time. Returns
// how many.
uint64_t crash_everywhere(Crash crash, uint64_t long_stride, uint64_t stride) {
  const uint64_t furthest = 2 * (runs_long() ? long_stride : stride) - 1;
  const uint64_t end = changes_of_a_workload(crash.sync, crash.seed);
  Random random(crash.seed);
  uint64_t points = 0;
  for (crash.cut = 1; crash.cut < end; ++points) {
    const std::string problem = problem_of(crash);
    EXPECT_EQ(problem, "");
    if (!problem.empty()) return points;
    crash.cut += 1 + random.below(furthest);
  }
  return points;
}

TEST(DbCrash, TheWorkloadDoesEverythingThatCanBeCutShort) {
  CrashDb test;
  test.write.sync = Sync::kEveryWrite;
  test.reopen();
  std::set<std::string> manifests;
  std::set<int> levels;
  Workload workload(test, test_seed());
  workload.run(kSteps, [&] {
    manifests.insert(*test.files.contents("db/CURRENT"));
    for (const VersionEdit& edit : test.edits())
      for (const VersionEdit::Added& added : edit.added) levels.insert(added.level);
  });
  const PhysicalWork work = test.db->physical_work();
  EXPECT_GE(work.flushes, 2u);
  EXPECT_GE(work.compactions, 2u);
  EXPECT_TRUE(levels.contains(1) && levels.contains(2));
  EXPECT_GE(manifests.size(), 3u) << "the manifest must roll twice";
  const std::vector<std::string> names = test.files.list("db").value();
  EXPECT_EQ(std::count_if(names.begin(), names.end(),
                          [](const auto& name) { return name.starts_with("MANIFEST-"); }),
            1);
  EXPECT_GE(work.checkpoints, 2u);
  EXPECT_GE(work.page_splits, 2u);
  EXPECT_GE(work.page_merges, 1u);
  EXPECT_GE(workload.counts().batches, 50u);
  EXPECT_GE(workload.counts().commits, 20u);
  EXPECT_GE(workload.counts().conflicts, 2u);
  EXPECT_GE(workload.counts().creations, 4u);
  EXPECT_GE(workload.counts().drops, 2u);
  EXPECT_GE(workload.counts().index_changes, 4u);
  EXPECT_GT(test.files.changes(), 1000u) << "crash points, each for all that may become of it";
}

TEST(DbCrash, SyncedWritesAreNeverLostWhateverBecomesOfTheRest) {
  const uint64_t points = crash_everywhere(
      {Sync::kEveryWrite, {Unsynced::kLost, Unsynced::kKept, Unsynced::kTorn}}, 1, 100);
  EXPECT_GE(points, runs_long() ? 1000u : 6u);
}

TEST(DbCrash, NorAreTheyWhenTheFolderForgetsSomeChangesAndKeepsLaterOnes) {
  EXPECT_GE(crash_everywhere({Sync::kEveryWrite, {Unsynced::kScattered}}, 4, 100), 6u);
}

TEST(DbCrash, UnsyncedWritesAreLostFromTheEndOnly) {
  EXPECT_GE(
      crash_everywhere(
          {Sync::kNone, {Unsynced::kLost, Unsynced::kKept, Unsynced::kTorn, Unsynced::kScattered}},
          5, 150),
      4u);
}

// Where the power goes is then not the same each time.
TEST(DbCrash, SoItIsWithTheDatabasesOwnThread) {
  EXPECT_GE(crash_everywhere({Sync::kEveryWrite,
                              {Unsynced::kLost, Unsynced::kTorn, Unsynced::kScattered},
                              Background::kThread},
                             10, 200),
            3u);
}

// After a fault: what was acknowledged is there, and the database is usable.
void expect_no_loss(CrashDb& test, const Workload& workload, Unsynced unsynced, uint64_t seed) {
  const Status status = test.crash(unsynced, seed);
  ASSERT_TRUE(status.is_ok()) << status.to_string();
  const Result<State> found = read_state(*test.db);
  ASSERT_TRUE(found.is_ok()) << found.status().to_string();
  ASSERT_TRUE(workload.is_a_state(*found, true));
  ASSERT_EQ(problem_after(test, *found), "");
}

TEST(DbCrash, AFailingCallLosesNothingThatWasAcknowledged) {
  for (const Fault fault : {Fault::kCreate, Fault::kAppend, Fault::kFlush, Fault::kWrite,
                            Fault::kSync, Fault::kRemove, Fault::kRename, Fault::kSyncDirectory}) {
    for (uint64_t nth = 1; nth < 400; nth = runs_long() ? nth * 3 / 2 + 1 : nth * 2 + 3) {
      SCOPED_TRACE("operation " + std::to_string(static_cast<int>(fault)) + ", call " +
                   std::to_string(nth));
      CrashDb test;
      test.write.sync = Sync::kEveryWrite;
      test.files.fail(fault, nth);
      Workload workload(test, nth);
      if (test.open().is_ok()) workload.run(kSteps);
      ASSERT_NO_FATAL_FAILURE(expect_no_loss(test, workload, static_cast<Unsynced>(nth % 4), nth));
    }
  }
}

TEST(DbCrash, AFullDiskLosesNothingThatWasAcknowledged) {
  uint64_t refused = 0;
  for (uint64_t space = 10; space < 150'000; space += runs_long() ? 500 : 6000) {
    SCOPED_TRACE("HEAPDYNO_SEED=" + std::to_string(test_seed()) + ", " + std::to_string(space) +
                 " bytes");
    CrashDb test;
    test.write.sync = Sync::kEveryWrite;
    test.files.limit_space(space);
    Workload workload(test, test_seed());
    if (test.open().is_ok()) workload.run(kSteps);
    const Status status = test.db == nullptr ? test.open() : test.put("one", "more");
    if (!status.is_ok()) {
      ++refused;
      EXPECT_NE(status.message().find("No space left"), std::string_view::npos) << status.message();
    }
    (void)test.open().is_ok();  // there is still no space
    ASSERT_NO_FATAL_FAILURE(
        expect_no_loss(test, workload, static_cast<Unsynced>(space / 500 % 4), space));
  }
  EXPECT_GE(refused, 3u);
}

// The engine without a sync of one kind is caught by what the tests above demand.
class DbCrashMutation : public ::testing::TestWithParam<std::string_view> {};

TEST_P(DbCrashMutation, ASyncThatIsLeftOutIsFound) {
  const uint64_t seed = test_seed();
  const uint64_t end = changes_of_a_workload(Sync::kEveryWrite, seed);
  Crash crash{Sync::kEveryWrite,
              {Unsynced::kLost, Unsynced::kKept, Unsynced::kScattered},
              Background::kInline,
              GetParam()};
  for (crash.cut = 1; crash.cut < end; ++crash.cut) {
    crash.seed = seed + crash.cut;
    if (!problem_of(crash).empty()) return;
  }
  FAIL() << "nobody missed the sync of " << GetParam();
}

INSTANTIATE_TEST_SUITE_P(Kinds, DbCrashMutation, ::testing::ValuesIn(kSyncKinds),
                         [](const auto& instance) {
                           std::string name(instance.param);
                           std::erase(name, ' ');
                           return name;
                         });

}  // namespace
}  // namespace engine::crash_test

// The power goes, or a call fails, anywhere in a workload of every kind: writes and transactions in
// LSM trees and a B+tree, flushes, compactions, checkpoints, keyspaces and indexes that come and go. What comes up
// must be one of the states that there were, no older than what was acknowledged as durable.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <optional>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_index.h"

namespace engine {
namespace {

using Fault = MemoryFileSystem::Operation;
using Unsynced = MemoryFileSystem::Unsynced;

constexpr int kSteps = 150;

// Crash points lie this far apart, on average: closer with HEAPDYNO_LONG=1, for a run that may take
// its time.
uint64_t stride() { return std::getenv("HEAPDYNO_LONG") != nullptr ? 5 : 80; }

// Keyspace -> key -> value.
using State = std::map<std::string, std::map<std::string, std::string>>;

// Each index says what a scan would.
void expect_indexed(Db& db, const std::string& keyspace, const Pairs& pairs) {
  for (const IndexInfo& index : db.indexes(keyspace)) {
    for (const char* digit : {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) {
      Pairs expected = pairs;
      std::erase_if(expected, [&](const auto& pair) { return !pair.second.starts_with(digit); });
      EXPECT_EQ(pairs_of(db.lookup({nullptr, keyspace}, index.name, digit, 1000)), expected);
    }
  }
}

State state_of(Db& db) {
  State state;
  for (const std::string& keyspace : db.keyspaces()) {
    const Pairs pairs = forward(db.iterate({nullptr, keyspace}));
    expect_indexed(db, keyspace, pairs);
    state[keyspace] = {pairs.begin(), pairs.end()};
    EXPECT_EQ(backward(db.iterate({nullptr, keyspace})), Pairs(pairs.rbegin(), pairs.rend()));
  }
  return state;
}

class CrashDb : public TestDb {
 public:
  CrashDb() {
    options.write_buffer_bytes = 1500;
    options.checkpoint_bytes = 2500;
    options.page_cache_bytes = 2 * 4096;
    options.extractors = {{"first byte", [](std::string_view value, std::string_view) {
                             return value.empty() ? std::nullopt
                                                  : std::optional(value.substr(0, 1));
                           }}};
  }
};

// Until the first failure or the end; keeps every state that there was.
class Workload {
 public:
  Workload(TestDb& test, uint64_t seed) : test_(test), random_(seed) {}

  void run(int steps) {
    states_.push_back({{"", {}}});
    if (!change([&](State& state) { return create(state, "tree", KeyspaceKind::kBTree); })) return;
    if (!change([&](State& state) { return create(state, "second", KeyspaceKind::kLsm); })) return;
    for (int i = 0; i < steps; ++i) {
      if (random_.below(40) == 0) (void)test_.db->flush().is_ok();
      if (random_.below(80) == 0) (void)test_.db->compact().is_ok();
      if (!change([&](State& state) { return step(state); })) return;
    }
  }

  // Whether the database is as it was after some step, no earlier than the last acknowledged one if
  // `all`.
  bool is_a_state(const State& found, bool all) const {
    for (size_t i = states_.size(); i-- > (all ? acknowledged_ : 0);)
      if (states_[i] == found) return true;
    return acknowledged_ == 0 && (found.empty() || found == State{{"", {}}});
  }
  size_t acknowledged() const { return acknowledged_; }

 private:
  template <typename Step>
  bool change(Step step) {
    State next = states_.back();
    const Status status = step(next);
    states_.push_back(std::move(next));
    if (status.is_ok()) acknowledged_ = states_.size() - 1;
    return status.is_ok();
  }

  Status create(State& state, const std::string& name, KeyspaceKind kind) {
    state[name];
    return test_.db->create_keyspace(name, kind);
  }

  Status step(State& state) {
    const uint64_t kind = random_.below(31);
    if (kind == 30) return change_index(random_.below(2) == 0 ? "" : "tree");
    if (kind == 0) {
      if (!state.contains("passing"))
        return create(state, "passing",
                      random_.below(2) == 0 ? KeyspaceKind::kBTree : KeyspaceKind::kLsm);
      state.erase("passing");
      return test_.db->drop_keyspace("passing");
    }
    return kind < 20 ? write_batch(state) : transact(state);
  }

  // What the keyspace holds stays the same.
  Status change_index(const std::string& keyspace) {
    if (test_.db->indexes(keyspace).empty())
      return test_.db->create_index("by-first", "digit", "first byte", keyspace);
    return test_.db->drop_index("by-first", keyspace);
  }

  // write(keyspace, key, value or nothing) for a few keys of any keyspaces.
  template <typename Write>
  void write_some(State& state, Write write) {
    for (uint64_t n = 1 + random_.below(6); n > 0; --n) {
      auto keyspace = state.begin();
      std::advance(keyspace, static_cast<int>(random_.below(state.size())));
      const std::string key = key_of(static_cast<int>(random_.below(150)));
      std::optional<std::string> value;
      if (random_.below(5) != 0) {
        value = std::to_string(random_.next());
        value->append(random_.below(random_.below(20) == 0 ? 3000 : 200), 'v');
        keyspace->second[key] = *value;
      } else {
        keyspace->second.erase(key);
      }
      write(keyspace->first, key, value);
    }
  }

  Status write_batch(State& state) {
    WriteBatch batch;
    write_some(state, [&](const auto& keyspace, const auto& key, const auto& value) {
      value ? batch.put(key, *value, keyspace) : batch.remove(key, keyspace);
    });
    return test_.db->write(test_.write, std::move(batch));
  }

  Status transact(State& state) {
    Transaction transaction = test_.db->begin();
    Status status;
    write_some(state, [&](const auto& keyspace, const auto& key, const auto& value) {
      (void)transaction.get(key, keyspace).is_ok();
      Status put =
          value ? transaction.put(key, *value, keyspace) : transaction.remove(key, keyspace);
      EXPECT_TRUE(put.is_ok()) << put.to_string();
    });
    return transaction.commit(test_.write);
  }

  TestDb& test_;
  Random random_;
  std::vector<State> states_;
  size_t acknowledged_ = 0;  // the last state that was
};

std::string name_of(Unsynced unsynced) {
  return unsynced == Unsynced::kLost ? "lost" : unsynced == Unsynced::kKept ? "kept" : "torn";
}

// One crash of the workload, one more while it is recovered, and then it must be usable.
void crash_once(Sync sync, Unsynced unsynced, uint64_t cut, Random& random) {
  CrashDb test;
  test.write.sync = sync;
  test.files.cut_power_after(cut);
  Workload workload(test, random.next());
  if (test.open().is_ok()) workload.run(kSteps);
  test.files.crash(unsynced, random.next());
  test.files.cut_power_after(1 + random.below(60));
  (void)test.open().is_ok();
  const Status status = test.crash(unsynced, random.next());
  ASSERT_TRUE(status.is_ok()) << status.to_string();
  const State found = state_of(*test.db);
  ASSERT_TRUE(workload.is_a_state(found, sync == Sync::kEveryWrite));
  ASSERT_TRUE(test.put("after", "the crash").is_ok());
  ASSERT_TRUE(test.db->compact().is_ok());
  test.reopen();
  State expected = found;
  expected[""]["after"] = "the crash";
  ASSERT_EQ(state_of(*test.db), expected);
}

uint64_t changes_of_a_workload() {
  CrashDb test;
  test.reopen();
  Workload(test, test_seed()).run(kSteps);
  return test.files.changes();
}

void crash_everywhere(Sync sync, Unsynced unsynced) {
  const uint64_t end = changes_of_a_workload();
  Random random(test_seed());
  for (uint64_t cut = 1; cut < end; cut += 1 + random.below(2 * stride())) {
    SCOPED_TRACE("HEAPDYNO_SEED=" + std::to_string(test_seed()) + ", unsynced changes " +
                 name_of(unsynced) + ", cut after " + std::to_string(cut));
    crash_once(sync, unsynced, cut, random);
    if (::testing::Test::HasFatalFailure()) return;
  }
}

TEST(DbCrash, TheWorkloadDoesEverythingThatCanBeCutShort) {
  CrashDb test;
  test.reopen();
  Workload workload(test, test_seed());
  workload.run(kSteps);
  const PhysicalWork work = test.db->physical_work();
  EXPECT_GE(work.flushes, 2u);
  EXPECT_GE(work.compactions, 2u);
  EXPECT_GE(work.checkpoints, 2u);
  EXPECT_GE(work.page_splits, 2u);
  EXPECT_GT(changes_of_a_workload(), 900u);  // at least 1,000 crash points in all
}

TEST(DbCrash, SyncedWritesAreNeverLostWhateverBecomesOfTheRest) {
  for (const Unsynced unsynced : {Unsynced::kLost, Unsynced::kKept, Unsynced::kTorn})
    crash_everywhere(Sync::kEveryWrite, unsynced);
}

TEST(DbCrash, UnsyncedWritesAreLostFromTheEndOnly) {
  for (const Unsynced unsynced : {Unsynced::kLost, Unsynced::kKept, Unsynced::kTorn})
    crash_everywhere(Sync::kNone, unsynced);
}

TEST(DbCrash, AFailingCallLosesNothingThatWasAcknowledged) {
  for (const Fault fault : {Fault::kCreate, Fault::kAppend, Fault::kFlush, Fault::kWrite,
                            Fault::kSync, Fault::kRemove, Fault::kRename, Fault::kSyncDirectory}) {
    for (uint64_t nth = 1; nth < 400; nth = nth * 3 / 2 + 1) {
      SCOPED_TRACE("operation " + std::to_string(static_cast<int>(fault)) + ", call " +
                   std::to_string(nth));
      CrashDb test;
      test.write.sync = Sync::kEveryWrite;
      test.files.fail(fault, nth);
      Workload workload(test, nth);
      if (test.open().is_ok()) workload.run(kSteps);
      const Status status = test.crash(Unsynced::kLost);
      ASSERT_TRUE(status.is_ok()) << status.to_string();
      ASSERT_TRUE(workload.is_a_state(state_of(*test.db), true));
    }
  }
}

}  // namespace
}  // namespace engine
